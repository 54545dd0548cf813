"""The engine's side of a task object: where it stands, what it inherits, what it asked for.

`FlowSpec` objects hold one in their slot `_task`. What all tasks of one fan share in a process (the items,
the scope they inherit, the enclosing foreaches) is a `FanView`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fanfold.flow.transition import Transition
from fanfold.model.errors import DamageError
from fanfold.store.codec import Entry, is_immediate
from fanfold.store.items import ItemReader
from fanfold.store.loading import Packs
from fanfold.store.location import Location
from fanfold.store.scopes import Scope

_MISSING: Any = object()


class Frame:
    """One enclosing foreach of a fan: the index in it, its width, and its items (None: num_parallel, the
    item is the index).
    """

    __slots__ = ("index", "items", "width")

    def __init__(self, index: int, width: int, items: ItemReader | None) -> None:
        self.index = index
        self.width = width
        self.items = items

    def value(self) -> Any:
        """The item."""
        return self.items.item(self.index) if self.items is not None else self.index


class FanView:
    """What all tasks of a fan share. `depth` is the number of foreaches that they are in; 0 for the root
    fan.
    """

    __slots__ = ("fan", "indexes", "items", "outer", "scope", "width")

    def __init__(
        self, fan: int, width: int, items: ItemReader | None, outer: tuple[Frame, ...], scope: Scope
    ) -> None:
        self.fan = fan
        self.width = width
        self.items = items
        self.outer = outer
        self.scope = scope
        self.indexes = tuple(frame.index for frame in outer)

    def item(self, index: int) -> Any:
        """The item of this index."""
        return self.items.item(index) if self.items is not None else index

    def key(self, index: int) -> str | None:
        """The name of the item; None in the root fan."""
        if self.fan == 0:
            return None
        return self.items.key(index) if self.items is not None else str(index)


class TaskState:
    """One task while it runs. What a task seldom needs is a default of the class, since a million are made.

    Attributes:
        scope: what the task inherits, by name.
        read: what was loaded from the scope and could have been changed since: name -> (entry, object).
        deleted: what it inherited and then deleted (`del self.x`).
        passed: entries that `merge_artifacts` took over, to be recorded unless they are overwritten.
        constants: parameters and class constants.
        transition: what `self.next` asked for.
        allowed: the one transition that the step has, if it is that.
        sink: takes the items of a split into the store.
    """

    step: str
    fan: FanView
    number: int
    scope: Scope
    packs: Packs
    constants: Mapping[str, Any]
    read: dict[str, tuple[Entry, Any]] = {}  # noqa: RUF012 - never filled: whoever writes makes its own
    passed: dict[str, Entry] = {}  # noqa: RUF012 - the same
    deleted: tuple[str, ...] = ()
    transition: Transition | None = None
    allowed: Transition | None = None
    is_join = False
    sink: Any = None
    value: Any = _MISSING

    def __init__(
        self, step: str, fan: FanView, number: int, scope: Scope, packs: Packs, constants: Mapping[str, Any]
    ) -> None:
        self.step = step
        self.fan = fan
        self.number = number
        self.scope = scope
        self.packs = packs
        self.constants = constants

    def before(self) -> Scope:
        """For an input that is itself a foreach join: what was there before the fan it closed. The guide's
        nested foreach reads that.
        """
        return {}

    @property
    def index(self) -> int | None:
        """The index in the innermost foreach."""
        return self.number if self.fan.fan else None

    def input(self) -> Any:
        """The item; the same object however often it is asked for."""
        if self.value is _MISSING:
            self.value = self.fan.item(self.number) if self.fan.fan else None
        return self.value

    def stack(self) -> list[tuple[int, int, Any]]:
        """(index, width, item) of every enclosing foreach, outermost first."""
        if not self.fan.fan:
            return []
        outer = [(frame.index, frame.width, frame.value()) for frame in self.fan.outer]
        return [*outer, (self.number, self.fan.width, self.input())]

    def inherited(self, obj: Any, name: str) -> Any:
        """The value of an artifact that the task has not set itself. Loaded once, then kept on the object."""
        entry = self.scope.get(name, _MISSING)
        if type(entry) is not tuple and entry is not _MISSING:  # it is the value, which nobody can change
            return entry
        if entry is _MISSING:
            entry = self.before().get(name, _MISSING)
        if entry is _MISSING:
            raise AttributeError(f"Flow {type(obj).__name__} has no attribute '{name}'")
        try:
            value = self.packs.load(entry)
        except DamageError as error:
            raise DamageError(
                f"Artifact *{name}* is damaged: {error.message}",
                remedy="`fanfold verify RUN` names all that is damaged in a run.",
            ) from None
        if not is_immediate(value):
            obj.__dict__[name] = value
            self.read = self.read or {}
            self.read[name] = (entry, value)
        return value

    def forget(self, name: str) -> bool:
        """Stop inheriting a name (`del self.x`); says whether there was anything to forget."""
        if name not in self.scope:
            return False
        self.scope = {other: entry for other, entry in self.scope.items() if other != name}
        self.passed.pop(name, None)
        self.read.pop(name, None)  # or the same object, set again, would pass for merely read
        self.deleted += (name,)
        return True

    def take_over(self, name: str, entry: Entry) -> None:
        """Make an input's artifact one of this task's, without loading it."""
        if not self.passed:
            self.scope, self.passed = dict(self.scope), {}
        self.scope[name] = self.passed[name] = entry

    def capture(self, iterable: Iterable[Any], key: Any) -> tuple[int, Location]:
        """Take a split's items into the store."""
        width, location = self.sink(iterable, key)
        return width, location

    def describe(self, flow: str) -> str:
        """How the object prints."""
        if not self.fan.fan:
            return f"<flow {flow} step {self.step}>"
        place = ",".join(map(str, (*self.fan.indexes, self.number)))
        return f"<flow {flow} step {self.step}[{place}] (input: {str(self.input())[:20]})>"
