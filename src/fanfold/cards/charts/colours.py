"""Colours of marks. Series get the page's own, which suit light and dark."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from fanfold.cards.charts.channels import QUANTITATIVE, Channel
from fanfold.cards.charts.rows import Row

COUNT = 8
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,30}")
LIGHTEST = 0.12


class Colours:
    """What colour each row's mark has."""

    def __init__(
        self, channel: Channel | None, names: Sequence[str], mark: Mapping[str, Any], number: int
    ) -> None:
        self.channel = channel
        self.names = list(names)
        self._own = _safe(mark.get("color") or mark.get("fill") or mark.get("stroke")) or _numbered(number)
        self._range = _range(channel)
        self._low = self._high = 0.0

    def spread(self, rows: Sequence[Row]) -> None:
        """Take in between which numbers a quantitative colour runs."""
        if self.channel is not None and self.channel.type == QUANTITATIVE:
            values = [value for row in rows if (value := self.channel.of(row)) is not None]
            self._low, self._high = min(values, default=0.0), max(values, default=0.0)

    def of(self, row: Row) -> str:
        """The attributes of the row's mark."""
        channel = self.channel
        if channel is None:
            return f'style="--ink: {self._own}"'
        if channel.field is None:
            return f'style="--ink: {_safe(channel.value) or self._own}"'
        value = channel.of(row)
        if channel.type == QUANTITATIVE:
            span = (self._high - self._low) or 1.0
            share = LIGHTEST + (1 - LIGHTEST) * ((value or 0.0) - self._low) / span
            return f'style="--ink: {_numbered(0)}" opacity="{share:.2f}"'
        return f'style="--ink: {self.named(str(value))}"'

    def named(self, name: str) -> str:
        """The colour of a series."""
        number = self.names.index(name) if name in self.names else 0
        return self._range[number % len(self._range)] if self._range else _numbered(number)


def _numbered(number: int) -> str:
    return f"var(--c{number % COUNT + 1})"


def _range(channel: Channel | None) -> list[str]:
    given = channel.scale.get("range") if channel is not None else None
    return [colour for each in given if (colour := _safe(each))] if isinstance(given, list) else []


def _safe(colour: object) -> str | None:
    """The colour if it is one: what stands in a style must be nothing else."""
    return colour if isinstance(colour, str) and _COLOUR.fullmatch(colour) else None
