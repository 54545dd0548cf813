"""The graph of a flow as plain data.

`flow.source` reads it from the source before anything runs; `graph.matching` pairs every split with its join,
once; `graph.rules` says what is wrong with it.
"""

from enum import Enum

from fanfold.model.named import NamedTuple
from fanfold.model.names import FlowName, StepName
from fanfold.model.policy import StepPolicy
from fanfold.model.slotted import Slotted


class NodeType(Enum):
    """What a step's `self.next` does."""

    LINEAR = "linear"
    SPLIT = "split"
    """Static branches: `self.next(self.a, self.b)`."""
    FOREACH = "foreach"
    PARALLEL = "parallel"
    """`num_parallel=`."""
    SWITCH = "split-switch"
    """`self.next({...}, condition=...)`."""
    END = "end"
    UNKNOWN = "unknown"
    """No `self.next` could be read; a lint rule says why."""


class Node(NamedTuple):
    """One step. Whether it is a join is told by its arguments (`is_join`), what it does next by `type`.

    `split_parents` are the splits that are open where the step runs, outermost first (a join's own split is
    no longer open at the join). `join` is the step that closes this split (for FOREACH, PARALLEL and SPLIT).
    `split` is the split that this join closes. `in_steps` and `out_steps` are in the order of the source.
    `stop_when` is what a foreach stops at: an attribute or a method of the flow, looked at as each item comes
    to the join. `depth` counts the open foreach and num_parallel splits. `switch_cases` pairs each literal
    key with its target, in order. `folds` is what a join mentions in its loop over `inputs.as_completed()`;
    None: it has none.
    """

    name: StepName
    type: NodeType
    out_steps: tuple[StepName, ...] = ()
    in_steps: tuple[StepName, ...] = ()
    is_join: bool = False
    args_count: int = 1
    foreach_var: str | None = None
    stop_when: str | None = None
    parallel_width: int | None = None
    condition: str | None = None
    switch_cases: tuple[tuple[object, StepName], ...] = ()
    split_parents: tuple[StepName, ...] = ()
    join: StepName | None = None
    split: StepName | None = None
    depth: int = 0
    doc: str = ""
    file: str = ""
    line: int = 0
    next_line: int = 0
    next_count: int = 0
    tail_is_next: bool = True
    problem: str = ""
    policy: StepPolicy = StepPolicy()
    decorators: tuple[str, ...] = ()
    folds: tuple[str, ...] | None = None

    @property
    def is_fan(self) -> bool:
        """Whether it opens a fan: a foreach or num_parallel."""
        return self.type in (NodeType.FOREACH, NodeType.PARALLEL)

    @property
    def loops(self) -> bool:
        """Whether it is a switch with itself among its cases."""
        return self.type is NodeType.SWITCH and self.name in self.out_steps


class Graph(Slotted):
    """All steps of a flow, in the order of the source, by name. Not to be changed.

    `methods` are the user's methods that are no steps, for who forgot `@step`.
    """

    __slots__ = (
        "doc", "end", "ends_marked", "file", "flow", "line", "methods", "nodes", "start", "starts_marked",
    )  # fmt: skip

    def __init__(
        self,
        flow: FlowName,
        nodes: dict[StepName, Node],
        start: StepName | None,
        end: StepName | None,
        *,
        doc: str = "",
        file: str = "",
        line: int = 0,
        starts_marked: tuple[StepName, ...] = (),
        ends_marked: tuple[StepName, ...] = (),
        methods: tuple[str, ...] = (),
    ) -> None:
        self.flow = flow
        self.nodes = nodes
        self.start = start
        self.end = end
        self.doc = doc
        self.file = file
        self.line = line
        self.starts_marked = starts_marked
        self.ends_marked = ends_marked
        self.methods = methods

    def __getitem__(self, name: StepName) -> Node:
        return self.nodes[name]

    def with_nodes(self, nodes: dict[StepName, Node]) -> "Graph":
        """The same flow with other nodes."""
        return Graph(
            self.flow,
            nodes,
            self.start,
            self.end,
            doc=self.doc,
            file=self.file,
            line=self.line,
            starts_marked=self.starts_marked,
            ends_marked=self.ends_marked,
            methods=self.methods,
        )
