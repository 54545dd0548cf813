"""`@card`: a page about a task. Accepted for now: what a task puts on it is taken, and no page is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, overload

from fanfold.flow.decorators.decorator import Decorator, Function, on_step


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

    def note(self) -> str:
        """Cards are not made yet."""
        return "@card: no cards are made yet; what the steps put on them is dropped."


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
