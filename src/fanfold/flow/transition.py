"""What a task asked for with `self.next`, checked at run time in the guide's words."""

import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

from fanfold.model.errors import FanfoldError, InvalidNextException
from fanfold.model.named import NamedTuple
from fanfold.store.location import Location

_HERE = os.path.dirname(__file__)


class Transition(NamedTuple):
    """Where a task goes next.

    `width` is the number of items of a foreach or num_parallel and None for all else; `items` where a
    foreach's items lie. `case` is the target that a switch chose. `consumed` names an iterator that the
    foreach used up. `stops`: the task came to what its own foreach is to stop at.
    """

    targets: tuple[str, ...]
    width: int | None = None
    items: Location | None = None
    case: str | None = None
    consumed: str | None = None
    var: str | None = None
    stops: bool = False

    @property
    def is_exceptional(self) -> bool:
        """Whether more came of the task than that it is done."""
        return self.width is not None or self.case is not None or self.stops

    def split(self) -> tuple[int, tuple[str, int, int] | None] | None:
        """(width, place of the items) as a record has it; None where it opens no fan."""
        if self.width is None:
            return None
        return self.width, None if self.items is None else (
            self.items.pack,
            self.items.offset,
            self.items.length,
        )


Capture = Callable[[Iterable[Any], Any], tuple[int, Location]]
"""Takes a split's items into the store: (iterable, key) -> (width, where they lie)."""


def invalid(message: str, *, remedy: str = "") -> InvalidNextException:
    """The error, with the line of the `self.next` that is being run."""
    file, line = user_line()
    return InvalidNextException(message, remedy=remedy, file=file, line=line)


def user_line() -> tuple[str, int]:
    """The file and line of the innermost running code that is not this package's."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_HERE):
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno


def target_name(target: Any, step: str) -> str:
    """The name of a step given as `self.name`."""
    name = getattr(target, "__name__", None)
    if name is None or not hasattr(target, "__func__"):
        raise invalid(f"In step *{step}* the target {target!r} of self.next() is not a step of this flow.")
    return str(name)


def foreach(
    obj: Any, step: str, target: str, var: Any, *, capture: Capture, key: Any, allow_empty: bool
) -> Transition:
    """The transition of `self.next(self.work, foreach="items")`: takes the items."""

    if not isinstance(var, str):
        raise invalid(
            f"In step *{step}* foreach must be the name of an attribute, in quotes, "
            f"not {type(var).__name__}.",
            remedy=f'Write self.items = …; self.next(self.{target}, foreach="items").',
        )
    try:
        iterable = getattr(obj, var)
    except Exception:  # noqa: BLE001 - a property of the user's may raise anything
        raise invalid(
            f"Foreach variable *self.{var}* in step *{step}* does not exist. Check your variable."
        ) from None
    try:
        source = iter(iterable)
    except TypeError as error:
        raise invalid(
            f"Foreach variable *self.{var}* in step *{step}* is not iterable. Please check details: {error}"
        ) from None
    try:
        width, items = capture(source, key)
    except FanfoldError as error:
        error.file, error.line = user_line()
        raise
    if width == 0 and not allow_empty:
        raise invalid(
            f"Foreach iterator over *{var}* in step *{step}* produced zero splits. Check your variable.",
            remedy="If nothing to do is fine, write "
            f"self.next(self.{target}, foreach={var!r}, allow_empty=True): "
            "the join then runs with no inputs.",
        )
    return Transition((target,), width, items, None, var if source is iterable else None, var)


def parallel(step: str, target: str, width: Any) -> Transition:
    """The transition of `self.next(self.train, num_parallel=4)`."""
    if isinstance(width, bool) or not hasattr(type(width), "__index__") or width < 1:
        raise invalid(f"In step *{step}* num_parallel must be a whole number of 1 or more, not {width!r}.")
    return Transition((target,), int(width))


def switch(obj: Any, step: str, cases: Any, condition: Any) -> Transition:
    """The transition of `self.next({"a": self.x, "b": self.y}, condition="kind")`."""
    if not isinstance(cases, dict) or not cases or not isinstance(condition, str):
        raise invalid(
            f"In step *{step}* a switch needs a dictionary of cases and the name of an attribute.",
            remedy='Write self.next({"a": self.x, "b": self.y}, condition="kind").',
        )
    try:
        value = getattr(obj, condition)
    except Exception:  # noqa: BLE001 - a property of the user's may raise anything
        raise invalid(
            f"Condition variable *self.{condition}* in step *{step}* does not exist. Check your variable."
        ) from None
    try:
        target = cases[value]
    except (KeyError, TypeError):
        raise RuntimeError(
            f"Switch condition variable '{condition}' in step '{step}' has the value {value!r}, "
            f"which is none of its cases: {list(cases)}"
        ) from None
    name = target_name(target, step)
    return Transition((name,), case=name)
