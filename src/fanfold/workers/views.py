"""What a worker knows of fans, made from their briefs when first needed: items, scopes, and where records
of other tasks lie.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from fanfold.flow.inputs import InputFactory, Inputs
from fanfold.flow.task import FanView, Frame
from fanfold.model.names import FanId
from fanfold.model.place import Span
from fanfold.store.items import ItemReader
from fanfold.store.loading import Packs
from fanfold.store.location import Location
from fanfold.store.records import FROM_FAN, Parent
from fanfold.store.rows import Found, Rows
from fanfold.store.scopes import Scope, add, scope_of
from fanfold.workers.brief import RunBrief
from fanfold.workers.messages import Chunk, FanBrief, JoinBrief

_FANS_KEPT_MAX = 64


class Base:
    """From what a task starts: what it inherits, what its record gives as parent, and how deep that is."""

    __slots__ = ("depth", "parent", "scope")

    def __init__(self, scope: Scope, parent: Parent, depth: int) -> None:
        self.scope = scope
        self.parent = parent
        self.depth = depth


class Views:
    """The fans, scopes and inputs that a worker's chunks speak of."""

    def __init__(self, brief: RunBrief, packs: Packs, *, copies: bool) -> None:
        self._packs = packs
        self._copies = copies
        self._fans: OrderedDict[int, tuple[FanView, Base]] = OrderedDict()
        self._scopes: dict[int, Location | None] = {}
        self._inputs: InputFactory[Any] = InputFactory(
            brief.code.flow_class, packs, brief.constants, self.scope
        )

    def learn(self, fans: tuple[FanBrief, ...]) -> None:
        """Take in the briefs of a chunk."""
        for brief in fans:
            if brief.fan in self._fans:
                self._fans.move_to_end(brief.fan)
            else:
                self._scopes[brief.fan] = brief.scope
                self._fans[brief.fan] = self._view(brief)
        while len(self._fans) > max(_FANS_KEPT_MAX, len(fans)):
            gone, _ = self._fans.popitem(last=False)
            self._scopes.pop(gone, None)

    def _view(self, brief: FanBrief) -> tuple[FanView, Base]:
        scope: Scope = {}
        depth = 0
        if brief.scope is not None:
            record = self._packs.record(brief.scope.pack, brief.scope.offset)
            scope, depth = self.scope(Found(record, brief.scope.pack, brief.scope.offset)), 0
        outer = tuple(Frame(index, width, self._items(items)) for index, width, items in brief.outer)
        return FanView(brief.fan, brief.width, self._items(brief.items), outer, scope), Base(
            scope, FROM_FAN, depth
        )

    def _items(self, location: Location | None) -> ItemReader | None:
        return None if location is None else ItemReader(self._packs, location, copies=self._copies)

    def fan(self, fan: FanId | int) -> FanView:
        """A fan that a brief told of."""
        return self._fans[fan][0]

    def scope(self, found: Found) -> Scope:
        """All that can be seen after the task of this record."""
        if found.record.parent == FROM_FAN and found.record.fan in self._fans:
            return add(self._fans[found.record.fan][1].scope, found.record.entries)
        return scope_of(self._packs, found.record, self._fan_scope)

    def _fan_scope(self, fan: int) -> Location | None:
        return self._scopes.get(fan)

    def bases(self, chunk: Chunk, number: int) -> Iterator[Base]:
        """From what each task of a chunk's span starts, in order."""
        span, parents = chunk.spans[number], chunk.parents[number]
        if parents is None:
            base = self._fans[span.fan][1]
            return (base for _ in range(span.first, span.stop))
        steps, turn, blocks = parents
        return (
            self._after(found)
            for found in Rows(self._packs, span.fan, steps, blocks, turn=turn).start(span.first)
        )

    def _after(self, found: Found) -> Base:
        return Base(self.scope(found), (found.pack, found.offset), found.record.depth + 1)

    def inputs(self, brief: JoinBrief, span: Span, index: int) -> Inputs[Any]:
        """The inputs of a join."""
        if brief.fan is not None:
            self.learn((brief.fan,))
            rows = Rows(self._packs, brief.fan.fan, brief.steps, brief.blocks[0])
            return Inputs(self._inputs, rows, self.fan(brief.fan.fan), brief.steps)
        branches = [
            Rows(self._packs, span.fan, (step,), blocks)
            for step, blocks in zip(brief.steps, brief.blocks, strict=True)
        ]
        return Inputs(self._inputs, branches, self.fan(span.fan), brief.steps, index=index)
