"""Running a flow's file from `fanfold`; for it and all that it starts `metaflow` means fanfold."""

from __future__ import annotations

import os
import sys
from types import TracebackType

from fanfold.cli.program import call_it
from fanfold.flow.alias import use_alias
from fanfold.flow.launching import run_file_as_main, run_module_as_main
from fanfold.model.errors import FanfoldError


def launch_file(word: str, argv: list[str]) -> int:
    """Run `FILE` or `FILE:Class` with these arguments. Where the flow is called, SystemExit carries its exit
    code.

    Raises:
        FlowError: it cannot be run.
    """
    path, class_name = _split(word)
    use_alias()
    call_it(["fanfold", word])
    try:
        run_file_as_main(path, argv, class_name=class_name)
    except FanfoldError:
        raise
    except Exception as error:  # noqa: BLE001 - user code was called; what it raises is the user's
        return _told(error, os.path.abspath(path))
    return 0


def launch_module(word: str, argv: list[str]) -> int:
    """Run `MODULE` or `MODULE:Class`, found from the working directory, with these arguments.

    Raises:
        FlowError: it cannot be run.
    """
    name, _, class_name = word.partition(":")
    use_alias()
    call_it(["fanfold", "-m", word])
    try:
        run_module_as_main(name, argv, class_name=class_name or None)
    except FanfoldError:
        raise
    except Exception as error:  # noqa: BLE001 - user code was called; what it raises is the user's
        return _told(error, getattr(sys.modules["__main__"], "__file__", "") or "")
    return 0


def _split(word: str) -> tuple[str, str | None]:
    """A colon may also be part of a file's name."""
    path, colon, class_name = word.rpartition(":")
    if colon and class_name.isidentifier() and not os.path.exists(word):
        return path, class_name
    return word, None


def _told(error: Exception, file: str) -> int:
    """Show the user's traceback as Python would, from the user's file on."""
    cut = error.__traceback__
    while cut is not None and cut.tb_frame.f_code.co_filename != file:
        cut = cut.tb_next
    traceback: TracebackType | None = cut or error.__traceback__
    sys.excepthook(type(error), error.with_traceback(traceback), traceback)
    return 1
