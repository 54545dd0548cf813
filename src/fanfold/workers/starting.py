"""Starting an interpreter of its own that runs the flow's file, to become a worker or a zygote.

`Origin` says what `__main__` of this process is, so that the new one can be the same; `Begin` is the first
that it hears. What it does with that is in `boot`.
"""

import os
import sys
from pathlib import Path
from typing import NamedTuple

from fanfold.graph.graph import Graph
from fanfold.model.errors import FlowError, RunError
from fanfold.workers.brief import FlowCode, RunFacts, Seat

BOOT_FILE = Path(__file__).with_name("boot.py")

WORKER = "worker"
ZYGOTE = "zygote"


class MainFile(NamedTuple):
    """`python PATH ARGV…`"""

    path: str
    argv: tuple[str, ...]


class MainModule(NamedTuple):
    """`python -m NAME ARGV…`"""

    name: str
    argv: tuple[str, ...]


class Imported(NamedTuple):
    """The flow's class lies in a module that any process can import, given the same `sys.path`."""

    module: str
    qualified_name: str
    path: tuple[str, ...]


Origin = MainFile | MainModule | Imported


class Begin(NamedTuple):
    """What to run, and for whom. `graph` comes along, since policies are not in the file alone (`--with`)."""

    origin: Origin
    class_name: str
    graph: Graph
    facts: RunFacts
    board: int
    seat: Seat | None = None
    copies: bool = False


def origin_of(flow_class: type) -> Origin:
    """How another process comes to the same class.

    Raises:
        FlowError: it cannot, since `__main__` is neither a file nor a module.
    """
    main = sys.modules["__main__"]
    in_main = flow_class.__module__ == "__main__" or flow_class in vars(main).values()
    if not in_main:
        return Imported(flow_class.__module__, flow_class.__qualname__, tuple(sys.path))
    spec = getattr(main, "__spec__", None)
    if spec is not None:
        return MainModule(spec.name, tuple(sys.argv[1:]))
    file = getattr(main, "__file__", None)
    if file is None or not os.path.isfile(file):
        raise FlowError(
            f"Worker processes cannot import {flow_class.__name__}: it was not defined in a file.",
            remedy="Put the flow into a .py file, or run it with --inline.",
        )
    return MainFile(_as_given(file), tuple(sys.argv[1:]))


def _as_given(file: str) -> str:
    """The file as `sys.argv` names it, which the user's code may look at; if that still leads there."""
    given = sys.argv[0]
    return given if os.path.abspath(given) == file else file


def start(
    kind: str,
    descriptor: int,
    passed: tuple[int, ...],
    *,
    environment: dict[str, str],
    output: tuple[int, int] | None = None,
) -> int:
    """Start an interpreter with these descriptors, which hears its `Begin` through `descriptor`; gives its
    process id.

    Args:
        kind: WORKER or ZYGOTE.
        environment: variables beside those of this process.
        output: descriptors for what it writes; without them that is lost.

    Raises:
        RunError: the system starts no more processes, or there is no interpreter.
    """
    import subprocess

    command = [sys.executable, *_flags(), str(BOOT_FILE), kind, str(descriptor), str(os.getpid())]
    out, err = output or (subprocess.DEVNULL, subprocess.DEVNULL)
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            env={**os.environ, **environment},
            pass_fds=passed,
            process_group=0,
        )
    except OSError as error:
        raise RunError(
            f"No worker process can be started: {error.strerror or error}.",
            remedy="Check the limit on processes (ulimit -u), and the memory.",
        ) from None
    process.returncode = 0  # whoever called reaps it
    return process.pid


def _flags() -> list[str]:
    """The options of this interpreter (-O, -W, -X, …), as multiprocessing passes them on."""
    import subprocess

    flags: list[str] = subprocess._args_from_interpreter_flags()  # type: ignore[attr-defined]
    return flags


def begin(
    code: FlowCode, facts: RunFacts, board: int, *, seat: Seat | None = None, copies: bool = False
) -> Begin:
    """The message for a process that is about to be started."""
    return Begin(origin_of(code.flow_class), code.flow_class.__name__, code.graph, facts, board, seat, copies)
