"""What a task inherits.

A record names only what its own task wrote. What it inherits is found by following `parent` to the record
before it, and so on up to the scope of its fan (the record of the split, the same for all items), to that
one's parents, and to nothing. A scope here is the flat answer: a mapping from every name that can be seen
to its entry. A worker flattens a fan's scope once and then only adds to it; and after every 16 records in a
row a task's record names all that it inherits, so a loop of 100,000 turns stays linear.
"""

from __future__ import annotations

from collections.abc import Callable

from fanfold.store.codec import DELETED, Entry
from fanfold.store.loading import Packs
from fanfold.store.location import Location
from fanfold.store.records import FROM_FAN, FROM_NOTHING, Record

Scope = dict[str, Entry]

FanScope = Callable[[int], Location | None]
"""Where the record of the split that opened a fan lies; None for the root fan."""


def add(scope: Scope, entries: dict[str, Entry]) -> Scope:
    """The scope after a task wrote these entries (deletions taken out), as a new mapping."""
    merged = {**scope, **entries}
    if () in entries.values():
        return {name: entry for name, entry in merged.items() if entry != DELETED}
    return merged


def scope_of(packs: Packs, record: Record, fan_scope: FanScope) -> Scope:
    """All that can be seen once this record's task was done, own artifacts included."""
    layers = [record.entries]
    while record.parent != FROM_NOTHING:
        place = _above(record, fan_scope)
        if place is None:
            break
        record = packs.record(place[0], place[1])
        layers.append(record.entries)
    scope: Scope = {}
    for entries in reversed(layers):
        scope.update(entries)
    return {name: entry for name, entry in scope.items() if entry != DELETED}


def _above(record: Record, fan_scope: FanScope) -> tuple[str, int] | None:
    if record.parent == FROM_FAN:
        location = fan_scope(record.fan)
        return None if location is None else (location.pack, location.offset)
    assert isinstance(record.parent, tuple)
    return record.parent
