"""Which pages there are, and what makes each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reference.api import api_page
from reference.commands import commands_page
from reference.environment import environment_page
from reference.errors import errors_page
from reference.ledger import ledger_page

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"

PAGES: dict[str, Callable[[], str]] = {
    "api": api_page,
    "commands": commands_page,
    "environment": environment_page,
    "errors": errors_page,
    "ledger": ledger_page,
}
