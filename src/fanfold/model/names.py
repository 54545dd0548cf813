"""Names of things, and how a task is named in text.

A task is written ``RUN/step/KEY``. Its id is its place in the foreach stack: the indexes, outermost first,
joined by dots (``3``, or ``2.7`` in a nested foreach); ``0`` outside any foreach. A turn of a looping
switch adds ``~turn``.
"""

from __future__ import annotations

from typing import NewType

FlowName = NewType("FlowName", str)
RunId = NewType("RunId", str)
StepName = NewType("StepName", str)
FanId = NewType("FanId", int)
WorkerId = NewType("WorkerId", int)

ROOT_FAN = FanId(0)
"""The fan that every run starts with: one item, which the `start` step gets."""


def task_id(indexes: tuple[int, ...], *, turn: int = 0) -> str:
    """The id of the task at these foreach indexes (outermost first), in the given turn of a loop."""
    place = ".".join(map(str, indexes)) or "0"
    return f"{place}~{turn}" if turn else place


def parse_task_id(text: str) -> tuple[tuple[int, ...], int]:
    """The indexes and the turn behind a task id; ``("0", 0)`` reads as index 0, which outside a foreach
    means the task.

    Raises:
        ValueError: the text is no task id.
    """
    place, mark, turn = text.partition("~")
    return tuple(_number(part) for part in place.split(".")), _number(turn) if mark else 0


def _number(text: str) -> int:
    """The number of these digits. `int` would read more than an id may hold: "-1" and "1_0" may be items."""
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{text!r} is no index")
    return int(text)
