"""Stops one process of a run at an exact point, so that a test can kill it, or another one, just there.

    STOP_AT=appended:17:/some/file

The process that comes to the point for the 17th time in the whole run writes its id into the file and stops, as
by SIGSTOP; the test does the rest. A flow that imports this is changed only where STOP_AT is set, and the
library not at all: nothing of this lies on any path that users take.
"""

import os
import signal

POINTS = ("marked", "run", "appended", "counted", "gathered", "committed", "performed")
"""In a worker: an item is marked, was run, its record is in the pack, the counter says so. In the driver:
facts are at hand, are in the ledger, and what follows from them was done.
"""


def arm():
    """Have the point of STOP_AT stop whoever comes to it."""
    told = os.environ.get("STOP_AT")
    if not told:
        return
    point, count, file = told.split(":", 2)

    def stop():
        if _number(file) == int(count):
            with open(f"{file}.new", "w") as out:
                out.write(str(os.getpid()))
            os.rename(f"{file}.new", file)
            os.kill(os.getpid(), signal.SIGSTOP)

    _PLACES[point](stop)


def _number(file):
    """The how-manieth this is, over all processes."""
    descriptor = os.open(f"{file}.count", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, b"x")
        return os.lseek(descriptor, 0, os.SEEK_CUR)
    finally:
        os.close(descriptor)


def _before(kind, name, stop, counts=lambda *arguments: True):
    plain = getattr(kind, name)

    def stopping(self, *arguments, **named):
        if counts(*arguments):
            stop()
        return plain(self, *arguments, **named)

    setattr(kind, name, stopping)


def _after(kind, name, stop, counts=lambda *arguments: True):
    plain = getattr(kind, name)

    def stopping(self, *arguments, **named):
        result = plain(self, *arguments, **named)
        if counts(*arguments):
            stop()
        return result

    setattr(kind, name, stopping)


def _marked(stop):
    from fanfold.workers.worker import Worker

    plain = Worker._item_of

    def stopping(self, *arguments):
        item = plain(self, *arguments)

        def run(*places):
            stop()
            item(*places)

        return run

    Worker._item_of = stopping


def _run(stop):
    from fanfold.workers.link import Link

    _before(Link, "record", stop)


def _appended(stop):
    from fanfold.workers.recorder import Recorder

    _after(Recorder, "write", stop)


def _counted(stop):
    from fanfold.workers.recorder import Recorder

    _after(Recorder, "plain", stop)


def _gathered(stop):
    from fanfold.engine.loop import Driver

    _before(Driver, "record", stop, bool)


def _committed(stop):
    from fanfold.store.ledger import Ledger

    _after(Ledger, "checkpoint_if_due", stop)


def _performed(stop):
    from fanfold.engine.loop import Driver

    _after(Driver, "record", stop, bool)


_PLACES = {point: globals()[f"_{point}"] for point in POINTS}
