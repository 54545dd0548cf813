"""An interpreter of its own that becomes a worker or a zygote: `python …/boot.py KIND DESCRIPTOR PARENT`.

It runs the user's file as `python FILE` would, and where that calls its flow (or at its end, if it does not)
takes up its work instead of a command line. So what stands before that call in the file runs in every
process, and what stands behind it only in the driver.

It is started by its path and not with `-m`, which would put the working directory before everything else on
`sys.path`: a file `socket.py` lying there is none of ours.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from fanfold.workers.cells import Board
    from fanfold.workers.starting import Begin, Origin

_arrivals: list[Arrival] = []
"""The one process that this is to become. The flow's call finds it here."""


def main(kind: str, descriptor: int, parent: int) -> NoReturn:
    """Hear what to run, run it, and never come back."""
    from fanfold.flow import entry
    from fanfold.workers.kinship import die_with
    from fanfold.workers.starting import WORKER, ZYGOTE

    die_with(parent)
    if kind not in (WORKER, ZYGOTE):
        _call(kind, descriptor)
    arrival = WorkerArrival(descriptor) if kind == WORKER else ZygoteArrival(descriptor, parent)
    _arrivals.append(arrival)
    entry.use("fanfold.workers.boot:arrived")
    try:
        _check_code(arrival.begin)
        _take_configs(arrival.begin)
        _run(arrival.begin.origin, arrival.begin.class_name)
        raise AssertionError("the flow was not called")
    except BaseException as error:  # noqa: BLE001 - a process boundary: whatever the user's file raises
        arrival.fail(_sentence(error), error)
    finally:
        os._exit(1)


def _call(function: str, descriptor: int) -> NoReturn:
    """Be something that lies above this layer, named as `package.module:function`."""
    from importlib import import_module

    module, _, name = function.partition(":")
    getattr(import_module(module), name)(descriptor)
    os._exit(0)


def arrived(flow_class: type[Any]) -> NoReturn:
    """The entry point: what `FlowClass()` does in such a process."""
    from fanfold.flow.launching import chosen

    arrival, flow_class = _arrivals[-1], chosen(flow_class)
    _arrivals.clear()
    arrival.serve(flow_class)


def is_arriving() -> bool:
    """Whether this process still runs the user's file, up to the flow that it is to work for."""
    return bool(_arrivals)


class WorkerArrival:
    """A worker on its way: it takes its output at once, so that what the file writes when it is imported
    belongs to the first task.
    """

    def __init__(self, descriptor: int) -> None:
        from fanfold.workers.channel import Channel
        from fanfold.workers.output import take_over
        from fanfold.workers.process import settle

        self.channel = Channel(descriptor)
        begin = self.channel.receive()
        if begin is None:  # the driver has changed its mind
            os._exit(0)
        self.begin: Begin = begin
        assert begin.seat is not None
        take_over(begin.seat.writers)
        settle()

    def serve(self, flow_class: type[Any]) -> NoReturn:
        """Be the worker."""
        from fanfold.workers.brief import FlowCode, brief_of
        from fanfold.workers.kit import Kit
        from fanfold.workers.process import become_worker

        begin = self.begin
        assert begin.seat is not None
        brief = brief_of(_installed(FlowCode(flow_class, begin.graph), begin), begin.facts)
        become_worker(Kit(brief, copies=begin.copies), begin.seat, _board(begin))

    def fail(self, sentence: str, error: BaseException) -> None:
        """Say that this comes to nothing, and leave the whole story in the log."""
        from traceback import print_exception

        from fanfold.workers.messages import Broken

        print_exception(error)
        self.channel.send(Broken(0, sentence))


