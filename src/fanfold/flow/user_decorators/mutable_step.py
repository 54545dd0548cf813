"""`MutableStep`: a step as a mutator sees and changes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from fanfold.flow.user_decorators.decoration import StepDecoration
from fanfold.flow.user_decorators.duplicates import ERROR, IGNORE, OVERRIDE, has_room
from fanfold.flow.user_decorators.written import Spec, fits, has_name, spec_of, step_decorator_of

if TYPE_CHECKING:
    from fanfold.flow.steps import StepFunction
    from fanfold.flow.user_decorators.mutable_flow import MutableFlow

_LISTS = ("decorators", "wrappers", "config_decorators")


class MutableStep:
    """A step: its decorators can be looked at, added and removed."""

    IGNORE: ClassVar[int] = IGNORE
    ERROR: ClassVar[int] = ERROR
    OVERRIDE: ClassVar[int] = OVERRIDE

    def __init__(self, flow: MutableFlow, name: str, function: StepFunction) -> None:
        self._flow = flow
        self._name = name
        self._function = function

    @property
    def name(self) -> str:
        """The step's name."""
        return self._name

    @property
    def flow(self) -> MutableFlow:
        """The step's flow."""
        return self._flow

    @property
    def decorator_specs(self) -> Iterator[Spec]:
        """Each decorator in words: short name, full name, arguments, keyword arguments."""
        seen: list[Any] = []
        for decorator in self._all():
            if not any(decorator is other for other in seen):
                seen.append(decorator)
                yield spec_of(decorator)

    def has_decorator(self, name: str) -> bool:
        """Whether it has one of this name, short or in full."""
        return any(has_name(spec, name) for spec in self.decorator_specs)

    def get_decorator_specs(self, name: str) -> list[Spec]:
        """Those of this name, short or in full."""
        return [spec for spec in self.decorator_specs if has_name(spec, name)]

    def add_decorator(
        self,
        deco_type: Any,
        deco_args: Sequence[Any] | None = None,
        deco_kwargs: Mapping[str, Any] | None = None,
        duplicates: int = IGNORE,
    ) -> Any:
        """Put a decorator above the step: itself and its arguments, or text such as "retry:times=3".

        `duplicates` says what to do where it has one of the name already. Returns what was added, or None.

        Raises:
            DecoratorError: there is no such decorator, its arguments are wrong, or it is there (`ERROR`).
        """
        added = step_decorator_of(deco_type, deco_args or (), deco_kwargs or {})
        if isinstance(added, StepDecoration):
            lists = [getattr(self._function, name) for name in added.lists()]
        else:
            lists = [self._function.decorators]  # type: ignore[attr-defined]
        if not has_room(added, lists, duplicates, f"step {self._name!r}"):
            return None
        for noted in lists:
            noted.append(added)
        return added

    def remove_decorator(
        self,
        deco_name: str,
        deco_args: Sequence[Any] | None = None,
        deco_kwargs: Mapping[str, Any] | None = None,
    ) -> bool:
        """Take decorators of this name away: all, or those with just these arguments. Says if any was."""
        leaving = [
            decorator
            for decorator in self._all()
            if fits(spec_of(decorator), deco_name, deco_args, deco_kwargs)
        ]
        for name in _LISTS:
            noted = getattr(self._function, name)
            noted[:] = [each for each in noted if not any(each is other for other in leaving)]
        return bool(leaving)

    def _all(self) -> list[Any]:
        return [decorator for name in _LISTS for decorator in getattr(self._function, name)]
