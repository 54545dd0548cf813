"""The page of the environment variables."""

from __future__ import annotations

from fanfold.model.variables import VARIABLES, Variable
from reference.markdown import code, page, table

OPENING = """\
What fanfold reads from the environment. Where several names stand side by side they mean the same, and the
first that is set counts. What the command line says comes before all of them. A flow's own variables are
set with `@environment(vars=…)`."""


def environment_page() -> str:
    """The whole page."""
    return page("Environment variables", OPENING, table(["variable", "meaning"], map(_row, VARIABLES)))


def _row(variable: Variable) -> list[str]:
    return [", ".join(map(code, variable.names)), variable.meaning]