class ZygoteArrival:
    """A zygote on its way."""

    def __init__(self, descriptor: int, driver: int) -> None:
        import socket
        from pickle import loads

        from fanfold.workers.zygote import MESSAGE_BYTES_MAX

        self.connection = socket.socket(fileno=descriptor)
        self.driver = driver
        data = self.connection.recv(MESSAGE_BYTES_MAX)
        if not data:
            os._exit(0)
        self.begin: Begin = loads(data)

    def serve(self, flow_class: type[Any]) -> NoReturn:
        """Be the zygote, unless what the file does forbids to fork it."""
        from fanfold.workers.brief import FlowCode
        from fanfold.workers.kinship import outlive_parent
        from fanfold.workers.zygote import Zygote

        outlive_parent()  # to kill the workers' groups when the driver is gone
        code = _installed(FlowCode(flow_class, self.begin.graph), self.begin)
        zygote = Zygote(self.connection, code, _board(self.begin), self.driver)
        zygote.meet(self.begin.facts)
        zygote.offer()

    def fail(self, sentence: str, error: BaseException) -> None:
        """Say that this comes to nothing."""
        from pickle import dumps

        from fanfold.workers.zygote import Unready

        self.connection.send(dumps(Unready(failure=sentence), 5))


Arrival = WorkerArrival | ZygoteArrival


def _run(origin: Origin, class_name: str) -> None:
    from fanfold.flow.launching import run_file_as_main, run_module_as_main
    from fanfold.workers.starting import Imported, MainFile, MainModule, Parcelled

    match origin:
        case MainFile(path=path, argv=argv):
            run_file_as_main(path, argv, class_name=class_name)
        case MainModule(name=name, argv=argv):
            run_module_as_main(name, argv, class_name=class_name)
        case Imported():
            from importlib import import_module
            from operator import attrgetter

            sys.path[:] = origin.path
            arrived(attrgetter(origin.qualified_name)(import_module(origin.module)))
        case Parcelled(file=file):
            from pathlib import Path
            from pickle import loads

            from fanfold.workers.parcel import unpack

            arrived(unpack(loads(Path(file).read_bytes()))[0])


def _installed(code: Any, begin: Begin) -> Any:
    from fanfold.flow.completion import complete
    from fanfold.flow.constants import install
    from fanfold.workers.seeding import remember_import

    complete(code.flow_class, with_specs=begin.facts.with_specs)
    install(code.flow_class)
    remember_import([code.graph.file])
    return code


def _board(begin: Begin) -> Board:
    from fanfold.workers.cells import Board

    return Board(begin.board)


def _check_code(begin: Begin) -> None:
    """Old and new code are not mixed in one run."""
    from fanfold.store.code import LIST_NAME, check_unchanged
    from fanfold.store.folder import RunFolder

    folder = RunFolder(begin.facts.folder)
    if (folder.code / LIST_NAME).exists():
        check_unchanged(folder)


def _take_configs(begin: Begin) -> None:
    """The flow's configs are those that the run began with, whatever their files say by now."""
    from fanfold.flow.configs.stored import hand_over_stored

    hand_over_stored(begin.facts.folder, begin.facts.parameters)


def _sentence(error: BaseException) -> str:
    """What the driver says of it, in one line."""
    from fanfold.model.errors import FanfoldError

    if isinstance(error, SystemExit):
        what = "it ended the process before it called the flow."
    elif isinstance(error, FanfoldError):
        what = f"{error.message} {error.remedy}"
    else:
        what = f"{type(error).__name__}: {error}"
    return f"A worker process could not import the flow's file anew: {' '.join(what.split())}{_place(error)}"


def _place(error: BaseException) -> str:
    """Where the user's code stood: the last line of the traceback that is not ours."""
    place, trace = "", error.__traceback__
    ours = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if not file.startswith((ours, "<")):
            place = f" ({file}, line {trace.tb_lineno})"
        trace = trace.tb_next
    return place


if __name__ == "__main__":
    # This file's folder is on the path, and is to be ours only until the package is found.
    _root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    if sys.flags.safe_path:
        sys.path.insert(0, _root)
    else:
        sys.path[0] = _root
    # Not this `__main__`, which the user's is about to replace.
    from importlib import import_module

    _boot = import_module("fanfold.workers.boot")
    if sys.flags.safe_path:
        del sys.path[0]
    _boot.main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
