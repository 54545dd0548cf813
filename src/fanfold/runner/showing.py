"""Who prints a run that was called from Python."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from fanfold._version import __version__
from fanfold.model.errors import UsageError

if TYPE_CHECKING:
    from fanfold.engine.observer import Observer
    from fanfold.runner.keywords import Showing
    from fanfold.terminal.opening import Opening


def observer_for(showing: Showing, *, inline: bool) -> Observer:
    """The observer that was asked for.

    Raises:
        UsageError: the file for the run's id cannot be written.
    """
    shown = _form(showing, inline=inline)
    if showing.run_id_file is None:
        return shown
    from fanfold.terminal.run_id_file import RunIdFile

    return RunIdFile(_writable(showing.run_id_file), shown)


def _form(showing: Showing, *, inline: bool) -> Observer:
    if not showing.show_output:
        from fanfold.engine.silent import Silent

        return Silent()
    if not showing.quiet and not showing.verbose:
        from fanfold.terminal.here import for_here

        return for_here(opening=_opening(), inline=inline)
    from fanfold.terminal.quiet import Quiet
    from fanfold.terminal.stream import standard_streams
    from fanfold.terminal.verbose import Verbose

    form = Quiet if showing.quiet else Verbose
    return form(*standard_streams(), _opening())


def _opening() -> Opening:
    from fanfold.terminal.opening import Opening

    is_alias = getattr(sys.modules.get("metaflow"), "__fanfold__", False)
    return Opening(version=__version__, imported_as="metaflow" if is_alias else "fanfold", program="")


def _writable(file: str | os.PathLike[str]) -> str:
    """The file's absolute path, after it was made."""
    path = os.path.abspath(file)
    try:
        with open(path, "w", encoding="utf-8"):
            return path
    except OSError as error:
        raise UsageError(f"run_id_file {path} cannot be written: {error.strerror}.") from None
