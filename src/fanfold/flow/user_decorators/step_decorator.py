"""Decorators around a step, as users write them: a generator with one `yield`, or a class.

What stands before the `yield` runs before the step, and what stands behind it afterwards; an exception of the
step is raised at the `yield`. How a step runs within them is in `around.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, ClassVar, Protocol, overload

from fanfold.flow.callsite import caller, wrong_at
from fanfold.flow.decorators.decorator import DecoratorError, Function
from fanfold.flow.user_decorators.decoration import Applied, StepDecoration
from fanfold.flow.user_decorators.nonsense import nonsense

USER_SKIP_STEP: dict[str, Any] = {}
"""What to yield so that the step is not run, and its usual `self.next` is called."""


class UserStepDecorator(StepDecoration):
    """A decorator around a step, as a class. Override `pre_step`, `post_step`, and `init` for arguments.

    Every task has an object of its own, so what `pre_step` keeps in `self` is there in `post_step`.
    """

    noted_in: ClassVar[str] = "wrappers"

    skip_step: bool | dict[str, Any] = False
    """Set it in `pre_step`: True to leave the step out and go on as it would have, or a dictionary of
    arguments for `self.next`."""

    def pre_step(self, _step_name: str, _flow: Any, _inputs: Any = None, /) -> Callable[..., Any] | None:
        """Runs before the step. May return a function (of flow, in a join also of inputs) to run instead."""
        return None

    def post_step(self, _step_name: str, _flow: Any, exception: Exception | None = None, /) -> Any:
        """Runs after the step, before its artifacts are stored.

        Returns an exception to fail with; None if all is well, whatever was raised; or a pair of the two:
        the exception (or None), and arguments for `self.next` (or None).
        """
        return exception, None


Steps = Callable[..., Generator[Any, Any, Any]]


class Applicable(Protocol):
    """A decorator made of a generator: usable with and without arguments."""

    @overload
    def __call__(self, function: Function, /) -> Function: ...
    @overload
    def __call__(self, **attributes: Any) -> Callable[[Function], Function]: ...


class Generated(UserStepDecorator):
    """A decorator made of a generator function."""

    _function: ClassVar[Steps]
    _arguments_count: ClassVar[int]
    _running: Generator[Any, Any, Any] | None = None

    def takes_arguments(self) -> bool:
        """As `attributes`, the generator's fourth argument."""
        return self._arguments_count == 4

    def pre_step(self, step_name: str, flow: Any, inputs: Any = None, /) -> Callable[..., Any] | None:
        """Run the generator up to its `yield`."""
        attributes = (self._kwargs,) if self._arguments_count == 4 else ()
        running = type(self)._function(step_name, flow, inputs, *attributes)
        try:
            yielded = next(running)
        except StopIteration:  # it does not want the step to run
            self.skip_step = True
            return None
        self._running = running
        if isinstance(yielded, dict):
            self.skip_step = yielded or True
            return None
        if yielded is not None and not callable(yielded):
            raise nonsense(
                self, f"it yielded {yielded!r}.", "Yield None, a function to run instead, or a dictionary."
            )
        replacement: Callable[..., Any] | None = yielded
        return replacement

    def post_step(self, _step_name: str, _flow: Any, exception: Exception | None = None, /) -> Any:
        """Run the rest of it."""
        if self._running is None:
            return exception, None
        try:
            if exception is not None:
                self._running.throw(exception)
            else:
                next(self._running)
        except StopIteration as end:
            return end.value
        except Exception as error:  # noqa: BLE001 - user code is called
            return error
        return nonsense(self, "it yielded twice.", "Yield once: the step runs there.")


@overload
def user_step_decorator(function: Steps, /) -> Applicable: ...
@overload
def user_step_decorator(**options: Any) -> Callable[[Steps], Applicable]: ...
def user_step_decorator(*function: Any, **options: Any) -> Any:
    """Make a decorator of a generator function ``(step_name, flow, inputs)`` or ``(…, inputs, attributes)``.

    It yields once, where the step runs: None; a function to run instead of it; or a dictionary, so that the
    step is skipped and `self.next` gets these arguments (`USER_SKIP_STEP`: those that it has). The step's
    exception is raised there, and if it is caught the step counts as done.

    Raises:
        DecoratorError: it is no generator function, or takes other arguments.
    """
    if not function:
        return user_step_decorator
    (written,) = function
    name, code = getattr(written, "__name__", repr(written)), getattr(written, "__code__", None)
    if code is None or not code.co_flags & 0x20:  # inspect.CO_GENERATOR, without its import
        raise wrong_at(
            caller(),
            DecoratorError,
            f"@user_step_decorator stands above {name}, which yields nothing.",
            "It decorates a generator function: the step runs where it yields.",
        )
    if code.co_argcount not in (3, 4):
        raise wrong_at(
            caller(),
            DecoratorError,
            f"{name} takes {code.co_argcount} arguments.",
            "A step decorator takes step_name, flow, inputs, and attributes if it has arguments of its own.",
        )
    members = {
        "_function": staticmethod(written),
        "_arguments_count": code.co_argcount,
        "_decorator_name": f"{written.__module__}.{name}",
        "__doc__": written.__doc__,
        "__module__": written.__module__,
    }
    return Applied(name, (Generated,), members)
