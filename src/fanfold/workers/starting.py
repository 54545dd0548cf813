"""Starting an interpreter of its own that runs the flow's file, to become a worker or a zygote.

`Origin` says what `__main__` of this process is, so that the new one can be the same; `Begin` is the first
that it hears. What it does with that is in `boot`.
"""

import os
import sys
from pathlib import Path

from fanfold.flow.launching import is_command
from fanfold.graph.graph import Graph
from fanfold.model.errors import RunError
from fanfold.model.named import NamedTuple
from fanfold.store.atomic import replace_file
from fanfold.store.folder import RunFolder
from fanfold.workers.brief import FlowCode, RunFacts, Seat, constants_of_run

BOOT_FILE = Path(__file__).with_name("boot.py")

PARCEL_NAME = ".class.pickle"

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


class Parcelled(NamedTuple):
    """The class lies in the run's folder, by value (see `parcel`): it may be too large for a message."""

    file: str


Origin = MainFile | MainModule | Imported | Parcelled


class Begin(NamedTuple):
    """What to run, and for whom. `graph` comes along, since policies are not in the file alone (`--with`)."""

    origin: Origin
    class_name: str
    graph: Graph
    facts: RunFacts
    board: int
    seat: Seat | None = None
    copies: bool = False


def origin_of(flow_class: type, facts: RunFacts) -> Origin:
    """How another process comes to the same class.

    A file that was started to run this flow's command is run again, up to that command. Where the flow was
    called from Python (`fanfold.run`), running the file again would run what stands around that call.

    Raises:
        FlowError: it cannot, since something that the class refers to cannot be pickled.
    """
    main = sys.modules["__main__"]
    in_main = flow_class.__module__ == "__main__" or flow_class in vars(main).values()
    file = getattr(main, "__file__", None)
    spec = getattr(main, "__spec__", None)
    if in_main and is_command(flow_class) and file is not None and not _came_by_value():
        if spec is not None:
            return MainModule(spec.name, tuple(sys.argv[1:]))
        return MainFile(_as_given(str(file)), tuple(sys.argv[1:]))
    from fanfold.workers.parcel import is_importable

    if is_importable(flow_class):
        return Imported(flow_class.__module__, flow_class.__qualname__, tuple(sys.path))
    return Parcelled(_parcelled(flow_class, facts))


def _came_by_value() -> bool:
    parcel = sys.modules.get("fanfold.workers.parcel")
    return parcel is not None and parcel.was_opened()


def _parcelled(flow_class: type, facts: RunFacts) -> str:
    """The file of the class's parcel, made when it is first wanted."""
    file = RunFolder(facts.folder).code / PARCEL_NAME
    if not file.exists():
        from pickle import dumps

        from fanfold.workers.parcel import pack

        replace_file(file, dumps(pack(flow_class, met=dict(constants_of_run(facts))), 5))
    return str(file)


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
    return Begin(
        origin_of(code.flow_class, facts),
        code.flow_class.__name__,
        code.graph,
        facts,
        board,
        seat,
        copies,
    )
