"""Figures as people read them: counts with separators, times in two or three places, shares in per cent."""

from __future__ import annotations


def count(number: int) -> str:
    """`10,003`."""
    return f"{number:,}"


def tasks(number: int) -> str:
    """`1 task`, `10,003 tasks`."""
    return f"{number:,} task" if number == 1 else f"{number:,} tasks"


def duration(seconds: float) -> str:
    """`12ms`, `3.2s`, `1m02s`, `2h05m`, `3d04h`: never more than two units."""
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f}ms" if seconds >= 0.001 or seconds <= 0 else f"{seconds * 1e6:.0f}µs"
    if seconds < 59.95:
        return f"{seconds:.1f}s"
    whole = round(seconds)
    for unit, next_unit, size in (("m", "s", 60), ("h", "m", 3600)):
        if whole < size * (60 if unit == "m" else 24):
            return f"{whole // size}{unit}{whole % size // (size // 60):02}{next_unit}"
    return f"{whole // 86_400}d{whole % 86_400 // 3600:02}h"


def percent(part: int, whole: int) -> str:
    """`61%`, rounded down, so that 100% means all; `0%` of nothing."""
    return f"{part * 100 // whole if whole else 0}%"
