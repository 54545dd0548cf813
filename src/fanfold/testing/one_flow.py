"""`run_flow`: a whole flow in the test's own process, with nothing left behind."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import Any
from weakref import finalize

from fanfold.client.run import Run
from fanfold.model.errors import RunError
from fanfold.model.variables import HOME_VARIABLE
from fanfold.runner.calls import run as run_called


def run_flow(
    flow_class: type[Any], /, *, check: bool = True, show_output: bool = True, **parameters: Any
) -> Run:
    """Run a flow inline, recorded in a folder of its own, and give the run.

    Tasks run one after the other in this process, so that coverage sees them, and they see what a test has
    replaced. What the run recorded can be read as long as the run, or a step or a task of it, is held; then
    its folder is deleted.

    Args:
        check: raise an error if the run fails. False: `run.successful` says it.
        show_output: print how it goes, for pytest to show where the test fails.
        parameters: values of the flow's parameters, and options as for `fanfold.run`.

    Raises:
        TaskFailedError: a task failed for good; the message has its traceback, `error.run` is the run.
        FanfoldError: the flow or a parameter is wrong.
    """
    home = Path(tempfile.mkdtemp(prefix="fanfold-test-"))
    try:
        with _recording_in(home):
            run = run_called(flow_class, inline=True, check=check, show_output=show_output, **parameters).run
    except RunError as error:
        _delete_with(error.run, home)
        raise
    except BaseException:
        rmtree(home, ignore_errors=True)
        raise
    _delete_with(run, home)
    return run


@contextmanager
def _recording_in(home: Path) -> Iterator[None]:
    """Have this process record there, and client calls of the flow look there."""
    before = os.environ.get(HOME_VARIABLE)
    os.environ[HOME_VARIABLE] = str(home)
    try:
        yield
    finally:
        if before is None:
            del os.environ[HOME_VARIABLE]
        else:
            os.environ[HOME_VARIABLE] = before


def _delete_with(run: Run | None, home: Path) -> None:
    """Delete the folder once nobody holds the run: all of its steps and tasks hold what it has opened."""
    if run is None:
        rmtree(home, ignore_errors=True)
    else:
        finalize(run._run, rmtree, home, ignore_errors=True)
