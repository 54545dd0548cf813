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
    if not inline and is_terminal():
        return _live(opening)
    from fanfold.terminal.stream import standard_streams

    if not inline and is_notebook():
        from fanfold.terminal.notebook import Notebook

        return Notebook(*standard_streams(), opening)
    from fanfold.terminal.plain import Plain

    return Plain(*standard_streams(), opening)


def _live(opening: Opening) -> Observer:
    from fanfold.terminal.abilities import abilities_of
    from fanfold.terminal.live import Live
    from fanfold.terminal.stream import Stream
    from fanfold.terminal.tty import Terminal

    abilities = abilities_of(os.environ, sys.stdout.encoding)
    return Live(Terminal(sys.stdout.buffer), Stream(sys.stderr.buffer), opening, abilities)


def is_terminal() -> bool:
    """Whether standard output is a terminal that somebody looks at."""
    from fanfold.terminal.abilities import is_for_people

    has_bytes = (
        getattr(sys.stdout, "buffer", None) is not None
    )  # not where a program collects what is printed
    return has_bytes and sys.stdout.isatty() and is_for_people(os.environ)


def is_notebook() -> bool:
    """Whether this process is a notebook's kernel. Nothing is loaded to know it."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return getattr(shell, "kernel", None) is not None
