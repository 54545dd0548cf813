"""What the outcome of a command is to the shell: an exit code, and one clear error on stderr.

0: it worked. 1: a flow, a run or a machine failed. 2: a command line that cannot be understood. 130 and 143:
interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from errno import EMFILE, ENFILE

from fanfold.model.errors import (
    ConfigError,
    ConfigValueError,
    EngineBug,
    FanfoldError,
    ParameterError,
    RunError,
    UsageError,
)

USAGE_EXIT = 2
INTERRUPTED_EXIT = 130


def exit_code_of(work: Callable[[], int]) -> int:
    """Do the work and give its exit code; what it raises for a reader is shown."""
    if None in (sys.stdin, sys.stdout, sys.stderr):
        from fanfold.workers.output import open_missing

        open_missing()
    try:
        return work()
    except FanfoldError as error:
        show_error(error)
        return USAGE_EXIT if _is_usage(error) else 1
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return INTERRUPTED_EXIT
    except BrokenPipeError:  # `show | head`: nobody reads on, and that is no failure
        _silence_stdout()
        return 0
    except Exception as error:  # noqa: BLE001 - the process's boundary: whatever comes here is ours
        show_error(_short_of_files(error) or _bug(error))
        return 1


def show_error(error: FanfoldError) -> None:
    """Write the error to stderr."""
    print(error.report(), file=sys.stderr)


def _is_usage(error: FanfoldError) -> bool:
    """An error about a parameter, a config or a decorator is about what was typed if it names no file; else
    it is about the flow. What a config is given is typed, or stands in a file that was.
    """
    from fanfold.flow.decorators.decorator import DecoratorError

    typed = isinstance(error, ParameterError | ConfigError | DecoratorError) and error.file is None
    return typed or isinstance(error, UsageError | ConfigValueError)


def _short_of_files(error: Exception) -> FanfoldError | None:
    """The error for a process that may open no more files, if it is that."""
    if not isinstance(error, OSError) or error.errno not in (EMFILE, ENFILE):
        return None
    return RunError(
        "The system allows no more open files.",
        remedy="Raise its limit (ulimit -n 1024), or run with fewer --max-workers.",
    )


def _bug(error: Exception) -> EngineBug:
    from traceback import format_exception

    story = "".join(format_exception(error)).rstrip().replace("\n", "\n    ")
    return EngineBug(story)


def _silence_stdout() -> None:
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
