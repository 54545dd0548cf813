"""`version`: which fanfold this is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fanfold._version import __version__

if TYPE_CHECKING:
    import click

    from fanfold.cli.work import Work


def command(flow_class: type) -> click.Command:
    """The command."""
    import click

    def version() -> Work:
        return show_version

    return click.Command("version", callback=version, help="Print the version of fanfold.")


def main(arguments: Sequence[str]) -> int:
    """The same as a command of `fanfold`; there is nothing to choose."""
    return show_version()


def show_version() -> int:
    """Print `fanfold 0.1.0`."""
    print(f"fanfold {__version__}")
    return 0
