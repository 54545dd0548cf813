"""Which decorators there are, and the module that each is in; nothing is loaded by asking."""

from __future__ import annotations

STEP_DECORATORS = (
    "cache",
    "card",
    "catch",
    "environment",
    "isolate",
    "limit",
    "parallel",
    "resources",
    "retry",
    "secrets",
    "timeout",
    "tolerate",
    "warm",
)
FLOW_DECORATORS = ("exit_hook", "project", "schedule", "trigger", "trigger_on_finish")
FOREIGN_STEP_DECORATORS = ("batch", "conda", "kubernetes", "pypi")
FOREIGN_FLOW_DECORATORS = ("conda_base", "pypi_base")
DECLARING = frozenset({"conda", "conda_base", "pypi", "pypi_base"})
"""Those that declare libraries."""

_PACKAGE = "fanfold.flow.decorators"

MODULES = {
    **{name: f"{_PACKAGE}.step.{name}" for name in STEP_DECORATORS},
    **{name: f"{_PACKAGE}.flow.{name}" for name in FLOW_DECORATORS},
    **dict.fromkeys((*FOREIGN_STEP_DECORATORS, *FOREIGN_FLOW_DECORATORS), f"{_PACKAGE}.foreign"),
}
