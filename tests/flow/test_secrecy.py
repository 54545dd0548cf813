"""Secrecy: what a run must not show."""

from __future__ import annotations

from fanfold.flow.configs.config import Config
from fanfold.flow.decorators import secrets
from fanfold.flow.parameters import Parameter
from fanfold.flow.secrecy import in_a_line, shown, veil_over
from fanfold.flow.spec import FlowSpec, step
from fanfold.store.masking import MASK, Veil, as_constant, veil_of

VALUES = {"key": "hunter2", "pin": 4711, "max_token": 1000, "use_token": True, "title": "open"}


class F(FlowSpec):
    """A flow with secrets."""

    key = Parameter("api-key")
    pin = Parameter("pin", default=1234, secret=True)
    max_token = Parameter("max-token", default=1000)
    use_token = Parameter("use-token", default=True)
    title = Parameter("title")
    cfg = Config("cfg", default_value="{}")

    @secrets(sources=[{"type": "inline", "options": {"env_vars": {"DB": "swordfish"}}}])
    @step
    def start(self) -> None:
        """A step."""


def covers(veil: Veil, text: str) -> bool:
    """Whether nothing of the text is seen."""
    return text not in veil.over(f"before {text} behind")


def test_secret_parameters_and_inline_secrets_are_hidden() -> None:
    veil = veil_over(F, VALUES)
    assert veil.over("hunter2, 4711 and swordfish are open") == f"{MASK}, {MASK} and {MASK} are open"
    assert veil.names == {"key", "pin", "max_token", "use_token"}


def test_a_number_or_a_flag_that_only_sounds_secret_is_hidden_by_its_name_only() -> None:
    assert veil_over(F, VALUES).over("True: 1000 tokens") == "True: 1000 tokens"
    assert shown(F, VALUES) == {
        "api-key": MASK,
        "pin": MASK,
        "max-token": MASK,
        "use-token": MASK,
        "title": "open",
    }


def test_secrets_within_a_config_are_hidden_by_their_names_at_any_depth() -> None:
    config = {"hosts": [{"name": "alpha", "password": "rosebud1"}], "tokens_per_item": "many",
              "credentials": {"user": "edgar", "pair": ["left-part", "right-part"]}}  # fmt: skip
    veil = veil_over(F, {"cfg": config, "_configs": {"cfg": "cfg"}})
    for secret in ("rosebud1", "edgar", "left-part", "right-part"):
        assert covers(veil, secret)
    assert veil.over("alpha many") == "alpha many"


def test_a_secret_of_several_lines_is_hidden_line_by_line_and_as_code_writes_it() -> None:
    key = "-----BEGIN KEY-----\nMIIEvQIBADANBg\nx\n-----END KEY-----"
    veil = veil_over(F, {"key": key})
    assert covers(veil, "MIIEvQIBADANBg")
    assert covers(veil, repr(key)[1:-1])
    assert not covers(veil, "x")


def test_short_texts_are_left_and_a_secret_that_begins_like_another_is_hidden_whole() -> None:
    veil = veil_over(F, {"key": "abcd", "pin": "abcdefgh"})
    assert veil.over("abcdefgh abcd") == f"{MASK} {MASK}"
    assert veil_over(F, {"key": "abc"}).over("abc") == "abc"


def test_a_run_keeps_what_it_hides() -> None:
    veil = veil_over(F, VALUES)
    assert veil_of(as_constant(veil)) == veil
    assert veil_of({}).over("hunter2") == "hunter2"
    assert as_constant(Veil()) == {}


def test_a_long_value_is_told_by_its_beginning_and_its_size() -> None:
    assert in_a_line("word " * 1000) == "'word word word word word word '… (5,000 characters)"
    assert in_a_line(b"." * 3000) == f"{b'.' * 30!r}… (3,000 bytes)"
    assert in_a_line("short") == "'short'"
    assert len(in_a_line(list(range(1000)))) == 200
