"""The graph for people: in words, as a small drawing, and for Graphviz.

The drawing goes down the page. What a fan does once per item stands behind as many strokes as there is room
for, a static branch behind one of its own, and the line of the join follows where they come together::

    start
    ├┬┬┬  foreach genres
    ││││  compute
    └┴┴┴  join
    end
"""

from __future__ import annotations

from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.graph.meeting import meeting_of
from fanfold.graph.order import onward, sorted_nodes
from fanfold.model.names import StepName

_FAN = ("├┬┬┬  ", "││││  ", "└┴┴┴  ")
_BRANCH = ("├─  ", "│   ", "└─  ")


def describe(graph: Graph) -> str:
    """The flow in words: its text, a drawing, and each step with what follows it."""
    parts = [f"{graph.flow}", _indented(graph.doc, 4), _indented(draw(graph), 4)]
    parts += [_step(graph[name]) for name in sorted_nodes(graph)]
    return "\n\n".join(part for part in parts if part) + "\n"


def draw(graph: Graph) -> str:
    """The steps of a sound graph, one a line, fans and branches drawn beside them."""
    if graph.start is None:
        return ""
    drawing = _Drawing(graph)
    drawing.way(graph.start, None, "")
    return "\n".join(line.rstrip() for line in drawing.lines)


def dot(graph: Graph) -> str:
    """The graph in the language of Graphviz."""
    lines = [f'digraph "{graph.flow}" {{', "    rankdir=LR;", '    node [shape=box, fontname="sans-serif"];']
    for name in sorted_nodes(graph):
        node = graph[name]
        lines.append(f'    "{name}"{" [shape=invhouse]" if node.is_join else ""};')
        lines += [
            f'    "{name}" -> "{target}"{_edge(node, target)};' for target in dict.fromkeys(node.out_steps)
        ]
    return "\n".join([*lines, "}"]) + "\n"


class _Drawing:
    """The lines so far, and which steps they hold."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.lines: list[str] = []
        self.drawn: set[StepName] = set()

    def way(
        self, name: StepName | None, stop: StepName | None, margin: str, *, first: str | None = None
    ) -> None:
        """The steps from `name` up to `stop`, each behind `margin`; the first of them behind `first`."""
        lead = margin if first is None else first
        while name is not None and name != stop:
            if name in self.drawn:
                self.lines.append(f"{lead}→ {name}")
                return
            self.drawn.add(name)
            name, lead = self.step(self.graph[name], margin, lead)

    def step(self, node: Node, margin: str, lead: str) -> tuple[StepName | None, str]:
        """One step and what it opens; what comes after that, and behind which strokes."""
        self.lines.append(f"{lead}{node.name}")
        if node.is_fan:
            return self.fan(node, margin)
        targets = onward(self.graph, node)
        if node.type in (NodeType.SPLIT, NodeType.SWITCH):
            return self.branches(node, targets, margin)
        return (targets[0] if targets else None), margin

    def fan(self, node: Node, margin: str) -> tuple[StepName | None, str]:
        self.lines.append(f"{margin}{_FAN[0]}{_way(node)}")
        self.way(node.out_steps[0], node.join, margin + _FAN[1])
        return node.join, margin + _FAN[2]

    def branches(self, node: Node, targets: tuple[StepName, ...], margin: str) -> tuple[StepName | None, str]:
        if node.loops:
            self.lines.append(f"{margin}{_BRANCH[0]}{_case(node, node.name)}: ↺ {node.name}")
        if len(targets) == 1:
            return targets[0], f"{margin}{_BRANCH[2]}{_case(node, targets[0])}: "
        stop = meeting_of(self.graph, node)
        for target in targets:
            case = f"{_case(node, target)}: " if node.type is NodeType.SWITCH else ""
            first = f"{margin}{_BRANCH[0]}{case}"
            if target == stop:
                self.lines.append(f"{first}→ {target}")
            else:
                self.way(target, stop, margin + _BRANCH[1], first=first)
        return stop, margin + _BRANCH[2]


def _step(node: Node) -> str:
    lines = [f"Step {node.name}{f', line {node.line}' if node.line else ''}"]
    if node.decorators:
        lines.append("    " + " ".join(f"@{name}" for name in node.decorators))
    if node.doc:
        lines.append(_indented(node.doc, 4))
    lines.append(f"    {_follows(node)}")
    return "\n".join(lines)


def _follows(node: Node) -> str:
    folds = f"folds {node.split}; " if node.split else ""
    match node.type:
        case NodeType.END:
            return f"{folds}the end"
        case NodeType.FOREACH | NodeType.PARALLEL:
            return f"{folds}=> {node.out_steps[0]}, {_way(node)}"
        case NodeType.SWITCH:
            cases = ", ".join(f"{key!r}: {target}" for key, target in node.switch_cases)
            return f"{folds}=> by {node.condition}: {cases}"
        case _:
            return f"{folds}=> {', '.join(node.out_steps)}"


def _way(node: Node) -> str:
    if node.type is NodeType.FOREACH:
        return f"foreach {node.foreach_var or '(told at run time)'}"
    return f"num_parallel {node.parallel_width or '(told at run time)'}"


def _case(node: Node, target: StepName) -> str:
    keys = " or ".join(repr(key) for key, case in node.switch_cases if case == target)
    return f"{node.condition} {keys}"


def _edge(node: Node, target: StepName) -> str:
    if node.is_fan:
        return f' [label="{_way(node)}", style=bold]'
    if node.type is NodeType.SWITCH:
        label = _case(node, target).replace("\\", "\\\\").replace('"', '\\"')
        return f' [label="{label}", style=dashed]'
    return ""


def _indented(text: str, spaces: int) -> str:
    return "\n".join(f"{' ' * spaces}{line}".rstrip() for line in text.split("\n")) if text else ""
