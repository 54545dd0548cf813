"""`MutableFlow`: a flow as a mutator sees and changes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from fanfold.flow.configs.config import Config, definition_of, value_of
from fanfold.flow.configs.of_flow import configs_of
from fanfold.flow.decorators.decorator import DecoratorError
from fanfold.flow.decorators.flow_decorators import flow_decorators_of
from fanfold.flow.nearness import near
from fanfold.flow.parameter import Parameter
from fanfold.flow.parameters import parameters_of
from fanfold.flow.steps import steps_of
from fanfold.flow.user_decorators.duplicates import ERROR, IGNORE, OVERRIDE, has_room
from fanfold.flow.user_decorators.mutable_step import MutableStep
from fanfold.flow.user_decorators.mutators import FlowMutator, mutators_of
from fanfold.flow.user_decorators.written import Spec, fits, flow_decorator_of, has_name, spec_of

if TYPE_CHECKING:
    from fanfold.flow.decorators.decorator import Decorator


class MutableFlow:
    """A flow: its steps, configs and parameters by name (`flow.train`), and its decorators.

    Parameters and flow decorators can be changed in `pre_mutate` only: in `mutate` the command line has been
    read.
    """

    IGNORE: ClassVar[int] = IGNORE
    ERROR: ClassVar[int] = ERROR
    OVERRIDE: ClassVar[int] = OVERRIDE

    def __init__(self, flow_class: type, mutators: list[FlowMutator], *, pre_mutate: bool) -> None:
        self._flow_class = flow_class
        self._mutators = mutators
        self._is_early = pre_mutate

    @property
    def configs(self) -> Iterator[tuple[str, Any]]:
        """The name and the value of each config."""
        for config in configs_of(self._flow_class).values():
            yield definition_of(config).name, value_of(config)

    @property
    def parameters(self) -> Iterator[tuple[str, Parameter[Any]]]:
        """The attribute and the parameter of each."""
        yield from parameters_of(self._flow_class).items()

    @property
    def steps(self) -> Iterator[tuple[str, MutableStep]]:
        """The name and the step of each, in the order written."""
        for name, function in steps_of(self._flow_class).items():
            yield name, MutableStep(self, name, function)

    @property
    def decorator_specs(self) -> Iterator[Spec]:
        """Each decorator in words: short name, full name, arguments, keyword arguments."""
        for decorator in (*flow_decorators_of(self._flow_class), *mutators_of(self._flow_class)):
            yield spec_of(decorator)

    def has_decorator(self, name: str) -> bool:
        """Whether it has one of this name, short or in full."""
        return any(has_name(spec, name) for spec in self.decorator_specs)

    def get_decorator_specs(self, name: str) -> list[Spec]:
        """Those of this name, short or in full."""
        return [spec for spec in self.decorator_specs if has_name(spec, name)]

    def __getattr__(self, name: str) -> Any:
        if name[:1] == "_":
            raise AttributeError(name)
        steps = dict(self.steps)
        if name in steps:
            return steps[name]
        found = getattr(self._flow_class, name, None)
        if isinstance(found, Config):
            return value_of(found)
        if isinstance(found, Parameter):
            return found
        known = [*steps, *configs_of(self._flow_class), *parameters_of(self._flow_class)]
        raise AttributeError(f"The flow has no step, config or parameter {name!r}. {near(name, known)}")

    def add_parameter(self, name: str, value: Parameter[Any], overwrite: bool = False) -> None:
        """Give the flow a parameter: `self.<name>` in its steps.

        Raises:
            DecoratorError: it has an attribute of that name (and not `overwrite`), or `value` is none; or
                this is `mutate`.
        """
        self._refuse_late(f"add the parameter {name!r}")
        if not isinstance(value, Parameter):
            raise DecoratorError(f"{value!r} is no parameter.", remedy="Give a Parameter or an IncludeFile.")
        if hasattr(self._flow_class, name) and not overwrite:
            raise DecoratorError(
                f"The flow has an attribute {name!r} already.", remedy="Add it with overwrite=True."
            )
        setattr(self._flow_class, name, value)
        value.__set_name__(self._flow_class, name)

    def remove_parameter(self, parameter_name: str) -> bool:
        """Take the parameter of this name (that of its option) away. Says whether there was one."""
        self._refuse_late(f"remove the parameter {parameter_name!r}")
        for attribute, parameter in parameters_of(self._flow_class).items():
            if parameter.name == parameter_name:
                owner = next(each for each in self._flow_class.__mro__ if attribute in vars(each))
                delattr(owner, attribute)
                return True
        return False

    def add_decorator(
        self,
        deco_type: Any,
        deco_args: Sequence[Any] | None = None,
        deco_kwargs: Mapping[str, Any] | None = None,
        duplicates: int = IGNORE,
    ) -> Decorator | FlowMutator | None:
        """Put a decorator above the flow: itself and its arguments, or text such as "project:name=x".

        `duplicates` says what to do where it has one of the name already. A mutator is called after those
        that are there. Returns what was added, or None.

        Raises:
            DecoratorError: there is no such decorator, its arguments are wrong, or it is there (`ERROR`); or
                this is `mutate`.
        """
        self._refuse_late(f"add the decorator {deco_type!r}")
        added: Decorator | FlowMutator = flow_decorator_of(deco_type, deco_args or (), deco_kwargs or {})
        if isinstance(added, FlowMutator):
            if not has_room(added, [self._mutators], duplicates, "the flow"):
                return None
            self._mutators.append(added)
            added.attach(self._flow_class)
            return added
        above = flow_decorators_of(self._flow_class)
        if not has_room(added, [above], duplicates, "the flow"):
            return None
        self._flow_class._flow_decorators = [*above, added]  # type: ignore[attr-defined]
        return added

    def remove_decorator(
        self,
        deco_name: str,
        deco_args: Sequence[Any] | None = None,
        deco_kwargs: Mapping[str, Any] | None = None,
    ) -> bool:
        """Take decorators of this name away: all, or those with just these arguments. Says whether any was.

        Raises:
            DecoratorError: it is a mutator, which is at work; or this is `mutate`.
        """
        self._refuse_late(f"remove the decorator {deco_name!r}")
        if any(has_name(spec_of(mutator), deco_name) for mutator in self._mutators):
            raise DecoratorError(
                f"{deco_name} is a mutator, and cannot be removed by another.", remedy="Leave it there."
            )
        removed = False
        for owner in self._flow_class.__mro__:
            above = vars(owner).get("_flow_decorators", [])
            kept = [each for each in above if not fits(spec_of(each), deco_name, deco_args, deco_kwargs)]
            removed = removed or len(kept) < len(above)
            above[:] = kept
        return removed

    def _refuse_late(self, what: str) -> None:
        if not self._is_early:
            raise DecoratorError(
                f"mutate cannot {what}: the command line has been read.", remedy="Do it in pre_mutate."
            )
