"""Keys of tasks: what has to be the same for a task to give what another one gave.

A key has two parts. The *prefix* is what the tasks of a fan share: the step, its code, `@cache(version=…)`,
the parameters that it reads, and what it reads of what all items of the fan inherit. The *item* is what one
task has for itself: its item, where it stands if its code asks for that, and what it reads of what a step
before it set.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fanfold.engine.whereabouts import Whereabouts
from fanfold.flow.fingerprint import Fingerprint, fingerprint_of
from fanfold.graph.graph import Graph
from fanfold.model.named import NamedTuple
from fanfold.model.names import ROOT_FAN, FanId, StepName
from fanfold.model.place import Span
from fanfold.model.policy import Cache
from fanfold.store.canonical import entry_digest, value_digest
from fanfold.store.codec import DELETED, Entry
from fanfold.store.digests import digest
from fanfold.store.items import ItemReader
from fanfold.store.loading import Packs
from fanfold.store.records import FROM_FAN, FROM_NOTHING, Parent, Record
from fanfold.store.rows import Found, Regions, Rows
from fanfold.store.scopes import Scope, scope_of

FORMAT = "1"
"""Part of every key: another one for another way of making keys."""

ABSENT = b"-"


class SpanKeys(NamedTuple):
    """The keys of the tasks of a span: their prefix, and the items' parts in order. `parents` are the records
    that they inherit from; None where that is their fan's scope.
    """

    prefix: bytes
    items: Sequence[bytes]
    parents: Sequence[Found] | None


class StepKey(NamedTuple):
    """What the keys of a step's tasks are made of, the same for the whole run."""

    step: StepName
    policy: Cache
    code: Fingerprint
    prefix: bytes


class TaskKeys:
    """Makes the keys of one run's tasks. `constants` are the entries of parameters and class constants."""

    def __init__(
        self,
        flow_class: type[Any],
        graph: Graph,
        whereabouts: Whereabouts,
        packs: Packs,
        constants: Mapping[str, Entry],
    ) -> None:
        self._flow_class = flow_class
        self._graph = graph
        self._whereabouts = whereabouts
        self._packs = packs
        self._constants = constants
        self._regions = Regions(packs)
        self._steps: dict[StepName, StepKey] = {}
        self._scopes: dict[FanId, Scope] = {}

    def step(self, step: StepName) -> StepKey:
        """What all keys of a step share."""
        known = self._steps.get(step)
        if known is None:
            policy = self._graph[step].policy.cache
            assert policy is not None
            code = fingerprint_of(self._flow_class, step)
            names = self._names(code, policy, self._constants) if code.anything else code.reads
            read = [
                (name, entry_digest(self._packs, self._constants[name]).hex())
                for name in sorted(names)
                if name in self._constants and name not in policy.ignore
            ]
            prefix = digest(repr((FORMAT, step, code.digest.hex(), policy.version, read)).encode())
            known = self._steps[step] = StepKey(step, policy, code, prefix)
        return known

    def prefix(self, span: Span) -> bytes:
        """What the keys of a span's tasks have in common: the code, and what they inherit from their fan."""
        step = self.step(span.step)
        if self._whereabouts.parents(span) is not None:
            return step.prefix
        scope = self.fan_scope(span.fan)
        return digest(step.prefix, *self._read(scope, self._names(step.code, step.policy, scope)))

    def of(self, span: Span) -> SpanKeys:
        """The keys of a span's tasks.

        Raises whatever unpickling and pickling their items raises.
        """
        step = self.step(span.step)
        items = list(self._items(span, step))
        parents = self._whereabouts.parents(span)
        if parents is None:
            return SpanKeys(self.prefix(span), items, None)
        steps, turn, blocks = parents
        rows = Rows(self._packs, span.fan, steps, blocks, turn=turn, regions=self._regions)
        before = list(rows.start(span.first))
        parts = (self._inherited(found.record, step) for found in before)
        return SpanKeys(
            step.prefix, [digest(item, *part) for item, part in zip(items, parts, strict=True)], before
        )

    def _items(self, span: Span, step: StepKey) -> Iterator[bytes]:
        place = self._whereabouts.place(span.fan)
        around = self._around(span.fan) if "foreach_stack" in step.code.places else b""
        counts = bool(step.code.places)
        found: Iterator[bytes]
        if place is None:
            found = iter([b""])
        elif place.items is None:
            found = (str(index).encode() for index in range(span.first, span.stop))
        else:
            reader = ItemReader(self._packs, place.items, copies=False)
            found = map(value_digest, reader.between(span.first, span.stop))
        if not counts:
            return found
        return (digest(item, around, str(index).encode()) for index, item in enumerate(found, span.first))

    def _around(self, fan: FanId) -> bytes:
        """The widths of the fans around, and the items of the outer ones."""
        parts = []
        while (place := self._whereabouts.place(fan)) is not None:
            parts.append(f"{place.width} {place.parent.index}".encode())
            fan, index = place.parent.fan, place.parent.index
            outer = self._whereabouts.place(fan)
            if outer is not None and outer.items is not None:
                reader = ItemReader(self._packs, outer.items, copies=False)
                parts.append(value_digest(reader.item(index)))
        return digest(*parts) if parts else b""

    def _names(self, code: Fingerprint, policy: Cache, scope: Mapping[str, Entry]) -> list[str]:
        names = scope.keys() if code.anything else code.reads
        return sorted(name for name in names if name not in policy.ignore)

    def _read(self, scope: Mapping[str, Entry], names: Sequence[str]) -> Iterator[bytes]:
        for name in names:
            if name not in self._constants:
                yield name.encode()
                yield entry_digest(self._packs, scope[name]) if name in scope else ABSENT

    def _inherited(self, record: Record, step: StepKey) -> Iterator[bytes]:
        if step.code.anything:
            scope = self.scope(record)
            return self._read(scope, self._names(step.code, step.policy, scope))
        names = self._names(step.code, step.policy, {})
        found = {name: entry for name in names if (entry := self._entry(record, name)) != DELETED}
        return self._read(found, names)

    def _entry(self, record: Record, name: str) -> Entry:
        """What a task after this record finds under a name; as if deleted where there is nothing."""
        while name not in record.entries:
            parent: Parent = record.parent
            if parent == FROM_FAN:
                return self.fan_scope(FanId(record.fan)).get(name, DELETED)
            if parent == FROM_NOTHING:
                return DELETED
            assert isinstance(parent, tuple)
            record = self._packs.record(*parent)
        return record.entries[name]

    def scope(self, record: Record) -> Scope:
        """All that a task after this record inherits."""
        return scope_of(self._packs, record, self._split_of)

    def fan_scope(self, fan: FanId) -> Scope:
        """What all items of a fan inherit."""
        scope = self._scopes.get(fan)
        if scope is None:
            place = self._split_of(fan)
            scope = {} if place is None else self.scope(self._packs.record(place.pack, place.offset))
            self._scopes.clear()  # one at a time: nested fans come one after the other
            self._scopes[fan] = scope
        return scope

    def _split_of(self, fan: int) -> Any:
        place = self._whereabouts.place(FanId(fan)) if fan != ROOT_FAN else None
        return None if place is None else place.record
