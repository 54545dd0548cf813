"""`@card`: a page about a task, with what the task puts on it. The room `cards` makes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, ClassVar, overload

from fanfold.flow.decorators.decorator import Decorator, Function, on_step
from fanfold.model.policy import CardWish, StepPolicy


@dataclass(frozen=True, kw_only=True)
class Card(Decorator):
    """What `@card` asks for. A step may have several, told apart by `id`."""

    name: ClassVar[str] = "card"
    repeatable: ClassVar[bool] = True

    type: str = "default"
    id: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    scope: str | None = None
    timeout: float = 45
    customize: bool = False
    refresh_interval: float = 5
    save_errors: bool = True

    def check(self) -> None:
        """What cannot be told from one another, or drawn in no time, is refused."""
        if not isinstance(self.options, Mapping):
            raise self.refused(f"options={self.options!r} is no mapping.", "Write options={'title': '…'}.")
        for name in ("timeout", "refresh_interval"):
            seconds = getattr(self, name)
            if not isinstance(seconds, int | float) or seconds <= 0:
                raise self.refused(f"{name}={seconds!r} is no time.", "Give seconds above zero.")
        if not isinstance(self.type, str):
            raise self.refused(f"type={self.type!r} is no text.", "Give the `type` of its class.")

    def note(self) -> str:
        """A type that nobody knows is told before anything runs, and harms nothing."""
        if self.type in _OURS:
            return ""
        # By name: the room of cards lies above this one.
        known = import_module("fanfold.cards.kinds_known")
        if known.kind_named(self.type) is not None:
            return ""
        names = ", ".join(known.names_known())
        return (
            f"@card(type={self.type!r}): there is no such type, so this card is not made. There are: {names}."
        )

    def lower(self, policy: StepPolicy) -> StepPolicy:
        """One more card, above those written below it."""
        wish = CardWish(
            self.type,
            self.id,
            self.options,
            self.timeout,
            self.customize,
            self.refresh_interval,
            self.save_errors,
        )
        return policy._replace(cards=(wish, *policy.cards))


_OURS = frozenset(["default", "blank", "html", "error"])


@overload
def card(function: Function, /) -> Function: ...
@overload
def card(
    *,
    type: str = "default",
    id: str | None = None,
    options: Mapping[str, Any] = ...,
    scope: str | None = None,
    timeout: float = 45,
    customize: bool = False,
    refresh_interval: float = 5,
    save_errors: bool = True,
) -> Callable[[Function], Function]: ...
def card(*function: Any, **options: Any) -> Any:
    """Make a page about each task of this step; the task adds to it through `current.card`."""
    return on_step(Card, function, options)
