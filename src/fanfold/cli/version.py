"""`version`: which fanfold this is."""

from __future__ import annotations

import click

from fanfold._version import __version__
from fanfold.cli.flow_command import Work


def command(flow_class: type) -> click.Command:
    """The command."""

    def version() -> Work:
        return show_version

    return click.Command("version", callback=version, help="Print the version of fanfold.")


def show_version() -> int:
    """Print `fanfold 0.1.0`."""
    print(f"fanfold {__version__}")
    return 0
