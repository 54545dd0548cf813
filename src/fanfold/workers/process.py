"""The life of a worker process from its first instruction to its last, whichever way it came about."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import os
import sys
from typing import NoReturn

from fanfold.workers.brief import RunBrief, Seat
from fanfold.workers.cells import Board, Cells
from fanfold.workers.channel import Channel
from fanfold.workers.messages import Broken, Hello

_OOM_SCORE = b"500"


def become_worker(
    brief: RunBrief, seat: Seat, board: Board, *, copies: bool, prepared: bool = False
) -> NoReturn:
    """Take the seat, serve, and end as Python ends. Does not return.

    `copies` says that this process runs many items, so that each gets a copy of its own of what it is given.
    `prepared` says that `prepare` was called before.
    """
    status = 1
    try:
        if not prepared:
            prepare(seat)
        channel = Channel(seat.channel)
        channel.send(Hello(os.getpid()))
        status = _serve(brief, seat, Cells(board, seat.number), channel, copies=copies)
    finally:
        _end(status)


def _serve(brief: RunBrief, seat: Seat, cells: Cells, channel: Channel, *, copies: bool) -> int:
    from fanfold.store.packs import PackWriter
    from fanfold.workers.alone import Alone
    from fanfold.workers.fresh import Fresh
    from fanfold.workers.output import Taken
    from fanfold.workers.worker import Worker

    try:
        pack = PackWriter(seat.pack, seat.stem)
        output = Taken(seat.readers, seat.logs, cells)
        facts = brief.facts
        fresh: Alone | Fresh
        if copies:
            fresh = Fresh(facts.seed, facts.seeded_at_import, home=str(facts.folder))
        else:
            fresh = Alone(facts.seed, facts.seeded_at_import)
        Worker(brief, pack, cells, channel, output, fresh=fresh, copies=copies).serve(channel)
    except BrokenPipeError:  # the driver is gone
        return 1
    except Exception as error:  # noqa: BLE001 - ours, or the machine's: user code's errors do not come here
        import traceback

        channel.send(Broken(getattr(error, "errno", 0) or 0, "".join(traceback.format_exception(error))))
        return 1
    return 0


def preload(*, with_cards: bool) -> None:
    """Import what each worker will, in the zygote that forks them; what draws cards where there are any."""
    import atexit
    import threading
    import traceback

    from fanfold.store import items, packs
    from fanfold.workers import alone, fresh, output, worker

    del atexit, threading, traceback, items, packs, alone, fresh, output, worker
    if with_cards:
        from fanfold.cards import task_cards
        from fanfold.cards.kinds import default

        del task_cards, default


def prepare(seat: Seat) -> None:
    """Output into pipes, no input, signals as Python sets them, and first to go when memory runs out."""
    from fanfold.workers.output import take_over

    take_over(seat.writers)
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
        import threading

        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)
