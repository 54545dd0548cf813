"""Which form suits the place where a run is started: a terminal that somebody looks at, a notebook, or
anything else that takes lines.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from fanfold.terminal.opening import Opening

if TYPE_CHECKING:
    from fanfold.engine.observer import Observer


def for_here(*, opening: Opening | None = None, inline: bool = False) -> Observer:
    """The observer for this process's own place. `inline` says that the tasks run in this very process and
    write where it writes, so that nothing can be drawn around what they print.
    """
    opening = opening or Opening()
    out = getattr(sys.stdout, "buffer", None)
    if out is None or inline or not is_terminal():
        from fanfold.terminal.plain import Plain
        from fanfold.terminal.stream import standard_streams

        return Plain(*standard_streams(), opening)
    from fanfold.terminal.abilities import abilities_of
    from fanfold.terminal.live import Live
    from fanfold.terminal.stream import Stream
    from fanfold.terminal.tty import Terminal

    abilities = abilities_of(os.environ, sys.stdout.encoding)
    return Live(Terminal(out), Stream(sys.stderr.buffer), opening, abilities)


def is_terminal() -> bool:
    """Whether standard output is a terminal that somebody looks at."""
    from fanfold.terminal.abilities import is_for_people

    return sys.stdout.isatty() and is_for_people(os.environ)
