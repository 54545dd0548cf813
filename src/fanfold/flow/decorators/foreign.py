"""Decorators for other people's clusters, environments and extensions: taken as written, and told once.

None does anything here. Their arguments are whatever those programs take, so they are not checked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from types import FunctionType
from typing import Any, ClassVar, Protocol, TypeVar, cast, overload

from fanfold.flow.callsite import caller
from fanfold.flow.decorators.decorator import Decorator, attach_to_flow, attach_to_step
from fanfold.flow.extensions import EXTENSION_DECORATORS
from fanfold.flow.unsettled import settled

Target = TypeVar("Target", bound=Callable[..., Any])

_INTERPRETER = "@{name}: no environment is made; the steps run with this interpreter and the packages it has."
_MACHINE = "@{name}: there is no cluster; the steps run on this machine, and its wishes are not counted."
_EXTENSION = "@{name}: an extension of Metaflow that fanfold does not have; the steps run without it."

_NOTES = {
    **dict.fromkeys(("conda", "conda_base", "pypi", "pypi_base"), _INTERPRETER),
    **dict.fromkeys(("batch", "kubernetes"), _MACHINE),
    **dict.fromkeys(EXTENSION_DECORATORS, _EXTENSION),
}


FOREIGN = frozenset(_NOTES)
"""The names of all of them."""


@dataclass(frozen=True, kw_only=True)
class Foreign(Decorator):
    """A decorator that is accepted and does nothing; may stand above steps and flows, and several times."""

    repeatable: ClassVar[bool] = True

    # One class stands for all of them, so here the name is a field.
    name: str  # type: ignore[misc]
    arguments: tuple[Any, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def attributes(self) -> dict[str, Any]:
        """Its named arguments."""
        return dict(self.options)

    def completed(self, configs: Mapping[str, Any]) -> Foreign:
        """With the values of its arguments."""
        return replace(
            self, arguments=settled(self.arguments, configs), options=settled(self.options, configs)
        )

    def note(self) -> str:
        """That it does nothing here."""
        return _NOTES[self.name].format(name=self.name)


class ForeignDecorator(Protocol):
    """Usable with and without arguments, above steps and above flows."""

    @overload
    def __call__(self, target: Target, /) -> Target: ...
    @overload
    def __call__(self, **options: Any) -> Callable[[Target], Target]: ...


def foreign(name: str) -> ForeignDecorator:
    """The decorator of that name (one of `FOREIGN`)."""
    return cast("ForeignDecorator", partial(_decorate, name))


def _decorate(name: str, /, *arguments: Any, **options: Any) -> Any:
    site = caller()
    if len(arguments) == 1 and not options and _is_target(arguments[0]):
        return _attach(Foreign(name=name, site=site), arguments[0])
    return partial(_attach, Foreign(name=name, arguments=arguments, options=options, site=site))


def _is_target(argument: Any) -> bool:
    return isinstance(argument, FunctionType | type)


def _attach(decorator: Foreign, target: Any) -> Any:
    if isinstance(target, type):
        attach_to_flow(decorator, target)
    else:
        attach_to_step(decorator, target)
    return target


batch = foreign("batch")
conda = foreign("conda")
conda_base = foreign("conda_base")
kubernetes = foreign("kubernetes")
pypi = foreign("pypi")
pypi_base = foreign("pypi_base")
