"""The life of a worker process from its first instruction to its last, whichever way it came about."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from fanfold.workers.brief import Seat
from fanfold.workers.cells import Board, Cells
from fanfold.workers.channel import Channel
from fanfold.workers.messages import Broken, Hello

if TYPE_CHECKING:
    from fanfold.workers.kit import Kit
    from fanfold.workers.link import Fresh

_OOM_SCORE = b"500"


def become_worker(kit: Kit, seat: Seat, board: Board, *, fresh: Fresh | None = None) -> NoReturn:
    """Take the seat, serve, and end as Python ends, in a process that is settled and has its output where it
    belongs. Does not return.

    Args:
        fresh: what was made ahead for a process of one task.
    """
    status = 1
    try:
        channel = Channel(seat.channel)
        channel.send(Hello(os.getpid()))
        status = _serve(kit, seat, Cells(board, seat.number), channel, fresh)
    finally:
        _end(status)


def _serve(kit: Kit, seat: Seat, cells: Cells, channel: Channel, fresh: Fresh | None) -> int:
    from fanfold.store.packs import PackWriter
    from fanfold.workers.output import Taken
    from fanfold.workers.worker import Worker

    try:
        pack = PackWriter(seat.pack, seat.stem)
        output = Taken(seat.readers, seat.logs, cells)
        Worker(kit, pack, cells, channel, output, fresh or _fresh(kit)).serve(channel)
    except BrokenPipeError:  # the driver is gone
        return 1
    except Exception as error:  # noqa: BLE001 - ours, or the machine's: user code's errors do not come here
        import traceback

        channel.send(Broken(getattr(error, "errno", 0) or 0, "".join(traceback.format_exception(error))))
        return 1
    return 0


def _fresh(kit: Kit) -> Fresh:
    """Who sees to it that tasks find the process as they should."""
    facts = kit.brief.facts
    if kit.copies:
        from fanfold.workers.fresh import Fresh

        return Fresh(facts.seed, facts.seeded_at_import, home=str(facts.folder))
    from fanfold.workers.alone import Alone

    return Alone(facts.seed, facts.seeded_at_import)


def preload(*, with_cards: bool) -> None:
    """Import what each worker will, in the zygote that forks them; what draws cards where there are any. Not
    `threading`, which takes every forked process a third of a millisecond to set right.
    """
    import atexit
    import traceback

    from fanfold.store import items, packs
    from fanfold.workers import alone, fresh, kinship, output, worker

    kinship.load()
    del atexit, traceback, items, packs, alone, fresh, output, worker
    if with_cards:
        from fanfold.cards import task_cards
        from fanfold.cards.kinds import default

        del task_cards, default


def settle() -> None:
    """Signals as Python sets them, no terminal to ask, and first to go when memory runs out."""
    _signal.set_wakeup_fd(-1)
    # `signal` would make enumeration members of what these return, at a cost in each process.
    _signal.signal(_signal.SIGINT, _signal.SIG_IGN)
    for number in (_signal.SIGTERM, _signal.SIGHUP, _signal.SIGCHLD, _signal.SIGALRM):
        _signal.signal(number, _signal.SIG_DFL)
    sys.breakpointhook = _no_breakpoint
    try:
        descriptor = os.open("/proc/self/oom_score_adj", os.O_WRONLY | os.O_CLOEXEC)
        os.write(descriptor, _OOM_SCORE)
        os.close(descriptor)
    except OSError:  # not Linux, or not allowed
        pass


def _no_breakpoint(*args: object, **kwargs: object) -> None:
    from fanfold.workers.output import no_terminal

    raise no_terminal("breakpoint()")


def _end(status: int) -> NoReturn:
    """As Python ends: threads joined, exit functions run, buffers flushed; then gone, whatever a thread
    still does.
    """
    try:
        import atexit

        if "threading" in sys.modules:
            sys.modules["threading"]._shutdown()
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)
