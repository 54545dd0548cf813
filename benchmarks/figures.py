"""A figure: one line of the table, with what it has to reach and a peer that ran beside it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `reached` is None where nothing was promised."""

    measure: str
    value: float
    unit: str
    reach: str
    reached: bool | None
    peer: str
    peer_value: float | None

    @property
    def said(self) -> str:
        """Value and unit, with three digits that count."""
        return said(self.value, self.unit)


def said(value: float, unit: str) -> str:
    """A value with three digits that count, and its unit."""
    return f"{value:.3g} {unit}" if abs(value) < 1000 else f"{value:,.0f} {unit}"


def figure(
    measure: str,
    value: float,
    unit: str,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
    reach: str = "",
    peer: tuple[str, float] | None = None,
) -> Figure:
    """A figure, judged by the limit that was promised for it, if any."""
    reached = None if at_most is None else value <= at_most
    words = reach or ("" if at_most is None else f"{at_most:g} or less")
    if at_least is not None:
        reached, words = value >= at_least, f"{at_least:g} or more"
    return Figure(measure, value, unit, words, reached, peer[0] if peer else "", peer[1] if peer else None)
