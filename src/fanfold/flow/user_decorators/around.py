"""A step within its user decorators, as one task goes through it.

    outer.pre  inner.pre  step  inner.post  outer.post

A `pre_step` that gives a function back runs that instead of all that is within; one that skips runs nothing.
An exception goes outward through each `post_step`, which may turn it into success. Where the step did not
come to its `self.next`, the one in its source is called in its place.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from copy import copy
from typing import Any

from fanfold.flow.user_decorators.nonsense import nonsense
from fanfold.flow.user_decorators.step_decorator import UserStepDecorator
from fanfold.flow.user_decorators.usual_next import usual_next

StepFunction = Callable[..., Any]
_MARK = "_is_within_decorators"


def within(function: StepFunction, step: str, wrappers: Sequence[UserStepDecorator]) -> StepFunction:
    """The step's function within these decorators (the innermost first)."""
    outermost_first = tuple(reversed(wrappers))

    @functools.wraps(function)
    def run(flow: Any, *inputs: Any) -> None:
        _Passage(function, step, flow, inputs).go(outermost_first)

    setattr(run, _MARK, True)
    return run


def is_within(function: StepFunction) -> bool:
    """Whether a function is what `within` makes."""
    return getattr(function, _MARK, False)


class _Passage:
    """One task on its way through."""

    def __init__(self, function: StepFunction, step: str, flow: Any, inputs: tuple[Any, ...]) -> None:
        self._function: StepFunction = function
        self._step = step
        self._flow = flow
        self._inputs = inputs
        self._entered: list[UserStepDecorator] = []
        self._following: Any = None
        """What `self.next` is to be called with: True for what the step's source says, a dict of arguments,
        None where it was called."""
        self._error: Exception | None = None

    def go(self, outermost_first: Sequence[UserStepDecorator]) -> None:
        """Run it. What is left of an exception is raised."""
        is_caught = False
        try:
            self._enter(outermost_first)
        except Exception as error:  # noqa: BLE001 - user code is called; it is raised below, or was handled
            self._error, is_caught = error, True
        while self._entered:
            self._leave(self._entered.pop())
        if self._error is not None:
            raise self._error
        if self._following is None and is_caught:
            self._following = True
        if self._following is not None and self._following is not False:
            usual_next(self._flow, self._step, self._function, self._following)

    def _enter(self, outermost_first: Sequence[UserStepDecorator]) -> None:
        for written in outermost_first:
            each = copy(written)  # a task's own: a worker's next task begins with the one that was written
            each.skip_step = False
            replacement = each.pre_step(self._step, self._flow, *self._inputs or (None,))
            self._entered.append(each)
            if each.skip_step:
                self._following = each.skip_step
                return
            if replacement is not None:
                self._replace(each, replacement)
                return
        self._function(self._flow, *self._inputs)

    def _replace(self, decorator: UserStepDecorator, replacement: Any) -> None:
        if not callable(replacement):
            message = f"it gave {replacement!r} to run instead of the step."
            raise nonsense(decorator, message, "Give a function (of flow, and of inputs in a join), or None.")
        self._following = replacement(self._flow, *self._inputs)
        if not isinstance(self._following, bool | dict | None):
            raise nonsense(
                decorator,
                f"the function that it ran instead of the step returned {self._following!r}.",
                "Return None, True to go on as the step would have, or a dictionary for self.next.",
            )

    def _leave(self, decorator: UserStepDecorator) -> None:
        try:
            said = decorator.post_step(self._step, self._flow, self._error)
        except Exception as raised:  # noqa: BLE001 - user code is called; it is raised when all are left
            said = raised
        match said:
            case None | Exception():
                self._error = said
            case (None | Exception() as error, None | bool() | dict() as following):
                self._error = error
                self._following = self._following if following is None else following
            case _:
                self._error = nonsense(
                    decorator,
                    f"its post_step returned {said!r}.",
                    "Return an exception or None, or a pair: that, and arguments for self.next or None.",
                )
