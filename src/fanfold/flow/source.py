"""From a flow's source to its graph, before anything runs."""

from __future__ import annotations

from collections.abc import Mapping

from fanfold.flow.source_fold import folding
from fanfold.flow.source_next import Following, following
from fanfold.flow.source_text import Place, SourceFiles, file_of
from fanfold.flow.steps import StepFunction, steps_of
from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.graph.matching import matched
from fanfold.model.names import FlowName, StepName
from fanfold.model.policy import StepPolicy


def read_graph(flow_class: type, *, policies: Mapping[StepName, StepPolicy] | None = None) -> Graph:
    """The graph of a flow, read from the source of its own and inherited steps; `graph.lint.check` says if it
    is sound.

    Whatever is wrong with the flow, a graph is returned: steps that cannot be read are of type UNKNOWN, with
    the reason in `problem`. A step whose source cannot be had has line 0.
    """
    files = SourceFiles()
    functions = steps_of(flow_class)
    nodes = {name: _node(flow_class, name, function, files) for name, function in functions.items()}
    if policies:
        nodes = {name: node._replace(policy=policies.get(name, node.policy)) for name, node in nodes.items()}
    starts, ends = _marked(functions, "is_start"), _marked(functions, "is_end")
    start = _terminal(nodes, starts, StepName("start"))
    end = _terminal(nodes, ends, StepName("end"))
    if end is not None:
        nodes[end] = nodes[end]._replace(type=NodeType.END)
    file = file_of(flow_class) or next((node.file for node in nodes.values()), "")
    graph = Graph(
        flow=FlowName(flow_class.__name__),
        nodes=nodes,
        start=start,
        end=end,
        doc=plain_doc(flow_class.__doc__),
        file=file,
        line=files.line_of(flow_class, file),
        starts_marked=starts,
        ends_marked=ends,
        methods=_methods(flow_class),
    )
    return matched(graph)


def _node(flow_class: type, name: StepName, function: StepFunction, files: SourceFiles) -> Node:
    owner = next(owner for owner in flow_class.__mro__ if name in vars(owner))
    place = files.place(owner, name, function)
    node = Node(name, NodeType.UNKNOWN, doc=plain_doc(function.__doc__), decorators=_decorators(function))
    if place is None:
        return node._replace(file=_file_of(function, owner), problem="Its source cannot be read.")
    return _described(node, place, following(place.tree))


def _described(node: Node, place: Place, follows: Following) -> Node:
    arguments = place.tree.args
    args_count = len(arguments.posonlyargs) + len(arguments.args)
    return node._replace(
        type=follows.type,
        out_steps=follows.out_steps,
        is_join=args_count > 1,
        args_count=args_count,
        foreach_var=follows.foreach_var,
        stop_when=follows.stop_when,
        parallel_width=follows.parallel_width,
        condition=follows.condition,
        switch_cases=follows.switch_cases,
        file=place.file,
        line=place.tree.lineno,
        next_line=follows.next_line,
        next_count=follows.next_count,
        tail_is_next=follows.tail_is_next,
        problem=follows.problem,
        folds=folding(place.tree) if args_count > 1 else None,
    )


def _decorators(function: StepFunction) -> tuple[str, ...]:
    """The names of the step's decorators, the topmost first, as one reads them; then those of users."""
    names = [str(decorator.name) for decorator in reversed(getattr(function, "decorators", ()))]
    return (*names, *(type(each).__name__ for each in reversed(getattr(function, "wrappers", ()))))


def _file_of(function: StepFunction, owner: type) -> str:
    code = getattr(function, "__code__", None)
    return str(code.co_filename) if code else file_of(owner)


def _marked(functions: Mapping[StepName, StepFunction], mark: str) -> tuple[StepName, ...]:
    return tuple(name for name, function in functions.items() if getattr(function, mark, False) is True)


def _terminal(
    nodes: Mapping[StepName, Node], marked: tuple[StepName, ...], usual: StepName
) -> StepName | None:
    """The first (or last) step."""
    if marked:
        return marked[0]
    if usual in nodes:
        return usual
    return next(iter(nodes)) if len(nodes) == 1 else None


def _methods(flow_class: type) -> tuple[str, ...]:
    """The user's methods that are not steps, without those of `FlowSpec` itself."""
    return tuple(
        name
        for owner in flow_class.__mro__
        if owner is not object and not owner.__module__.startswith("fanfold.")
        for name, value in vars(owner).items()
        if callable(value) and not name.startswith("__") and getattr(value, "is_step", None) is not True
    )


def plain_doc(doc: object) -> str:
    """A docstring without the indentation of its source (`inspect.cleandoc`, without its import)."""
    if not isinstance(doc, str):
        return ""
    first, *rest = doc.expandtabs().strip().split("\n")
    margin = min((len(line) - len(line.lstrip()) for line in rest if line.strip()), default=0)
    return "\n".join([first.strip(), *(line[margin:].rstrip() for line in rest)])
