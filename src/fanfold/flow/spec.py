"""`FlowSpec` and `@step`: what a user derives from and decorates.

A task is run on an object of the user's class that is made without calling `__init__`. What the user
assigns lies in the object's `__dict__` and nothing else does: the engine's side of the task is in one slot,
`_task`. A name that is not there is looked up in what the task inherits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Never, TypeVar, overload

from fanfold.flow import entry, transition
from fanfold.model.errors import FlowError

if TYPE_CHECKING:
    from fanfold.flow.inputs import Inputs
    from fanfold.flow.task import TaskState

Function = TypeVar("Function", bound=Callable[..., Any])


def _name_of(target: Any) -> Any:
    return getattr(target, "__name__", None)


@overload
def step(function: Function) -> Function: ...
@overload
def step(
    *, start: bool = False, end: bool = False, node_info: Any = None
) -> Callable[[Function], Function]: ...
def step(function: Any = None, *, start: bool = False, end: bool = False, node_info: Any = None) -> Any:
    """Make a method a step of its flow.

    `@step(start=True)` and `@step(end=True)` mark the first and the last step where they have other names
    than `start` and `end`.
    """

    def mark(function: Any) -> Any:
        function.is_step = True
        function.name = function.__name__
        function.is_start = start
        function.is_end = end
        function.node_info = node_info
        function.decorators = []
        function.wrappers = []
        function.config_decorators = []
        return function

    return mark if function is None else mark(function)


class _Name:
    """The flow's name, its class's, until a step sets an artifact of this name: `self.name = …` is common, so
    this is no property, which would refuse it.
    """

    @overload
    def __get__(self, flow: None, flow_class: type) -> _Name: ...
    @overload
    def __get__(self, flow: FlowSpec, flow_class: type) -> Any: ...
    def __get__(self, flow: FlowSpec | None, flow_class: type) -> Any:
        if flow is None:
            return self
        try:
            return flow.__getattr__("name")
        except AttributeError:
            return flow_class.__name__


class FlowSpec:
    """A flow: derive a class, write its steps, and call it in the main block to give it a command line.

    Artifacts are what steps assign to `self`. Calling the class (`MyFlow()`) parses `sys.argv` and runs the
    command in it; `MyFlow(use_cli=False)` gives an object that only knows its steps.
    """

    __slots__ = ("__dict__", "__weakref__", "_task")

    _task: TaskState

    def __init__(self, use_cli: bool = True) -> None:
        if use_cli:
            entry.start(type(self))

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__" or name == "_task":
            raise AttributeError(name)
        try:
            task = self._task
        except AttributeError:
            raise AttributeError(f"Flow {type(self).__name__} has no attribute '{name}'") from None
        return task.inherited(self, name)

    def __delattr__(self, name: str) -> None:
        known = self.__dict__.pop(name, self) is not self
        task: TaskState | None = getattr(self, "_task", None)
        if not (task is not None and task.forget(name)) and not known:
            raise AttributeError(f"Flow {type(self).__name__} has no attribute '{name}'")

    def __getstate__(self) -> Any:
        raise FlowError(
            "Flows can't be serialized: self, inputs or one of inputs was assigned to an artifact.",
            remedy="Assign the values you need instead, as in self.scores = [inp.score for inp in inputs].",
        )

    def __str__(self) -> str:
        try:
            return self._task.describe(type(self).__name__)
        except AttributeError:
            return f"<flow {type(self).__name__}>"

    def __iter__(self) -> Iterator[Any]:
        """Its steps, by name in alphabetical order."""
        members = ((name, getattr(type(self), name, None)) for name in dir(type(self)))
        return iter([getattr(self, name) for name, member in members if getattr(member, "is_step", False)])

    name = _Name()

    @property
    def script_name(self) -> str:
        """The name of the file that is being run, without its folder."""
        import os
        import sys

        return os.path.basename(sys.argv[0])

    @script_name.setter
    def script_name(self, value: Never) -> None:
        raise _cannot_be_set("script_name", "the name of the flow's file")

    @property
    def index(self) -> int | None:
        """The zero-based index of this task's item in its foreach; None outside any."""
        return self._task.index

    @index.setter
    def index(self, value: Never) -> None:
        raise _cannot_be_set("index", "the number of the task's item")

    @property
    def input(self) -> Any:
        """This task's item of its foreach, as it was at the split; None outside any."""
        return self._task.input()

    @input.setter  # noqa: A003 - a word of the authoring API
    def input(self, value: Never) -> None:
        raise _cannot_be_set("input", "the task's item")

    def foreach_stack(self) -> list[tuple[int, int, Any]]:
        """(index, number of splits, item) of each foreach that the task is in, outermost first."""
        return self._task.stack()

    def next(
        self,
        *targets: Any,
        foreach: Any = None,
        num_parallel: Any = None,
        condition: Any = None,
        allow_empty: bool = False,
        key: Any = None,
        stop_when: Any = None,
        **unknown: Any,
    ) -> None:
        """Say which step follows; the last statement of every step but the end.

        ``self.next(self.a)`` goes on to `a`; ``self.next(self.a, self.b)`` runs both;
        ``self.next(self.work, foreach="items")`` runs `work` for each item of `self.items` (any iterable;
        `key` names the items: an attribute or key of theirs, or a function; with `allow_empty` no items is
        no error; `stop_when` names an attribute or a method: once it is true at the end of an item, no
        further item is begun, and the join runs with those that are done); ``num_parallel=4`` runs four at
        once; ``self.next({"a": self.x, "b": self.y}, condition="kind")`` goes where `self.kind` says.

        Raises:
            InvalidNextException: the transition cannot be followed; the message says why.
        """
        task = self._task
        if task.transition is not None:
            raise transition.invalid(
                f"Step *{task.step}* calls self.next() more than once.", remedy="Keep the last call only."
            )
        if foreach is None and num_parallel is None and condition is None and not unknown:
            allowed = task.allowed  # the one transition of the step, made once: the usual case
            if allowed is not None and tuple(map(_name_of, targets)) == allowed.targets:
                task.transition = allowed
            else:
                task.transition = self._static(targets)
        else:
            task.transition = self._dynamic(
                targets, foreach, num_parallel, condition, allow_empty, key, unknown
            )

    def _static(self, targets: tuple[Any, ...]) -> transition.Transition:
        step_name = self._task.step
        if targets and isinstance(targets[0], dict):
            raise transition.invalid(
                f"In step *{step_name}* a switch needs condition=, the name of an attribute."
            )
        if not targets:
            raise transition.invalid(
                f"In step *{step_name}* self.next() names no step.", remedy="Write self.next(self.some_step)."
            )
        return transition.Transition(tuple(transition.target_name(target, step_name) for target in targets))

    def _dynamic(
        self,
        targets: tuple[Any, ...],
        foreach: Any,
        num_parallel: Any,
        condition: Any,
        allow_empty: bool,
        key: Any,
        unknown: dict[str, Any],
    ) -> transition.Transition:
        task = self._task
        if unknown:
            raise transition.invalid(
                f"In step *{task.step}* self.next() got an unknown keyword argument '{next(iter(unknown))}'."
            )
        if sum(way is not None for way in (foreach, num_parallel, condition)) > 1:
            raise transition.invalid(
                f"In step *{task.step}* self.next() takes one of foreach, num_parallel and condition, "
                "not several."
            )
        if len(targets) != 1:
            kind = (
                "a switch" if condition is not None else "foreach" if foreach is not None else "num_parallel"
            )
            raise transition.invalid(
                f"In step *{task.step}* {kind} takes exactly one target, not {len(targets)}."
            )
        if condition is not None:
            return transition.switch(self, task.step, targets[0], condition)
        target = transition.target_name(targets[0], task.step)
        if num_parallel is not None:
            return transition.parallel(task.step, target, num_parallel)
        return transition.foreach(
            self, task.step, target, foreach, capture=task.capture, key=key, allow_empty=allow_empty
        )

    def merge_artifacts(
        self, inputs: Inputs[Any], exclude: list[str] | None = None, include: list[str] | None = None
    ) -> None:
        """In a join: take over every artifact on which the inputs agree.

        Names that this task has set already are left alone. `exclude` leaves names out; `include` takes
        only these.

        Raises:
            MergeConflictError: inputs differ in an artifact that was neither set nor excluded; nothing is
                taken over.
            MissingInMergeError: a name of `include` that no input has.
        """
        from fanfold.flow.merging import merge

        merge(self, inputs, exclude=exclude or [], include=include or [])


def _cannot_be_set(name: str, meaning: str) -> AttributeError:
    return AttributeError(
        f"self.{name} cannot be set: it is {meaning}. Use another name, such as self.my_{name}."
    )
