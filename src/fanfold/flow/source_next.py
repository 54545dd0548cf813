"""What a step's source says about what follows it: its `self.next(...)`, read and not run.

The four forms are one step, several steps, a fan (`foreach=` or `num_parallel=`) and a switch. Whatever is
none of them is put in words for the lint rules, in `problem`.
"""

import ast
from collections.abc import Iterator

from fanfold.flow.source_text import blocks
from fanfold.graph.graph import NodeType
from fanfold.model.named import NamedTuple
from fanfold.model.names import StepName

_KEYWORDS = ("foreach", "num_parallel", "condition", "allow_empty", "key", "stop_when")


class Following(NamedTuple):
    """What follows a step. The fields are those of `Node`."""

    type: NodeType = NodeType.UNKNOWN
    out_steps: tuple[StepName, ...] = ()
    foreach_var: str | None = None
    stop_when: str | None = None
    parallel_width: int | None = None
    condition: str | None = None
    switch_cases: tuple[tuple[object, StepName], ...] = ()
    next_line: int = 0
    next_count: int = 0
    tail_is_next: bool = True
    problem: str = ""


class _Unreadable(Exception):
    """A `self.next` that is none of the legal forms."""


def following(function: ast.FunctionDef) -> Following:
    """What the `self.next` of a step says; if there are several, the one in its last statement."""
    me = self_name(function)
    calls = list(_next_calls(function.body, me))
    tail = function.body[-1]
    if isinstance(tail, ast.Expr) and tail.value in calls:
        assert isinstance(tail.value, ast.Call)
        return _read(tail.value, me)._replace(next_line=tail.lineno, next_count=len(calls))
    line = calls[-1].lineno if calls else 0
    problem = _misplaced(function, calls, me) if calls else _absent(tail, me)
    return Following(next_line=line, next_count=len(calls), tail_is_next=False, problem=problem)


def tail_call(function: ast.FunctionDef) -> ast.Call | None:
    """The `self.next(…)` that ends the step, if one does."""
    tail = function.body[-1]
    if isinstance(tail, ast.Expr) and isinstance(tail.value, ast.Call):
        return tail.value if _attribute(tail.value.func, self_name(function)) == "next" else None
    return None


def self_name(function: ast.FunctionDef) -> str:
    """What the step calls its object; `self`, unless the user calls it otherwise."""
    arguments = [*function.args.posonlyargs, *function.args.args]
    return arguments[0].arg if arguments else "self"


def _next_calls(body: list[ast.stmt], me: str) -> Iterator[ast.Call]:
    """Every call of `self.next` below, but for functions inside whose own argument is called the same."""
    waiting: list[ast.AST] = list(reversed(body))
    while waiting:
        part = waiting.pop()
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and me in _argument_names(
            part
        ):
            continue
        if isinstance(part, ast.Call) and _attribute(part.func, me) == "next":
            yield part
        waiting.extend(reversed(list(ast.iter_child_nodes(part))))


