"""The page of the error codes."""

from __future__ import annotations

from fanfold.cli.error_codes import ErrorCode, error_codes
from reference.markdown import code, page, table

OPENING = """\
An error says what happened, where, and what to do, and has a code that leads here; `fanfold help F102`
prints the same. F1xx is for the flow's author, F2xx is about a run or its machine, F3xx about what was
typed, F900 about us. Where an error is raised in Python, it is an object of the class that is named: all
derive from `FanfoldError`, and those that have a name in `fanfold` can be imported from there."""


MORE = {
    "F101": "All [lint rules](../lint/index.md).",
    "F103": "[What is stored, and how](../how-to/large-data.md).",
    "F104": "[Parameters and configs](../how-to/parameters.md).",
    "F107": "[When tasks fail](../how-to/errors.md).",
    "F108": "[When tasks fail](../how-to/errors.md).",
    "F203": "[Resuming](../how-to/resuming.md).",
    "F207": "[When tasks fail](../how-to/errors.md), [resuming](../how-to/resuming.md).",
}
"""Where the documentation goes on."""


def errors_page() -> str:
    """The whole page."""
    codes = error_codes()
    listed = table(["code", "class", "first words"], map(_row, codes))
    return page("Error codes", OPENING, listed, *map(_section, codes))


def _row(error: ErrorCode) -> list[str]:
    return [f"[{error.code}](#{error.code.lower()})", code(error.name), error.headline]


def _section(error: ErrorCode) -> str:
    """The heading is the code alone, so that its anchor is."""
    named = f"**{error.headline}** ({code(error.name)}, a {code(error.parent)})"
    more = MORE.get(error.code, "")
    return "\n\n".join(filter(None, [f"## {error.code}", named, error.meaning, error.advice, more]))
