"""What stands around marks: axes with their ticks and titles, and the names of series."""

from __future__ import annotations

from collections.abc import Sequence

from fanfold.cards.charts.channels import NOMINAL, QUANTITATIVE, Channel
from fanfold.cards.charts.colours import Colours
from fanfold.cards.charts.scales import Scale
from fanfold.cards.charts.view import Frame
from fanfold.cards.markup import Markup, joined

CHARACTER_WIDTH = 6.4
LABEL_CHARS_MAX = 22
NAMES_MAX = 24
TITLE_ROOM = 20.0


def margins(
    x: Sequence[Channel], y: Sequence[Channel], labels: tuple[Sequence[str], Sequence[str]]
) -> tuple[float, float]:
    """The room at the left and below that labels and titles take."""
    if not y:
        left = 12.0
    else:
        longest = max((len(shortened(name)) for name in labels[1]), default=6) if y[0].type == NOMINAL else 6
        left = 14 + CHARACTER_WIDTH * longest + (TITLE_ROOM if y[0].title else 0)
    below = 10 + 14.0 + (TITLE_ROOM if x and x[0].title else 0)
    if x and x[0].type == NOMINAL and are_steep(labels[0]):
        below += 4.6 * max(len(shortened(name)) for name in labels[0])
    return left, below


def are_steep(names: Sequence[str]) -> bool:
    """Whether names below an axis do not fit beside one another."""
    return sum(len(shortened(name)) + 2 for name in names) * CHARACTER_WIDTH > 370


def shortened(name: str) -> str:
    """A category's name, as it stands beside an axis."""
    return name if len(name) <= LABEL_CHARS_MAX else f"{name[: LABEL_CHARS_MAX - 1]}…"


def axes(
    frame: Frame, x: Scale | None, y: Scale | None, of_x: Sequence[Channel], of_y: Sequence[Channel]
) -> Markup:
    """Both axes, where there are some."""
    pieces = []
    if x is not None and of_x:
        pieces.append(_below(frame, x, of_x[0]))
    if y is not None and of_y:
        pieces.append(_beside(frame, y, of_y[0]))
    return joined(pieces)


def _below(frame: Frame, scale: Scale, channel: Channel) -> Markup:
    ticks = scale.ticks()
    steep = channel.type == NOMINAL and are_steep([label for _, label in ticks])
    pieces = [_line("axis", frame.left, frame.bottom, frame.right, frame.bottom)]
    for place, label in ticks:
        if channel.type == QUANTITATIVE:
            pieces.append(_line("grid", place, frame.top, place, frame.bottom))
        else:
            pieces.append(_line("axis", place, frame.bottom, place, frame.bottom + 4))
        at = Markup('x="{:.1f}" y="{:.1f}"').format(place, frame.bottom + 16)
        turned = Markup(' text-anchor="end" transform="rotate(-40 {:.1f} {:.1f})"').format(
            place, frame.bottom + 12
        )
        anchor = turned if steep else Markup(' text-anchor="middle"')
        pieces.append(Markup("<text {}{}>{}</text>").format(at, anchor, shortened(label)))
    if channel.title:
        room = 4.6 * max(len(shortened(label)) for _, label in ticks) if steep else 0.0
        pieces.append(
            Markup('<text class="label" text-anchor="middle" x="{:.1f}" y="{:.1f}">{}</text>').format(
                (frame.left + frame.right) / 2, frame.bottom + 34 + room, channel.title
            )
        )
    return joined(pieces)


def _beside(frame: Frame, scale: Scale, channel: Channel) -> Markup:
    pieces = []
    for place, label in scale.ticks():
        if channel.type != NOMINAL:
            pieces.append(_line("grid", frame.left, place, frame.right, place))
        pieces.append(
            Markup('<text text-anchor="end" x="{:.1f}" y="{:.1f}">{}</text>').format(
                frame.left - 7, place + 4, shortened(label)
            )
        )
    pieces.append(_line("axis", frame.left, frame.top, frame.left, frame.bottom))
    if channel.title:
        middle = (frame.top + frame.bottom) / 2
        pieces.append(
            Markup(
                '<text class="label" text-anchor="middle" transform="rotate(-90)" x="{:.1f}" y="14">{}</text>'
            ).format(-middle, channel.title)
        )
    return joined(pieces)


def _line(kind: str, x: float, y: float, right: float, bottom: float) -> Markup:
    return Markup('<line class="{}" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>').format(
        kind, x, y, right, bottom
    )


def legend_rows(names: Sequence[str], width: float) -> list[list[str]]:
    """The names of series, as many in a row as fit."""
    rows: list[list[str]] = []
    room = 0.0
    for name in names[:NAMES_MAX]:
        wanted = 26 + CHARACTER_WIDTH * len(shortened(name))
        if not rows or room + wanted > width:
            rows.append([])
            room = 0.0
        rows[-1].append(name)
        room += wanted
    return rows


def legend(
    names: Sequence[str], channel: Channel | None, colours: Colours, top: float, width: float
) -> Markup:
    """The colours of series, with their names."""
    if channel is not None and channel.options.get("legend", True) is None:
        return Markup()
    pieces = []
    for number, row in enumerate(legend_rows(names, width)):
        x, y = 4.0, top + 18 * number + 8
        for name in row:
            pieces.append(
                Markup(
                    '<circle style="--ink: {}" class="mark" cx="{:.1f}" cy="{:.1f}" r="5"/>'
                    '<text class="label" x="{:.1f}" y="{:.1f}">{}</text>'
                ).format(colours.named(name), x + 5, y, x + 14, y + 4, shortened(name))
            )
            x += 26 + CHARACTER_WIDTH * len(shortened(name))
    return joined(pieces)
