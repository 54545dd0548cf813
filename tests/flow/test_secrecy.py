"""Secrecy: which texts a run must not show."""

from __future__ import annotations

from fanfold.flow.decorators import secrets
from fanfold.flow.parameters import Parameter
from fanfold.flow.secrecy import secret_texts
from fanfold.flow.spec import FlowSpec, step


class F(FlowSpec):
    """A flow with secrets."""

    key = Parameter("api-key")
    pin = Parameter("pin", default=12, secret=True)
    title = Parameter("title")

    @secrets(sources=[{"type": "inline", "options": {"env_vars": {"DB": "swordfish"}}}])
    @step
    def start(self) -> None:
        """A step."""


def test_secret_parameters_and_inline_secrets_are_secret_and_short_texts_are_not_masked() -> None:
    values = {"key": "hunter2", "pin": 12, "title": "open"}
    assert secret_texts(F, values) == {"hunter2", "swordfish"}
