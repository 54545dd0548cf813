"""Fan-outs: what Metaflow can fan out over, and what it does with the list afterwards."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from fanfold.flow.portability.finding import Finding
from fanfold.flow.portability.source import FlowSource, assignments, called, is_of
from fanfold.flow.source_next import self_name
from fanfold.graph.graph import Node, NodeType
from fanfold.model.names import StepName

SPLITS_MAX = 100
"""Metaflow's default for --max-num-splits."""

_SETS = ("set", "frozenset")
_DICTS = ("dict", "Counter", "OrderedDict", "defaultdict")
_ITERATORS = (
    "iter",
    "zip",
    "map",
    "filter",
    "enumerate",
    "reversed",
    "chain",
    "product",
    "combinations",
    "islice",
)
_VIEWS = ("keys", "values", "items")


def findings(source: FlowSource) -> Iterator[Finding]:
    """Of each split."""
    for node, function in source.functions():
        yield from _keywords(node, function)
        if node.type is NodeType.FOREACH and node.foreach_var:
            value = source.value_of(node.foreach_var, node.name)
            if value is not None:
                yield from _iterable(node, value)
            yield from _overwritten(source, node)
            yield from _reused(source, node)
        elif node.type is NodeType.PARALLEL:
            yield from _gang(source, node)


def _keywords(node: Node, function: ast.FunctionDef) -> Iterator[Finding]:
    me = self_name(function)
    for part in ast.walk(function):
        if isinstance(part, ast.Call) and is_of(part.func, me) and called(part) == "next":
            for keyword in part.keywords:
                if keyword.arg in ("allow_empty", "key", "stop_when"):
                    what = f"self.next({keyword.arg}=): Metaflow does not know this argument."
                    instead = {
                        "allow_empty": "Lead round the foreach with a switch where there may be no items.",
                        "stop_when": "Leave it out there; all items are run.",
                        "key": "Leave it out there; items are told by their index.",
                    }[keyword.arg]
                    yield Finding(node.file, part.lineno, True, what, instead)


def _iterable(node: Node, value: ast.expr) -> Iterator[Finding]:
    said = _trouble(value)
    if said is not None:
        what, is_refused = said
        variable = node.foreach_var
        instead = f"self.{variable} = list(…)"
        yield Finding(node.file, value.lineno, is_refused, f"foreach over {what}", instead)
    width = _width(value)
    if width is not None and width > SPLITS_MAX:
        what = f"foreach over {width:,} items: Metaflow stops at {SPLITS_MAX} unless told otherwise."
        yield Finding(node.file, value.lineno, True, what, f"Start it there with --max-num-splits {width}.")


def _trouble(value: ast.expr) -> tuple[str, bool] | None:
    name = called(value)
    if isinstance(value, ast.Set | ast.SetComp) or name in _SETS:
        return "a set: in Metaflow each task iterates its own copy, and gets wrong items of texts.", False
    if isinstance(value, ast.Dict | ast.DictComp) or name in _DICTS:
        return "a dict: Metaflow looks its items up by number, which is a KeyError in the tasks.", True
    if isinstance(value, ast.GeneratorExp) or name == "open":
        return "a generator or file: Metaflow cannot store it.", True
    if name in _VIEWS and isinstance(value, ast.Call) and not value.args:
        return "the view of a dict: Metaflow cannot store it.", True
    if name in _ITERATORS:
        return "an iterator: Metaflow uses it up when it counts the items, and tasks get none.", True
    return None


def _width(value: ast.expr) -> int | None:
    if isinstance(value, ast.List | ast.Tuple):
        return None if any(isinstance(each, ast.Starred) for each in value.elts) else len(value.elts)
    if called(value) == "range" and isinstance(value, ast.Call):
        numbers = [part.value for part in value.args if isinstance(part, ast.Constant)]
        is_known = len(numbers) == len(value.args) and all(isinstance(number, int) for number in numbers)
        return len(range(*numbers)) if is_known and 1 <= len(numbers) <= 3 else None  # type: ignore[arg-type]
    if called(value) in ("list", "tuple") and isinstance(value, ast.Call) and len(value.args) == 1:
        return _width(value.args[0])
    if (
        isinstance(value, ast.BinOp)
        and isinstance(value.op, ast.Mult)
        and isinstance(value.right, ast.Constant)
    ):
        left, times = _width(value.left), value.right.value
        return left * times if left is not None and isinstance(times, int) else None
    return None


def _inside(source: FlowSource, split: StepName) -> Iterator[tuple[Node, ast.FunctionDef]]:
    """The steps between a split and its join."""
    return ((node, function) for node, function in source.functions() if split in node.split_parents)


def _overwritten(source: FlowSource, split: Node) -> Iterator[Finding]:
    for node, function in _inside(source, split.name):
        me = self_name(function)
        for target, _ in assignments(function):
            if (
                is_of(target, me)
                and target.attr == split.foreach_var
                and node.foreach_var != split.foreach_var
            ):
                what = f"self.{split.foreach_var} is set anew in its foreach: there self.input changes too."
                yield Finding(node.file, target.lineno, False, what, "Give it another name.")


def _reused(source: FlowSource, split: Node) -> Iterator[Finding]:
    for node, _ in _inside(source, split.name):
        if node.type is NodeType.FOREACH and node.foreach_var == split.foreach_var:
            what = f"A foreach in another over self.{split.foreach_var}: Metaflow loses the outer items."
            yield Finding(node.file, node.next_line, False, what, "Give the inner list another name.")


def _gang(source: FlowSource, split: Node) -> Iterator[Finding]:
    for name in split.out_steps:
        node = source.graph[name]
        if "parallel" not in node.decorators:
            what = f"num_parallel leads to {name}, which has no @parallel: Metaflow refuses that."
            yield Finding(node.file, node.line, True, what, f"Write @parallel above {name}.")
        if split.parallel_width is not None and split.parallel_width < 1:
            what = f"num_parallel={split.parallel_width}: Metaflow takes that for no split at all."
            yield Finding(split.file, split.next_line, True, what, "Give 1 or more.")
