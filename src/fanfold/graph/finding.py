"""What a lint rule hands back: the error, at the line that has to change, with an example in the user's own
names.
"""

from __future__ import annotations

from fanfold.graph.graph import Graph, Node
from fanfold.model.errors import LintError
from fanfold.model.names import StepName


def at_step(node: Node, message: str, remedy: str) -> LintError:
    """The error at the line of the step's `def`."""
    return LintError(message, remedy=remedy, file=node.file or None, line=node.line or None)


def at_next(node: Node, message: str, remedy: str) -> LintError:
    """The error at the line of the step's `self.next`."""
    return LintError(message, remedy=remedy, file=node.file or None, line=node.next_line or node.line or None)


def at_flow(graph: Graph, message: str, remedy: str) -> LintError:
    """The error at the line of the flow's class."""
    return LintError(message, remedy=remedy, file=graph.file or None, line=graph.line or None)


def step_after(graph: Graph, node: Node) -> StepName:
    """The step that is written below, for an example of what could follow."""
    names = list(graph.nodes)
    below = names[names.index(node.name) + 1 :]
    return below[0] if below else graph.end or StepName("end")


def next_line_to(*targets: StepName) -> str:
    """`self.next(self.a, self.b)`."""
    return f"self.next({', '.join(f'self.{target}' for target in targets)})"


def two_after(graph: Graph, node: Node) -> tuple[StepName, StepName]:
    """Two steps that could follow, for an example of a choice."""
    names = [name for name in graph.nodes if name not in (node.name, graph.start)]
    one, other, *_ = [*names, StepName("work"), StepName("end")]
    return one, other


def unused_name(graph: Graph, wish: str) -> StepName:
    """A name for a step that is still to be written."""
    return StepName(wish if wish not in graph.nodes else f"{wish}_again")


def listed(names: list[StepName]) -> str:
    """`*a*, *b* and *c*`."""
    starred = [f"*{name}*" for name in names]
    return starred[0] if len(starred) == 1 else f"{', '.join(starred[:-1])} and {starred[-1]}"
