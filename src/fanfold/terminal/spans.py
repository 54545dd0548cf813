"""A line of the view as parts with a look each, made to fit a width.

Where a line does not fit, what matters least goes first, whole: half a number is worse than none.
"""

from __future__ import annotations

from fanfold.model.named import NamedTuple
from fanfold.terminal.cells import cut, width

SGR = {"": "", "bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


class Part(NamedTuple):
    """A piece of a line.

    Attributes:
        look: its colour or weight, one of `SGR`.
        rank: parts of the highest rank go first where there is no room; those of rank 0 stay.
        gap: how many spaces stand before it.
    """

    text: str
    look: str = ""
    rank: int = 0
    gap: int = 2


Line = list[Part]


def columns_of(line: Line) -> int:
    """The columns that a line takes."""
    return sum(part.gap + width(part.text) for part in line)


def fitted(line: Line, columns: int) -> Line:
    """As much of the line as fits, whole parts as long as that can be."""
    line = list(line)
    while columns_of(line) > columns:
        last = max(range(len(line)), key=lambda number: (line[number].rank, number))
        if line[last].rank == 0:
            return _cut(line, columns)
        del line[last]
    return line


def _cut(line: Line, columns: int) -> Line:
    kept: Line = []
    for part in line:
        room = columns - columns_of(kept) - part.gap
        if room <= 0:
            break
        kept.append(part._replace(text=cut(part.text, room)))
    return kept


def drawn(line: Line, *, colour: bool) -> str:
    """The line as it is written to a terminal."""
    return "".join(" " * part.gap + _coloured(part, colour=colour) for part in line)


def _coloured(part: Part, *, colour: bool) -> str:
    code = SGR[part.look]
    return f"\x1b[{code}m{part.text}\x1b[0m" if colour and code and part.text else part.text
