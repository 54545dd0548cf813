"""The flow behind a call of `map`: a fan over the items, with one step that calls the function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from types import FunctionType
from typing import Any

from fanfold.flow.decorators.decorator import Decorator
from fanfold.flow.spec import FlowSpec, step

STEP = "work"
RESULT = "result"


class MappedFlow(FlowSpec):
    """Calls a function for each item. Its first step is never run: the items are taken where `map` is called.

    The join looks at none of its inputs, so that a million results are in nobody's memory.
    """

    @step
    def start(self) -> None:
        """The items were taken before the run began."""
        self.items: Sequence[Any] = ()
        self.next(self.work, foreach="items", allow_empty=True)

    @step
    def work(self) -> None:
        """Call the function."""
        self.result = self._function(self.input)
        self.next(self.join)

    @staticmethod
    def _told(name: str, step: str) -> tuple[str, str]:
        """How a result that cannot be stored is told: whoever wrote the function has no `self`."""
        return "What the function returned", "Return plain data, or what says where it is (a path, an id)."

    @step
    def join(self, inputs: Any) -> None:
        """All are done."""
        self.next(self.end)

    @step
    def end(self) -> None:
        """Nothing is left to do."""


def flow_for(function: Callable[[Any], Any], name: str, decorators: Sequence[Decorator]) -> type[MappedFlow]:
    """The flow of this name that calls this function, its step decorated so."""
    plain: Any = MappedFlow.work
    work: Any = step(FunctionType(plain.__code__, plain.__globals__, STEP, None, plain.__closure__))
    work.__qualname__, work.__doc__, work.__module__ = plain.__qualname__, plain.__doc__, plain.__module__
    work.decorators = list(decorators)
    # A class of nowhere: so it travels by value, the function with it.
    body = {"_function": staticmethod(function), STEP: work, "__module__": "__main__", "__doc__": None}
    return type(name, (MappedFlow,), body)


def name_of(function: Callable[..., Any]) -> str:
    """What a function's runs are called."""
    while isinstance(function, partial):
        function = function.func
    name = getattr(function, "__name__", type(function).__name__).strip("<>")
    return f"map_{name}"
