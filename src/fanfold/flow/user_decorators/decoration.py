"""What all decorators that users write have in common: they are classes, applied with and without arguments.

``@timing``, ``@timing()`` and ``@timing(unit="s")`` give the step below them back, with an object of the
class noted on it. The arguments go to the class's `init`, once, when the flow's configs are known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar, overload

from fanfold.flow.callsite import NOWHERE, CallSite, caller, wrong_at
from fanfold.flow.decorators.decorator import DecoratorError
from fanfold.flow.unsettled import settled
from fanfold.model.errors import FanfoldError

Target = TypeVar("Target", bound=Callable[..., Any])

KNOWN: dict[str, type[Decoration]] = {}
"""Every such class that there is in this process, by its full name."""


class Applied(type):
    """Makes ``@timing`` above a step (or a mutator above a flow) the same as ``@timing()``."""

    def __init__(cls, name: str, bases: tuple[type, ...], members: dict[str, Any], **options: Any) -> None:
        super().__init__(name, bases, members, **options)
        cls.decorator_name: str = members.get("_decorator_name", f"{cls.__module__}.{cls.__name__}")
        if not cls.__module__.startswith("fanfold.flow.") or "_decorator_name" in members:
            KNOWN[cls.decorator_name] = cls  # type: ignore[assignment]

    @overload
    def __call__(cls, target: Target, /) -> Target: ...
    @overload
    def __call__(cls, *arguments: Any, **options: Any) -> Callable[[Target], Target]: ...
    def __call__(cls, *arguments: Any, **options: Any) -> Any:
        if len(arguments) == 1 and not options and cls.stands_above(arguments[0]):  # type: ignore[attr-defined]
            return super().__call__()(arguments[0])
        return super().__call__(*arguments, **options)


class Decoration(metaclass=Applied):
    """One decorator as written: its arguments, and where it stands."""

    decorator_name: ClassVar[str]

    site: CallSite = NOWHERE

    def __new__(cls, *arguments: Any, **options: Any) -> Any:
        # Not in `__init__`: a user's class may have one, and forget ours.
        made = super().__new__(cls)
        made.site = caller()
        made._args = list(arguments)
        made._kwargs = dict(options)
        made._is_ready = False
        return made

    def __init__(self, *_arguments: Any, **_options: Any) -> None:
        """The arguments are for `init`."""

    def init(self, *_arguments: Any, **_options: Any) -> None:
        """Takes the arguments of the decorator. Override it where there are any."""

    @classmethod
    def stands_above(cls, target: Any) -> bool:
        """Whether this is what such a decorator may stand above."""
        raise NotImplementedError

    def __call__(self, target: Any) -> Any:
        if not self.stands_above(target):
            name = getattr(target, "__name__", target)
            raise self.refused(f"it stands above {name!r}, where it cannot stand.", self.place)
        self.attach(target)
        return target

    place: ClassVar[str] = ""
    """Where it may stand, for an error."""

    def attach(self, target: Any) -> None:
        """Note it on what it stands above."""
        raise NotImplementedError

    def get_ready(self, configs: Mapping[str, Any]) -> None:
        """Hand the arguments to `init`, now that the flow's configs are known. Twice is once.

        Raises:
            DecoratorError: it takes no arguments, or its `init` raised.
        """
        if self._is_ready:
            return
        self._is_ready = True
        self._args = settled(self._args, configs)
        self._kwargs = settled(self._kwargs, configs)
        if (self._args or self._kwargs) and not self.takes_arguments():
            raise self.refused("it takes no arguments.", "Give it a method init(self, …), which gets them.")
        self.call("init", *self._args, **self._kwargs)

    def takes_arguments(self) -> bool:
        """Whether its class has an `init` of its own."""
        return type(self).init is not Decoration.init

    def call(self, method: str, *arguments: Any, **options: Any) -> Any:
        """Call one of the user's methods.

        Raises:
            DecoratorError: it raised; names the line. An error of ours, such as one that the method was told
                by what it changed, comes through.
        """
        try:
            return getattr(self, method)(*arguments, **options)
        except DecoratorError:
            raise
        except Exception as error:  # user code is called
            remedy = error.remedy if isinstance(error, FanfoldError) else ""
            raise wrong_at(
                _place_of(error),
                DecoratorError,
                f"{type(self).__name__}.{method} failed: {type(error).__name__}: {error}",
                remedy or (f"It is used at {self.site}." if self.site.file else "It was given by --with."),
            ) from error

    def refused(self, message: str, remedy: str) -> DecoratorError:
        """The error for a decorator that cannot be, with its line."""
        return wrong_at(self.site, DecoratorError, f"@{type(self).__name__}: {message}", remedy)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.decorator_name}>"

    _args: list[Any]
    _kwargs: dict[str, Any]
    _is_ready: bool


class StepDecoration(Decoration):
    """One that stands above a step, and is noted in lists of the step's function, the bottom-most first."""

    noted_in: ClassVar[str]
    place = "Write it above @step, and @step directly above the method."

    @classmethod
    def stands_above(cls, target: Any) -> bool:
        """A step."""
        return callable(target) and not isinstance(target, type) and getattr(target, "is_step", None) is True

    @classmethod
    def lists(cls) -> list[str]:
        """The lists that it is noted in. (A class may be a decorator around the step and a mutator of it.)"""
        names = [vars(kind).get("noted_in") for kind in cls.__mro__]
        return [name for name in dict.fromkeys(names) if name]

    def attach(self, target: Any) -> None:
        """Note it on the step's function."""
        for name in self.lists():
            getattr(target, name).append(self)


def _place_of(error: BaseException) -> CallSite:
    """The innermost line of the user's."""
    place, trace = NOWHERE, error.__traceback__
    while trace is not None:
        if not str(trace.tb_frame.f_globals.get("__name__", "")).startswith("fanfold."):
            place = CallSite(trace.tb_frame.f_code.co_filename, trace.tb_lineno)
        trace = trace.tb_next
    return place
