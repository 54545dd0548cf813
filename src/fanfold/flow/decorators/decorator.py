"""What all decorators are: a frozen record of what was written, attached to the step or the flow below it.

Above a step it is put into the function's list `decorators`, the bottom-most first. `@step` made that list;
plain decorators (`functools.wraps`) pass it on, so one above or below `@step` loses nothing. Above a flow it
is put into the class's `_flow_decorators`. Nothing happens until the run asks: steps' decorators lower to a
`StepPolicy`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from fanfold.flow.callsite import NOWHERE, CallSite, caller, wrong_at
from fanfold.flow.nearness import near
from fanfold.flow.unsettled import settled, waits
from fanfold.model.errors import FlowError

if TYPE_CHECKING:
    from fanfold.model.policy import StepPolicy

Function = TypeVar("Function", bound=Callable[..., Any])
Class = TypeVar("Class", bound=type)


class DecoratorError(FlowError):
    """A decorator stands where it cannot, or was given what it does not take.

    The message says what it takes, or which decorator was meant. Nothing was started.
    """

    code = "F109"
    headline = "Decorator error"


@dataclass(frozen=True, kw_only=True)
class Decorator:
    """One decorator as written. Its fields are the keyword arguments that it takes."""

    name: ClassVar[str]
    repeatable: ClassVar[bool] = False
    spelled: ClassVar[Mapping[str, str]] = {}
    """How a field is spelled as an argument, where the two differ."""

    site: CallSite = field(default=NOWHERE, repr=False, compare=False)

    @property
    def attributes(self) -> dict[str, Any]:
        """Its arguments by name, defaults included."""
        return {spelling: getattr(self, name) for spelling, name in fields_by_argument(type(self)).items()}

    def lower(self, policy: StepPolicy) -> StepPolicy:
        """The step's policy with what this decorator asks for."""
        return policy

    def check(self) -> None:
        """Raises DecoratorError for arguments that cannot be."""

    def completed(self, configs: Mapping[str, Any]) -> Decorator:
        """The same, now that the flow's configs are known."""
        return self

    def note(self) -> str:
        """One plain line about what is accepted and not done here; empty if all is done."""
        return ""

    def refused(self, message: str, remedy: str) -> DecoratorError:
        """The error for arguments that cannot be, with the line of the decorator."""
        return wrong_at(self.site, DecoratorError, f"@{self.name}: {message}", remedy)


@dataclass(frozen=True, kw_only=True)
class Waiting(Decorator):
    """A decorator with arguments that are not known before the flow's class is complete."""

    # It stands for any other, so here the name is a field.
    name: str  # type: ignore[misc]
    kind: type[Decorator]
    options: dict[str, Any]

    @property
    def attributes(self) -> dict[str, Any]:
        """Its arguments as they were written."""
        return self.options

    def completed(self, configs: Mapping[str, Any]) -> Decorator:
        """The decorator that it stands for."""
        return made(self.kind, settled(self.options, configs), self.site)


D = TypeVar("D", bound=Decorator)


def fields_by_argument(kind: type[Decorator]) -> dict[str, str]:
    """The keyword arguments that a decorator takes, with the field of each."""
    names = [argument.name for argument in fields(kind) if argument.name != "site"]
    return {kind.spelled.get(name, name): name for name in names}


def made(kind: type[D], options: dict[str, Any], site: CallSite) -> D:
    """The decorator with these arguments, checked."""
    names = fields_by_argument(kind)
    unknown = [name for name in options if name not in names]
    if unknown:
        remedy = near(unknown[0], names) or f"Write @{kind.name} without arguments."
        raise wrong_at(
            site, DecoratorError, f"@{kind.name} does not know the argument {unknown[0]!r}.", remedy
        )
    values: dict[str, Any] = {names[spelling]: value for spelling, value in options.items()}
    decorator = kind(**values, site=site)
    decorator.check()
    return decorator


def on_step(kind: type[Decorator], below: tuple[Any, ...], options: dict[str, Any]) -> Any:
    """What `@kind`, `@kind()` and `@kind(…)` give above a step: the same function, with it attached."""
    return _attached(_written(kind, options, caller()), below, attach_to_step)


def on_flow(kind: type[Decorator], below: tuple[Any, ...], options: dict[str, Any]) -> Any:
    """What `@kind`, `@kind()` and `@kind(…)` give above a flow: the same class, with it attached."""
    return _attached(_written(kind, options, caller()), below, attach_to_flow)


def _written(kind: type[Decorator], options: dict[str, Any], site: CallSite) -> Decorator:
    if waits(options):
        return Waiting(name=kind.name, kind=kind, options=options, site=site)
    return made(kind, settled(options, {}), site)


def _attached(decorator: Decorator, below: tuple[Any, ...], attach: Callable[[Decorator, Any], None]) -> Any:
    """`below` is what Python calls `@kind` with: what stands below it, or nothing if arguments came first."""
    if not below:
        return lambda target: _attached(decorator, (target,), attach)
    if not callable(below[0]) or len(below) > 1:
        raise decorator.refused("arguments have to be named.", f"Write {_named(decorator, below)}.")
    attach(decorator, below[0])
    return below[0]


def _named(decorator: Decorator, values: tuple[Any, ...]) -> str:
    pairs = zip(fields_by_argument(type(decorator)), values, strict=False)
    arguments = ", ".join(f"{name}={value!r}" for name, value in pairs)
    return f"@{decorator.name}({arguments})" if arguments else f"@{decorator.name}"


def attach_to_step(decorator: Decorator, function: Callable[..., Any]) -> None:
    """Put the decorator into the step's list.

    Raises:
        DecoratorError: what stands below is no step, or has this decorator already.
    """
    attached = getattr(function, "decorators", None)
    if isinstance(function, type) or getattr(function, "is_step", None) is not True or attached is None:
        raise decorator.refused(
            f"it stands above {getattr(function, '__name__', function)!r}, which is not a step.",
            f"Write @{decorator.name} above @step, and @step directly above the method.",
        )
    _refuse_twice(decorator, attached, f"step {function.__name__!r}")
    attached.append(decorator)


def attach_to_flow(decorator: Decorator, flow_class: type) -> None:
    """Put the decorator into the class's list.

    Raises:
        DecoratorError: what stands below is no class, or has this decorator already.
    """
    if not isinstance(flow_class, type):
        raise decorator.refused(
            f"it stands above {getattr(flow_class, '__name__', flow_class)!r}, which is not a flow.",
            f"Write @{decorator.name} above the class of the flow.",
        )
    attached = cast("list[Decorator]", vars(flow_class).get("_flow_decorators", []))
    _refuse_twice(decorator, attached, f"flow {flow_class.__name__!r}")
    flow_class._flow_decorators = [*attached, decorator]  # type: ignore[attr-defined]


def _refuse_twice(decorator: Decorator, attached: list[Decorator], where: str) -> None:
    if not decorator.repeatable and any(other.name == decorator.name for other in attached):
        raise decorator.refused(f"{where} has it already.", "Keep one of the two.")
