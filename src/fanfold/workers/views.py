"""What a worker knows of fans, made from their briefs when first needed: items, scopes, and where records
of other tasks lie.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Any

from fanfold.flow.cancelled_items import NONE_CANCELLED, CancelledItems
from fanfold.flow.failed_items import NONE_FAILED, FailedItem, FailedItems
from fanfold.flow.inputs import InputFactory, Inputs
from fanfold.flow.task import FanView, Frame
from fanfold.model.named import NamedTuple
from fanfold.model.names import FanId, StepName
from fanfold.model.place import Span
from fanfold.store.items import ItemReader
from fanfold.store.loading import Packs
from fanfold.store.location import Location
from fanfold.store.records import FROM_FAN, FROM_NOTHING, Parent
from fanfold.store.rows import Block, Found, Regions, Rows
from fanfold.store.scopes import Scope, add, scope_of
from fanfold.workers.brief import RunBrief
from fanfold.workers.messages import Chunk, FanBrief, JoinBrief, LostTask

if TYPE_CHECKING:
    from fanfold.flow.coming_inputs import ComingInputs
    from fanfold.workers.early_fold import Coming
    from fanfold.workers.fold import Fold

Tell = Callable[[StepName, str], None]
"""Says a sentence on a step to whoever runs the flow."""

_FANS_KEPT_MAX = 64
_SCOPES_KEPT_MAX = 4096


class Start:
    """From what a task starts: what it inherits, what its record gives as parent, and how deep that is."""

    __slots__ = ("behind", "depth", "parent", "scope")

    def __init__(
        self, scope: Scope, parent: Parent, depth: int, behind: tuple[str, int] | None = None
    ) -> None:
        self.behind = behind
        self.scope = scope
        self.parent = parent
        self.depth = depth


class Known(NamedTuple):
    """A fan as a worker knows it; `around` are its id and those of the fans around it."""

    view: FanView
    start: Start
    around: tuple[int, ...]


class FoldedFan(FanView):
    """The fan that a join folds: its items, and what its tasks inherit, are read when they are asked for.
    Most joins ask for results alone.
    """

    __slots__ = ("_read",)

    def __init__(self, brief: FanBrief, read: Callable[[FanBrief], FanView]) -> None:
        self.fan = brief.fan
        self.width = brief.width
        self.indexes = tuple(each.index for each in brief.outer)
        self._read = partial(read, brief)

    def __getattr__(self, name: str) -> Any:
        if name not in ("items", "outer", "scope"):
            raise AttributeError(name)
        whole = self._read()
        self.items, self.outer, self.scope = whole.items, whole.outer, whole.scope
        return getattr(whole, name)


class Views:
    """The fans, scopes and inputs that a worker's chunks speak of. What there is to say goes to `tell`."""

    tell: Tell

    def __init__(self, brief: RunBrief, packs: Packs, *, copies: bool) -> None:
        self._brief = brief
        self.tell = _nobody
        self._packs = packs
        self._regions = Regions(packs)
        self._copies = copies
        self._fans: OrderedDict[int, Known] = OrderedDict()
        self._chunk: dict[int, Known] = {}
        self._scopes: dict[int, Location | None] = {}
        # A fan may be around many others, so what was read of it is kept.
        self._reader = lru_cache(_FANS_KEPT_MAX)(partial(ItemReader, packs, copies=copies))
        self._inherited = lru_cache(_FANS_KEPT_MAX)(self._read_inherited)
        self._inputs: InputFactory[Any] = InputFactory(
            brief.code.flow_class, packs, brief.constants, self.scope
        )

    def learn(self, fans: tuple[FanBrief, ...]) -> None:
        """Take in the briefs of a chunk. They stay until the next one, however many fans its joins fold."""
        self._chunk = {brief.fan: self._meet(brief) for brief in fans}

    def _meet(self, brief: FanBrief) -> Known:
        """The fan of a brief, made unless it is one of those seen last."""
        known = self._fans.get(brief.fan)
        if known is None:
            self._hear_of(brief)
            view = self._view(brief)
            around = (brief.fan, *(each.fan for each in brief.outer))
            known = self._fans[brief.fan] = Known(view, Start(view.scope, FROM_FAN, 0), around)
            if len(self._fans) > _FANS_KEPT_MAX:
                self._fans.popitem(last=False)
        else:
            self._fans.move_to_end(brief.fan)
        return known

    def _hear_of(self, brief: FanBrief) -> None:
        """Note where the scopes of a fan and of those around it lie. Now and then the ones that nobody needs
        any more are let go: a fan that is gone may be around others.
        """
        if len(self._scopes) > _SCOPES_KEPT_MAX:
            fans = (*self._fans.values(), *self._chunk.values())
            around = {each for other in fans for each in other.around}
            self._scopes = {fan: place for fan, place in self._scopes.items() if fan in around}
        self._scopes[brief.fan] = brief.scope
        for each in brief.outer:
            self._scopes[each.fan] = each.scope

    def _view(self, brief: FanBrief) -> FanView:
        scope = self._scope_at(brief.scope)
        outer = tuple(Frame(each.index, each.width, self._items(each.items)) for each in brief.outer)
        return FanView(brief.fan, brief.width, self._items(brief.items), outer, scope)

    def _folded(self, brief: FanBrief) -> FanView:
        """The fan of a join's inputs. Each is folded once, so it is not kept."""
        known = self._fans.get(brief.fan)
        if known is not None:
            return known.view
        self._hear_of(brief)
        return FoldedFan(brief, self._view)

    def _items(self, location: Location | None) -> ItemReader | None:
        return None if location is None else self._reader(location)

    def fan(self, fan: FanId | int) -> FanView:
        """A fan of the chunk."""
        return self._chunk[fan].view

    def scope(self, found: Found) -> Scope:
        """All that can be seen after the task of this record."""
        if found.record.parent == FROM_FAN:
            return add(self._scope_of_fan(found.record.fan), found.record.entries)
        return scope_of(self._packs, found.record, self._fan_scope)

    def _scope_of_fan(self, fan: int) -> Scope:
        """What the tasks of a fan inherit."""
        known = self._fans.get(fan)
        return self._inherited(fan) if known is None else known.view.scope

    def _read_inherited(self, fan: int) -> Scope:
        return self._scope_at(self._fan_scope(fan))

    def _scope_at(self, place: Location | None) -> Scope:
        """All that can be seen after the split whose record lies there; nothing in the root fan."""
        if place is None:
            return {}
        return self.scope(Found(self._packs.record(place.pack, place.offset), place.pack, place.offset))

    def _fan_scope(self, fan: int) -> Location | None:
        """None for the root fan only: a fan that was not told of must not look as if it inherited nothing."""
        return self._scopes[fan] if fan else None

    def starts(self, chunk: Chunk, number: int) -> Iterator[Start]:
        """From what each task of a chunk's span starts, in order."""
        span, parents = chunk.spans[number], chunk.parents[number]
        if parents is None:
            start = self._chunk[span.fan].start
            return (start for _ in range(span.first, span.stop))
        steps, turn, blocks = parents
        rows = Rows(self._packs, span.fan, steps, blocks, turn=turn, regions=self._regions)
        return (self._after(found) for found in rows.start(span.first))

    def _after(self, found: Found) -> Start:
        return Start(self.scope(found), (found.pack, found.offset), found.record.depth + 1)

    def inputs(self, brief: JoinBrief, span: Span, index: int) -> tuple[Inputs[Any], Start]:
        """The inputs of a join, and from what it starts: nothing."""
        if brief.fan is not None:
            folded = self._folded(brief.fan)
            rows = Rows(self._packs, brief.fan.fan, brief.steps, brief.blocks[0], regions=self._regions)
            cancelled = NONE_CANCELLED if brief.stopped_by is None else _cancelled(brief, folded)
            failed = self._failed(brief.lost, folded) if brief.lost else NONE_FAILED
            fold = self._fold(folded, span, rows, rows.came) if brief.folds else None
            inputs = Inputs(
                self._inputs, rows, folded, brief.steps, failed=failed, cancelled=cancelled, fold=fold
            )
            return inputs, _behind(brief.fan)
        branches = [
            Rows(self._packs, span.fan, (step,), blocks, regions=self._regions)
            for step, blocks in zip(brief.steps, brief.blocks, strict=True)
        ]
        inputs = Inputs(self._inputs, branches, self.fan(span.fan), brief.steps, index=index)
        return inputs, Start({}, FROM_NOTHING, 0)

    def _fold(self, fan: FanView, span: Span, rows: Rows, blocks: Iterable[Block]) -> Fold:
        """The loop of a join that goes through its inputs as they come."""
        from fanfold.store.checkpoints import CheckpointFile
        from fanfold.store.folder import RunFolder
        from fanfold.workers.fold import Fold

        return Fold(
            self._brief.code.graph[span.step],
            rows,
            blocks,
            CheckpointFile(RunFolder(self._brief.facts.folder), FanId(fan.fan)),
            self._inputs.maker(fan),
            partial(self.tell, span.step),
        )

    def coming(self, brief: JoinBrief, span: Span, index: int, coming: Coming) -> tuple[ComingInputs, Start]:
        """The inputs of a join that begins before they have all come."""
        from fanfold.flow.coming_inputs import ComingInputs

        def whole() -> Inputs[Any]:
            return self.inputs(coming.whole()._replace(folds=False), span, index)[0]

        assert brief.fan is not None
        rows = Rows(self._packs, brief.fan.fan, brief.steps, (), regions=self._regions)
        fold = self._fold(self._folded(brief.fan), span, rows, ())
        fold.blocks = coming.blocks(fold.pause)
        return ComingInputs(fold, cache(whole)), _behind(brief.fan)

    def _failed(self, lost: tuple[LostTask, ...], fan: FanView) -> FailedItems:
        """The items that a join does without."""

        def read(number: int) -> FailedItem:
            task = lost[number]
            told = task.failure
            if told is None:
                assert task.record is not None, "who left no record, of him the driver told"
                _, *texts = self._packs.record(task.record.pack, task.record.offset).failure or ("",) * 5
            else:
                texts = [told.type, told.message, told.where, told.traceback]
            kind, message, where, trace = texts
            key = fan.key(task.index) or str(task.index)
            failure = (kind, message, where, trace)
            return FailedItem(task.index, key, task.step, task.attempt + 1, failure, fan.item)

        return FailedItems(len(lost), read)


def _nobody(step: StepName, sentence: str) -> None:
    """Where nobody listens."""


def _behind(fan: FanBrief) -> Start:
    """From what the join of a fan starts: nothing."""
    return Start({}, FROM_NOTHING, 0, None if fan.scope is None else (fan.scope.pack, fan.scope.offset))


def _cancelled(brief: JoinBrief, fan: FanView) -> CancelledItems:
    """What neither came nor failed in a fan that stopped."""
    assert brief.fan is not None and brief.stopped_by is not None
    there = [*((block.first, block.stop) for block in brief.blocks[0])]
    there += ((task.index, task.index + 1) for task in brief.lost)
    parts, first = [], 0
    for low, high in sorted(there):
        if first < low:
            parts.append((first, low))
        first = max(first, high)
    if first < brief.fan.width:
        parts.append((first, brief.fan.width))
    return CancelledItems(parts, fan.key(brief.stopped_by))
