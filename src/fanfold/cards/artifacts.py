"""A task's artifacts and parameters as its card shows them. Nothing large is loaded only to be looked at, and
secrets are masked.
"""

from __future__ import annotations

from typing import Any, cast

from fanfold.cards.markup import Markup, cut
from fanfold.cards.preview import REPR_CHARS_MAX, preview
from fanfold.client.data import public
from fanfold.model.errors import FanfoldError
from fanfold.model.named import NamedTuple
from fanfold.store.codec import Entry, Stored, is_stored, type_name
from fanfold.store.masking import MASK, is_secret_name

LOADED_BYTES_MAX = 1 << 20
"""An inherited artifact that takes more is named and not shown."""

ARTIFACTS_MAX = 200

UNLOADED: Any = object()
"""Stands for the value of an artifact that is not in memory."""


class Shown(NamedTuple):
    """One artifact: its name, its type and size, and its value as HTML."""

    name: str
    about: str
    shown: Markup


class Artifacts(NamedTuple):
    """What the task itself set, and what it found."""

    own: list[Shown]
    inherited: list[Shown]


def artifacts_of(task: Any, *, only_repr: bool) -> Artifacts:
    """The artifacts of a task, in the order in which they came to be."""
    constants = task._run.constants()
    entries = {name: entry for name, entry in task._entries().items() if name not in constants}
    own = task._own_names()
    found = Artifacts([], [])
    for name in public(entries)[:ARTIFACTS_MAX]:
        kept = found.own if name in own else found.inherited
        kept.append(_shown(task, name, entries[name], is_own=name in own, only_repr=only_repr))
    return found


_parameters: dict[int, tuple[object, list[tuple[str, Markup]]]] = {}


def parameters_of(task: Any) -> list[tuple[str, Markup]]:
    """The run's parameters and class constants, the same for all of its tasks."""
    values = task._run.constants()
    if id(values) not in _parameters:
        _parameters.clear()
        _parameters[id(values)] = (values, _parameters_of(task))  # with what bears the id, so that it stays
    return _parameters[id(values)][1]


def _parameters_of(task: Any) -> list[tuple[str, Markup]]:
    values = task._run.constants()
    told = task._run.record().parameters or {}
    names = task._run.veil().names
    secret = {name for name in values if name in names or is_secret_name(name)}
    return [
        (name, Markup(MASK) if name in secret else _value(task, values[name], only_repr=False))
        for name in sorted(public(values), key=lambda name: (name not in told, name))
    ]


def _shown(task: Any, name: str, entry: Entry, *, is_own: bool, only_repr: bool) -> Shown:
    if is_secret_name(name):
        return Shown(name, "", Markup(MASK))
    size = _size(entry)
    value = task._live_value(name)
    if value is UNLOADED and (size <= LOADED_BYTES_MAX or (is_own and size <= 64 * LOADED_BYTES_MAX)):
        return Shown(name, _about(entry, size), _value(task, entry, only_repr=only_repr))
    if value is UNLOADED:
        return Shown(name, _about(entry, size), Markup('<span class="quiet">not loaded for this card</span>'))
    return Shown(name, _about(entry, size), _drawn(value, only_repr=only_repr))


def _value(task: Any, entry: Entry, *, only_repr: bool) -> Markup:
    try:
        return _drawn(task._load(entry), only_repr=only_repr)
    except (FanfoldError, Exception) as error:  # noqa: BLE001 - unpickling runs the user's own code
        return Markup('<span class="problem">cannot be loaded: {}</span>').format(cut(repr(error), 300))


def _drawn(value: object, *, only_repr: bool) -> Markup:
    if only_repr:
        return Markup('<code class="value">{}</code>').format(cut(repr(value), REPR_CHARS_MAX))
    return preview(value)


def _size(entry: Entry) -> int:
    if is_stored(entry):
        _, _, length, _, _, buffers = cast("Stored", entry)
        return length + sum(buffer[1] for buffer in buffers)
    return len(entry[0]) if isinstance(entry, tuple) and entry else 0


def _about(entry: Entry, size: int) -> str:
    if is_stored(entry):
        return f"{cast('Stored', entry)[4].removeprefix('builtins.')}, {_bytes(size)}"
    if isinstance(entry, tuple):
        return ""
    return type_name(entry).removeprefix("builtins.")


def _bytes(size: float) -> str:
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:.3g} GB"
