"""Random well-formed flows, as graphs and as text, and what a matching of them has to find.

A flow is a block: a row of parts. A part is a plain step, a fan over a block, static branches of a block
each, a switch with a block per case that meet again in a step, or a step that repeats itself. Each part leads
to the one after it, so every flow is sound by construction, and who joins whom is known without looking.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.graph.matching import matched
from fanfold.model.names import FlowName, StepName

PLAIN, FOREACH, PARALLEL, SPLIT, SWITCH, LOOP = "plain", "foreach", "parallel", "split", "switch", "loop"


@dataclass(frozen=True)
class Part:
    """One part of a block. `blocks` are what it fans out over, or its branches or cases."""

    kind: str
    blocks: tuple[tuple[Part, ...], ...] = ()


Block = tuple[Part, ...]

_TYPES = {
    PLAIN: NodeType.LINEAR,
    FOREACH: NodeType.FOREACH,
    PARALLEL: NodeType.PARALLEL,
    SPLIT: NodeType.SPLIT,
    SWITCH: NodeType.SWITCH,
    LOOP: NodeType.SWITCH,
}


def _parts(blocks: st.SearchStrategy[Block]) -> st.SearchStrategy[Part]:
    fans = st.builds(lambda kind, block: Part(kind, (block,)), st.sampled_from([FOREACH, PARALLEL]), blocks)
    forks = st.builds(
        lambda kind, several: Part(kind, tuple(several)),
        st.sampled_from([SPLIT, SWITCH]),
        st.lists(blocks, min_size=2, max_size=3),
    )
    return fans | forks


def _blocks(parts: st.SearchStrategy[Part]) -> st.SearchStrategy[Block]:
    return st.lists(parts, min_size=1, max_size=3).map(tuple)


_SINGLE = st.sampled_from([Part(PLAIN), Part(LOOP)])
BLOCKS: st.SearchStrategy[Block] = _blocks(
    st.recursive(_SINGLE, lambda parts: _SINGLE | _parts(_blocks(parts)), max_leaves=8)
)


@dataclass
class Layout:
    """The steps of a random flow, and the facts about them that are known from how it was made."""

    nodes: dict[StepName, Node] = field(default_factory=dict)
    join_of: dict[StepName, StepName] = field(default_factory=dict)
    open_at: dict[StepName, tuple[StepName, ...]] = field(default_factory=dict)

    def graph(self) -> Graph:
        """The flow as a graph, with its splits matched."""
        return matched(Graph(FlowName("RandomFlow"), dict(self.nodes), StepName("start"), StepName("end")))

    def text(self) -> str:
        """The flow as a file."""
        steps = [_step_text(node) for node in self.nodes.values()]
        return "from fanfold import FlowSpec, step\n\n\nclass RandomFlow(FlowSpec):\n" + "\n".join(steps)


def laid_out(block: Block) -> Layout:
    """The flow that leads from `start` through the block to `end`."""
    layout = Layout()
    end = StepName("end")
    entry = _row(layout, block, end, ())
    layout.open_at |= {StepName("start"): (), end: ()}
    start = Node(StepName("start"), NodeType.LINEAR, (entry,), next_count=1)
    layout.nodes = {start.name: start, **layout.nodes, end: Node(end, NodeType.END)}
    return layout


def _row(layout: Layout, block: Block, after: StepName, around: tuple[StepName, ...]) -> StepName:
    """Lay the parts out, the last leading to `after`; the name of the first step."""
    for part in reversed(block):
        after = _part(layout, part, after, around)
    return after


def _part(layout: Layout, part: Part, after: StepName, around: tuple[StepName, ...]) -> StepName:
    name = StepName(f"{part.kind}_{len(layout.nodes)}")
    # taken now, so that the steps inside get other names
    layout.nodes[name] = Node(name, NodeType.UNKNOWN)
    layout.open_at[name] = around
    targets: tuple[StepName, ...]
    if part.kind == PLAIN:
        targets = (after,)
    elif part.kind == LOOP:
        # a switch cannot lead into a join, which may be what comes after
        targets = (name, _linear(layout, f"after_{name}", after, around, joins=False))
    elif part.kind == SWITCH:
        meeting = _linear(layout, f"meet_{name}", after, around, joins=False)
        targets = tuple(_row(layout, block, meeting, around) for block in part.blocks)
    else:
        join = _linear(layout, f"join_{name}", after, around, joins=True)
        layout.join_of[name] = join
        targets = tuple(_row(layout, block, join, (*around, name)) for block in part.blocks)
    layout.nodes[name] = _node(name, part.kind, targets)
    return name


def _linear(
    layout: Layout, name: str, after: StepName, around: tuple[StepName, ...], *, joins: bool
) -> StepName:
    step = StepName(name)
    layout.nodes[step] = Node(
        step, NodeType.LINEAR, (after,), is_join=joins, args_count=1 + joins, next_count=1
    )
    layout.open_at[step] = around
    return step


def _node(name: StepName, kind: str, targets: tuple[StepName, ...]) -> Node:
    cases = tuple(enumerate(targets)) if kind in (SWITCH, LOOP) else ()
    return Node(
        name,
        _TYPES[kind],
        targets,
        foreach_var="items" if kind == FOREACH else None,
        parallel_width=2 if kind == PARALLEL else None,
        condition="choice" if cases else None,
        switch_cases=cases,
        next_count=1,
    )


def _step_text(node: Node) -> str:
    arguments = "self, inputs" if node.is_join else "self"
    return f"    @step\n    def {node.name}({arguments}):\n        {_next_text(node)}\n"


def _next_text(node: Node) -> str:
    targets = ", ".join(f"self.{target}" for target in node.out_steps)
    match node.type:
        case NodeType.END:
            return "pass"
        case NodeType.FOREACH:
            return f'self.next({targets}, foreach="items")'
        case NodeType.PARALLEL:
            return f"self.next({targets}, num_parallel=2)"
        case NodeType.SWITCH:
            cases = ", ".join(f"{key!r}: self.{target}" for key, target in node.switch_cases)
            return f'self.next({{{cases}}}, condition="choice")'
        case _:
            return f"self.next({targets})"
