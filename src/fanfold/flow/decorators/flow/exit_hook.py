"""`@exit_hook`: functions that are called when the run is over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, overload

from fanfold.flow.decorators.decorator import Class, Decorator, on_flow
from fanfold.flow.decorators.flow_decorators import flow_decorators_of

Hook = Callable[..., Any] | str
"""A function, or the name of one: of the flow's file, or with its module. It may take `run`, the run as the
client reads it."""


@dataclass(frozen=True, kw_only=True)
class ExitHook(Decorator):
    """What `@exit_hook` says."""

    name: ClassVar[str] = "exit_hook"
    repeatable: ClassVar[bool] = True

    on_success: Sequence[Hook] = ()
    on_error: Sequence[Hook] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    def check(self) -> None:
        """Lists of functions, at least one."""
        for name, hooks in (("on_success", self.on_success), ("on_error", self.on_error)):
            if not _are_functions(hooks):
                raise self.refused(
                    f"{name} is not a list of functions.", f"Write @exit_hook({name}=[tell_me])."
                )
        if not self.on_success and not self.on_error:
            raise self.refused("no function is given.", "Write @exit_hook(on_error=[tell_me]).")


def _are_functions(hooks: object) -> bool:
    return isinstance(hooks, list | tuple) and all(callable(hook) or isinstance(hook, str) for hook in hooks)


def hooks_of(flow_class: type, *, succeeded: bool) -> tuple[Hook, ...]:
    """The functions to call after a run that succeeded, or did not. Their failures change nothing."""
    return tuple(
        hook
        for written in flow_decorators_of(flow_class)
        if isinstance(written, ExitHook)
        for hook in (written.on_success if succeeded else written.on_error)
    )


@overload
def exit_hook(flow_class: Class, /) -> Class: ...
@overload
def exit_hook(
    *, on_success: Sequence[Hook] = (), on_error: Sequence[Hook] = (), options: Mapping[str, Any] = ...
) -> Callable[[Class], Class]: ...
def exit_hook(*flow_class: Any, **options: Any) -> Any:
    """Call these functions when the run is over: `on_success` or `on_error`, each in a process of its own.

    One that takes `run` is given the run, as the client reads it.
    """
    return on_flow(ExitHook, flow_class, options)
