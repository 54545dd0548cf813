"""What meets in a step has come from one split, by ways with the same splits open."""

from __future__ import annotations

from fanfold.graph.finding import at_step
from fanfold.graph.graph import Graph, Node
from fanfold.graph.matching import Branch, OpenSplits, leaving, open_splits
from fanfold.model.errors import LintError
from fanfold.model.names import StepName


def check(graph: Graph) -> LintError | None:
    """The first step where ways meet that do not belong together."""
    opens = open_splits(graph)
    for node in graph.nodes.values():
        ways = {
            name: leaving(graph[name], opens[name], node.name) for name in node.in_steps if name != node.name
        }
        for name, way in ways.items():
            first = next(iter(ways))
            if _comparable(node, way) != _comparable(node, ways[first]):
                return _found(node, (first, ways[first]), (name, way))
    return None


def _comparable(node: Node, way: OpenSplits) -> tuple[object, ...]:
    """A way to a step; which branch of its own split it came by is the same to a join."""
    return (*way[:-1], way[-1].split) if node.is_join and way else way


def _found(node: Node, one: tuple[StepName, OpenSplits], other: tuple[StepName, OpenSplits]) -> LintError:
    split = _parting(one[1], other[1])
    if split and not node.is_join:
        return at_step(
            node,
            f"The branches of step *{split}* meet in *{node.name}*, which takes no inputs.",
            f"Make it a join: def {node.name}(self, inputs):.",
        )
    return at_step(
        node,
        f"Ways that do not belong together meet in *{node.name}*: from *{one[0]}* {_told(one[1])}, "
        f"from *{other[0]}* {_told(other[1])}.",
        _remedy(node, one, other),
    )


def _parting(one: OpenSplits, other: OpenSplits) -> StepName | None:
    """The split that two ways are two branches of, if nothing else is open."""
    same = len(one) == len(other) > 0 and one[:-1] == other[:-1] and one[-1].split == other[-1].split
    return one[-1].split if same else None


def _told(way: OpenSplits) -> str:
    if not way:
        return "no split is open"
    return f"the split of *{way[-1].split}* is open" + (
        f" inside that of *{way[-2].split}*" if way[1:] else ""
    )


def _remedy(node: Node, one: tuple[StepName, OpenSplits], other: tuple[StepName, OpenSplits]) -> str:
    name, way = max(one, other, key=_depth)
    extra: Branch = way[-1]
    join = f"join_{extra.split}"
    return (
        f"Close the split of {extra.split} by a join of its own first: self.next(self.{join}) in {name}, "
        f"and def {join}(self, inputs): … self.next(self.{node.name})."
    )


def _depth(way: tuple[StepName, OpenSplits]) -> int:
    return len(way[1])
