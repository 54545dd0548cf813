"""Who watches a run: the form in which it is printed, and the file that its id is written to."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from fanfold._version import __version__
from fanfold.cli.program import imported_as, program_name
from fanfold.model.errors import UsageError

if TYPE_CHECKING:
    from fanfold.cli.run_options import Typed
    from fanfold.engine.observer import Observer
    from fanfold.terminal.opening import Opening


def watcher(values: Typed, *, quiet: bool) -> Observer:
    """The observer that these options ask for.

    Raises:
        UsageError: the file for the run's id cannot be written.
    """
    shown = _form(values, quiet=quiet or values["own_quiet"])
    file, attributes = values["own_run_id_file"], values["own_runner_attribute_file"]
    if file is None and attributes is None:
        return shown
    from fanfold.terminal.run_id_file import RunIdFile, attributes_of

    if file is not None:
        shown = RunIdFile(_writable(file), shown)
    if attributes is not None:
        shown = RunIdFile(_writable(attributes), shown, text=attributes_of)
    return shown


def watcher_here(*, inline: bool = False) -> Observer:
    """The observer for who asks for none in particular."""
    from fanfold.terminal.here import for_here

    return for_here(opening=_opening(), inline=inline)


def _form(values: Typed, *, quiet: bool) -> Observer:
    from fanfold.terminal.stream import standard_streams

    out, err = standard_streams()
    opening = _opening()
    if values["own_json"]:
        from fanfold.terminal.json_lines import JsonLines

        return JsonLines(out, opening, wants_tasks=values["own_verbose"])
    if quiet:
        from fanfold.terminal.quiet import Quiet

        return Quiet(out, err, opening)
    if values["own_verbose"]:
        from fanfold.terminal.verbose import Verbose

        return Verbose(out, err, opening)
    return watcher_here(inline=values["own_inline"])


def _opening() -> Opening:
    from fanfold.terminal.opening import Opening

    return Opening(version=__version__, imported_as=imported_as(), program=program_name())


def _writable(file: str) -> str:
    """The file's absolute path, after it was made: better to fail now than when the run has started."""
    try:
        with open(file, "w", encoding="utf-8"):
            return os.path.abspath(file)
    except OSError as error:
        raise UsageError(
            f"--run-id-file {file} cannot be written: {error.strerror}.",
            remedy="Name a file in a folder that exists.",
        ) from None
