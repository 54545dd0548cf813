"""The graph of a flow as a small picture, with the step of the card in it.

Steps stand in columns by the longest way from the start, those of one column below one another. A fan's line
is thick, and says over what it fans out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fanfold.cards.markup import Markup, cut, joined
from fanfold.model.named import NamedTuple

BOX_HEIGHT = 30
GAP_ACROSS = 46
GAP_DOWN = 22
CHARACTER_WIDTH = 7.6
NAME_CHARS_MAX = 26
STEPS_MAX = 80


class _Box(NamedTuple):
    x: float
    y: float
    width: float

    @property
    def middle(self) -> float:
        return self.y + BOX_HEIGHT / 2


_drawn: dict[tuple[int, str], tuple[Mapping[str, Any], Markup | None]] = {}
_DRAWN_MAX = 64


def flow_drawing(graph: Mapping[str, Any], here: str) -> Markup | None:
    """The picture of a flow's graph, given as plain data; None where it would be too large to help. The same
    for all tasks of a step.
    """
    key = (id(graph), here)
    if key not in _drawn:
        if len(_drawn) >= _DRAWN_MAX:
            _drawn.clear()
        _drawn[key] = (graph, _draw(graph, here))  # with the graph, so that no other one gets its id
    return _drawn[key][1]


def _draw(graph: Mapping[str, Any], here: str) -> Markup | None:
    nodes: Mapping[str, Mapping[str, Any]] = graph.get("nodes", {})
    if not nodes or len(nodes) > STEPS_MAX:
        return None
    boxes = _boxes(_columns(nodes, str(graph.get("start") or next(iter(nodes)))))
    width = max(box.x + box.width for box in boxes.values()) + 2
    height = max(box.y for box in boxes.values()) + BOX_HEIGHT + 18
    lines = [
        _line(node, boxes[name], boxes[target], target == name)
        for name, node in nodes.items()
        if name in boxes
        for target in dict.fromkeys(node["out_steps"])
        if target in boxes
    ]
    shapes = [_shape(name, box, name == here) for name, box in boxes.items()]
    order = ", ".join(boxes)
    return Markup(
        '<svg class="graph" role="img" aria-label="The flow\'s steps: {}. This card is of {}." '
        'width="{:.0f}" height="{:.0f}" viewBox="0 0 {:.0f} {:.0f}">{}{}</svg>'
    ).format(order, here, width, height, width, height, joined(lines), joined(shapes))


def _columns(nodes: Mapping[str, Mapping[str, Any]], start: str) -> list[list[str]]:
    """The steps by column. Steps of a loop stay where they were met first."""
    column: dict[str, int] = {start: 0}

    def visit(name: str, above: frozenset[str]) -> None:
        for target in nodes[name]["out_steps"]:
            if target in nodes and target not in above and column.get(target, -1) <= column[name]:
                column[target] = column[name] + 1
                visit(target, above | {target})

    visit(start, frozenset({start}))
    columns: list[list[str]] = [[] for _ in range(max(column.values()) + 1)]
    for name in nodes:
        if name in column:
            columns[column[name]].append(name)
    return [names for names in columns if names]


def _boxes(columns: list[list[str]]) -> dict[str, _Box]:
    tallest = max(map(len, columns))
    boxes: dict[str, _Box] = {}
    x = 2.0
    for names in columns:
        width = 22 + CHARACTER_WIDTH * max(len(cut_name(name)) for name in names)
        top = 16 + (tallest - len(names)) * (BOX_HEIGHT + GAP_DOWN) / 2
        for number, name in enumerate(names):
            boxes[name] = _Box(x, top + number * (BOX_HEIGHT + GAP_DOWN), width)
        x += width + GAP_ACROSS
    return boxes


def cut_name(name: str) -> str:
    """A step's name as it fits a box."""
    return name if len(name) <= NAME_CHARS_MAX else f"{name[: NAME_CHARS_MAX - 1]}…"


def _shape(name: str, box: _Box, is_here: bool) -> Markup:
    return Markup(
        '<g{}><rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{}" rx="7"/>'
        '<text x="{:.1f}" y="{:.1f}" text-anchor="middle">{}</text></g>'
    ).format(
        Markup(' class="here"') if is_here else "",
        box.x, box.y, box.width, BOX_HEIGHT, box.x + box.width / 2, box.middle + 4.5, cut_name(name),
    )  # fmt: skip


def _line(node: Mapping[str, Any], first: _Box, last: _Box, is_loop: bool) -> Markup:
    if is_loop or last.x <= first.x:  # back to a step before
        top = first.y - 12
        path = (
            f"M{first.x + first.width / 2:.1f},{first.y:.1f} V{top:.1f} H{last.x + 8:.1f} V{last.y - 5:.1f}"
        )
        tip = _tip(last.x + 8, last.y, down=True)
    else:
        x, bend = first.x + first.width, GAP_ACROSS / 2
        path = (
            f"M{x:.1f},{first.middle:.1f} C{x + bend:.1f},{first.middle:.1f} "
            f"{last.x - bend:.1f},{last.middle:.1f} {last.x - 6:.1f},{last.middle:.1f}"
        )
        tip = _tip(last.x, last.middle, down=False)
    is_fan = node["type"] in ("foreach", "parallel")
    shape = Markup('<path d="{}"{}/>{}').format(path, Markup(' class="fan"') if is_fan else "", tip)
    if not is_fan:
        return shape
    words = f"foreach {node['foreach_var']}" if node.get("foreach_var") else "fans out"
    note = Markup('<text class="note" x="{:.1f}" y="{:.1f}">{}</text>')
    return shape + note.format(first.x + 4, first.y + BOX_HEIGHT + 14, cut(words, 40))


def _tip(x: float, y: float, *, down: bool) -> Markup:
    if down:
        return Markup(f'<path class="tip" d="M{x:.1f},{y:.1f} l-4,-7 h8 z"/>')
    return Markup(f'<path class="tip" d="M{x:.1f},{y:.1f} l-7,-4 v8 z"/>')