def _argument_names(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> list[str]:
    arguments = function.args
    return [part.arg for part in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]


def _read(call: ast.Call, me: str) -> Following:
    try:
        return _form(call, _keywords(call, me), me)
    except _Unreadable as error:
        return Following(problem=str(error))


def _keywords(call: ast.Call, me: str) -> dict[str, ast.expr]:
    keywords = {}
    for keyword in call.keywords:
        if keyword.arg is None:
            raise _Unreadable(f"{me}.next(**...) hides what follows: write the keywords out.")
        if keyword.arg not in _KEYWORDS:
            raise _Unreadable(f"{me}.next() knows no {keyword.arg}=. It takes {', '.join(_KEYWORDS)}.")
        keywords[keyword.arg] = keyword.value
    ways = [name for name in ("foreach", "num_parallel", "condition") if name in keywords]
    if len(ways) > 1:
        raise _Unreadable(f"{me}.next() takes one of {' and '.join(f'{way}=' for way in ways)}, not both.")
    for option in ("allow_empty", "key", "stop_when"):
        if option in keywords and "foreach" not in keywords:
            raise _Unreadable(f"{option}= belongs to foreach=, which is not there.")
    return keywords


def _form(call: ast.Call, keywords: dict[str, ast.expr], me: str) -> Following:
    if "condition" in keywords or any(isinstance(target, ast.Dict) for target in call.args):
        return _switch(call, keywords, me)
    targets = tuple(_target(target, me) for target in call.args)
    if not targets:
        raise _Unreadable(f"{me}.next() names no step.")
    if "foreach" in keywords:
        _one_target("foreach", targets)
        variable = _variable(keywords["foreach"], me)
        stop_when = _stop_when(keywords["stop_when"], me) if "stop_when" in keywords else None
        return Following(NodeType.FOREACH, targets, variable, stop_when)
    if "num_parallel" in keywords:
        _one_target("num_parallel", targets)
        return Following(NodeType.PARALLEL, targets, parallel_width=_width(keywords["num_parallel"]))
    return _static(targets, me)


def _static(targets: tuple[StepName, ...], me: str) -> Following:
    twice = [target for target in targets if targets.count(target) > 1]
    if twice:
        raise _Unreadable(f"{me}.{twice[0]} is named twice: each branch is a step of its own.")
    return Following(NodeType.LINEAR if len(targets) == 1 else NodeType.SPLIT, targets)


def _one_target(way: str, targets: tuple[StepName, ...]) -> None:
    if len(targets) != 1:
        raise _Unreadable(f"{way}= leads to exactly one step, not to {len(targets)} ({', '.join(targets)}).")


def _variable(value: ast.expr, me: str) -> str | None:
    """The name of the foreach variable; None where only the run can tell."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    if isinstance(
        value, ast.Constant | ast.List | ast.Tuple | ast.Set | ast.Dict | ast.ListComp | ast.GeneratorExp
    ):
        raise _Unreadable(
            "foreach= takes the name of an artifact as a string, not the items themselves: "
            f"write {me}.items = {ast.unparse(value)} and then foreach='items'."
        )
    return None


def _stop_when(value: ast.expr, me: str) -> str | None:
    """The name of what a foreach stops at. It is looked at by other steps, so the source has to tell it."""
    if isinstance(value, ast.Constant) and value.value is None:
        return None
    if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value.isidentifier():
        return value.value
    raise _Unreadable(
        "stop_when= takes the name of an attribute or a method, written out as a string: "
        f"stop_when='found' looks at {me}.found at the end of each item."
    )


def _width(value: ast.expr) -> int | None:
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, int) else None


def _switch(call: ast.Call, keywords: dict[str, ast.expr], me: str) -> Following:
    others = [name for name in ("foreach", "num_parallel") if name in keywords]
    if others:
        raise _Unreadable(f"A switch takes condition=, and no {others[0]}=.")
    condition = keywords.get("condition")
    if condition is not None and not (
        isinstance(condition, ast.Constant) and isinstance(condition.value, str)
    ):
        raise _Unreadable(
            f"condition= takes the name of an artifact as a string: condition='kind' looks at {me}.kind."
        )
    if len(call.args) > 1:
        raise _Unreadable("A switch takes one dictionary of its cases and nothing else.")
    cases = tuple(_cases(call.args[0], me)) if call.args else ()
    targets = tuple(dict.fromkeys(target for _, target in cases))
    name = None if condition is None else str(condition.value)
    return Following(NodeType.SWITCH, targets, condition=name, switch_cases=cases)


def _cases(cases: ast.expr, me: str) -> Iterator[tuple[object, StepName]]:
    if not isinstance(cases, ast.Dict):
        raise _Unreadable(
            f"With condition= the cases are a dictionary, written out, not {ast.unparse(cases)}."
        )
    for key, target in zip(cases.keys, cases.values, strict=True):
        yield _case_key(key, me), _target(target, me)


def _case_key(key: ast.expr | None, me: str) -> object:
    if key is None:
        raise _Unreadable("** hides cases of the switch: write them out.")
    try:
        return ast.literal_eval(key)
    except ValueError:
        pass
    if isinstance(key, ast.Attribute) and _attribute(key.value, me):
        return ast.unparse(key)
    raise _Unreadable(
        f"{ast.unparse(key)} is no key of a switch: keys are literals (text, numbers, True, None) "
        f"or {me}.config.key."
    )


def _target(target: ast.expr, me: str) -> StepName:
    name = _attribute(target, me)
    if name:
        return StepName(name)
    written = ast.unparse(target)
    if isinstance(target, ast.Call) and (called := _attribute(target.func, me)):
        raise _Unreadable(f"{written} calls the step; name it without the parentheses: {me}.{called}.")
    if isinstance(target, ast.Name):
        raise _Unreadable(f"{written} is no step of this flow; write {me}.{written}.")
    if isinstance(target, ast.Constant) and isinstance(target.value, str):
        raise _Unreadable(f"{written} is text, and steps are not named by text; write {me}.{target.value}.")
    raise _Unreadable(f"{written} is no step of this flow; steps are written {me}.name.")


def _attribute(expression: ast.expr, me: str) -> str:
    """`name` of `self.name`; empty for all else."""
    match expression:
        case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner == me:
            return name
    return ""


def _misplaced(function: ast.FunctionDef, calls: list[ast.Call], me: str) -> str:
    tail = function.body[-1]
    last = calls[-1]
    if isinstance(tail, ast.Return) and tail.value is last:
        return f"{me}.next() is returned; it stands alone, without the return."
    holder = next(
        (part for part in function.body if part.lineno <= last.lineno <= (part.end_lineno or 0)), tail
    )
    if any(blocks(holder)):
        return (
            f"{me}.next() stands inside the {_word(holder)} of line {holder.lineno}; "
            "it is the last line of a step, outside of any block."
        )
    if tail.lineno > last.lineno:
        return f"{me}.next() is not the last statement: line {tail.lineno} comes after it."
    return f"{me}.next() is part of another expression; it stands alone."


def _absent(tail: ast.stmt, me: str) -> str:
    if isinstance(tail, ast.Raise):
        return (
            f"It ends by raising an error on line {tail.lineno}; {me}.next() is its last line all the same."
        )
    return ""


def _word(statement: ast.stmt) -> str:
    return {ast.FunctionDef: "function", ast.ClassDef: "class"}.get(
        type(statement), type(statement).__name__.lower()
    )
