"""Figures as people read them: counts with separators, times in two or three places, shares in per cent."""

from __future__ import annotations


def count(number: int) -> str:
    """`10,003`."""
    return f"{number:,}"


def tasks(number: int) -> str:
    """`1 task`, `10,003 tasks`."""
    return f"{number:,} task" if number == 1 else f"{number:,} tasks"


def duration(seconds: float, *, whole: bool = False) -> str:
    """`12ms`, `3.2s`, `1m02s`, `2h05m`, `3d04h`: never more than two units; with `whole` seconds, `3s`."""
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f}ms" if seconds >= 0.001 or seconds <= 0 else f"{seconds * 1e6:.0f}µs"
    if seconds < 59.95:
        return f"{seconds:.0f}s" if whole else f"{seconds:.1f}s"
    rounded = round(seconds)
    for unit, next_unit, size in (("m", "s", 60), ("h", "m", 3600)):
        if rounded < size * (60 if unit == "m" else 24):
            return f"{rounded // size}{unit}{rounded % size // (size // 60):02}{next_unit}"
    return f"{rounded // 86_400}d{rounded % 86_400 // 3600:02}h"


def percent(part: int, whole: int) -> str:
    """`61%`, rounded down, so that 100% means all; `0%` of nothing."""
    return f"{part * 100 // whole if whole else 0}%"


def rate(per_second: float) -> str:
    """`1,512/s`, `3.2/s`, `14/min`, `2.5/h`: in the unit in which it is a number to read."""
    for unit, seconds in (("s", 1), ("min", 60), ("h", 3600)):
        number = per_second * seconds
        if number >= 1 or unit == "h":
            return f"{number:,.0f}/{unit}" if number >= 9.95 else f"{number:.1f}/{unit}"
    raise AssertionError(per_second)


def clock(seconds: float) -> str:
    """`00:14`, `1:02:03`, as a stop watch shows it."""
    whole = int(seconds)
    hours, minutes = f"{whole // 3600}:" if whole >= 3600 else "", whole // 60 % 60
    return f"{hours}{minutes:02}:{whole % 60:02}"
