"""The `self.next` that stands in a step's source, called where the step did not come to it.

It is the very expression that is evaluated, so that whatever it says (a key, a config in a switch) counts. It
sees the flow and the step's module, and none of the step's local variables: those there are not.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from types import CodeType
from typing import Any

from fanfold.flow.source_next import following, self_name, tail_call
from fanfold.flow.source_text import SourceFiles, unwrapped
from fanfold.model.errors import InvalidNextException
from fanfold.model.named import NamedTuple


class NextCall(NamedTuple):
    """The expression, what it calls the flow, and the steps that it names."""

    code: CodeType
    me: str
    targets: tuple[str, ...]


_calls: dict[Callable[..., Any], NextCall | None] = {}
"""Of each step's function, what was read."""


def usual_next(flow: Any, step: str, function: Callable[..., Any], arguments: Any) -> None:
    """Call it: as it is written (`arguments` is True or empty), or with these arguments instead.

    Raises:
        InvalidNextException: the source cannot be read, or needs a local variable of the step.
    """
    written = unwrapped(function)
    if written not in _calls:
        _calls[written] = _next_call(type(flow), step, written)
    call = _calls[written]
    if call is None:
        return  # the end
    flow._task.transition = None
    if isinstance(arguments, dict) and arguments:
        flow.next(*(getattr(flow, target) for target in call.targets), **arguments)
        return
    try:
        eval(call.code, {**getattr(written, "__globals__", {}), call.me: flow})
    except NameError as error:
        raise _refused(step, f"it needs a variable of the step: {error}") from error


def _next_call(flow_class: type, step: str, function: Callable[..., Any]) -> NextCall | None:
    owner = next(owner for owner in flow_class.__mro__ if step in vars(owner))
    place = SourceFiles().place(owner, step, function)
    if place is None:
        raise _refused(step, "its source cannot be read")
    call = tail_call(place.tree)
    if call is None:
        if following(place.tree).next_count:
            raise _refused(step, "it is not the last statement of the step")
        return None
    code = compile(ast.Expression(call), place.file, "eval")
    return NextCall(code, self_name(place.tree), following(place.tree).out_steps)


def _refused(step: str, why: str) -> InvalidNextException:
    return InvalidNextException(
        f"Step *{step}* was left before its self.next(), which cannot be called for it: {why}.",
        remedy="Give the arguments of self.next() as a dictionary.",
    )
