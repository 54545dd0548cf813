"""One view: a mark, its channels and rows, and the scales that it stands on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fanfold.cards.charts.channels import NOMINAL, Channel
from fanfold.cards.charts.colours import Colours
from fanfold.cards.charts.rows import Row
from fanfold.cards.charts.scales import Scale
from fanfold.cards.markup import Markup
from fanfold.model.named import NamedTuple

TITLES_MAX = 600
"""So many marks say their values when one points at them."""


class Frame(NamedTuple):
    """The area that marks are drawn in."""

    left: float
    top: float
    right: float
    bottom: float


class View(NamedTuple):
    """What one mark is drawn from. `x` and `y` are None where there is no such axis (arcs)."""

    kind: str
    mark: Mapping[str, Any]
    channels: Mapping[str, Channel]
    rows: Sequence[Row]
    colours: Colours
    frame: Frame
    x: Scale | None
    y: Scale | None
    offsets: Sequence[str] = ()

    def number(self, name: str, row: Row) -> Any:
        """The value of a channel; None if there is none."""
        channel = self.channels.get(name)
        return None if channel is None else channel.of(row)

    def placed(self, axis: str, row: Row, *, name: str | None = None) -> float | None:
        """Where a row stands on an axis; in the middle where there is no such channel."""
        scale = self.x if axis == "x" else self.y
        if scale is None or (axis not in self.channels and name is None):
            return (
                (self.frame.left + self.frame.right) / 2
                if axis == "x"
                else (self.frame.top + self.frame.bottom) / 2
            )
        value = self.number(name or axis, row)
        return None if value is None else scale.at(value)

    def is_nominal(self, axis: str) -> bool:
        """Whether an axis has categories."""
        channel = self.channels.get(axis)
        return channel is None or channel.type == NOMINAL

    def each(self) -> Sequence[Row]:
        """The rows, of which one will do where no channel shows a field of theirs."""
        has_field = any(channel.field for channel in self.channels.values())
        return self.rows if has_field else [{}]

    def series(self) -> Iterator[list[Row]]:
        """The rows of each line or area: those of one colour and detail."""
        keys = [
            channel
            for name in ("color", "stroke", "fill", "detail", "strokeDash")
            if (channel := self.channels.get(name)) is not None and channel.type == NOMINAL and channel.field
        ]
        groups: dict[tuple[Any, ...], list[Row]] = {}
        for row in self.rows:
            groups.setdefault(tuple(channel.of(row) for channel in keys), []).append(row)
        return iter(groups.values())

    def title(self, row: Row) -> Markup:
        """What a mark says when one points at it."""
        if len(self.rows) > TITLES_MAX:
            return Markup()
        told = [
            f"{channel.title or channel.field}: {row.get(channel.field)}"
            for channel in self.channels.values()
            if channel.field and channel.title
        ]
        return Markup("<title>{}</title>").format(", ".join(told)) if told else Markup()
