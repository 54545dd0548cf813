"""Reuse: tasks whose results are known from earlier runs are not run.

    Launch(work, 0..999) ──► look up all keys at once ──► known:   records of this run, and ItemsDone(reused)
                                                     └──► unknown: Launch(work, 3..4), Launch(work, 17)

The machine knows nothing of it: to it this is a worker that is done at once. What is run and succeeds is kept
for later runs.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from fanfold.engine.block_borrowing import BlockBorrower, BlockLender
from fanfold.engine.borrowing import Borrower, Hit, Lender
from fanfold.engine.facts import Fact
from fanfold.engine.keeping import Keeper, Keeping
from fanfold.engine.options import RunOptions
from fanfold.engine.task_keys import SpanKeys, StepKey, TaskKeys
from fanfold.engine.whereabouts import Whereabouts
from fanfold.graph.graph import Graph
from fanfold.model.errors import FanfoldError, StorageError
from fanfold.model.limits import SCOPE_DEPTH_MAX
from fanfold.model.named import NamedTuple
from fanfold.model.place import Span
from fanfold.model.uncollected import Uncollected
from fanfold.run.effects import Launch
from fanfold.run.events import ItemsDone
from fanfold.store.cache import Cache
from fanfold.store.cache_index import Kept
from fanfold.store.folder import RunFolder
from fanfold.store.items import ItemReader
from fanfold.store.loading import Packs
from fanfold.store.location import Location
from fanfold.store.records import FROM_FAN
from fanfold.store.scopes import Scope


class Source(Lender, BlockLender, Protocol):
    """Where results of earlier runs are found."""

    def find(self, prefix: bytes, items: Sequence[bytes], *, oldest_seconds: float) -> Mapping[bytes, Kept]:
        """Those that are known, by item."""

    def forget(self, prefix: bytes, items: Sequence[bytes]) -> None:
        """These are damaged."""

    def damage(self) -> str:
        """What was found damaged without being asked for, in a sentence; empty if nothing was."""

    def close(self) -> None:
        """Give the descriptors back."""


class Answer(NamedTuple):
    """What is to be run of a launch, and the facts of the rest."""

    launches: list[Launch]
    facts: list[Fact]


class Reuse:
    """Looks tasks up before they are run, and keeps what came of those that were. `sources` are asked in
    order; `keeper` may be missing.

    Attributes:
        notes: what the run should say, once each; emptied by whoever says it.
    """

    def __init__(
        self,
        flow_class: type[Any],
        graph: Graph,
        folder: RunFolder,
        whereabouts: Whereabouts,
        constants: Location,
        *,
        sources: Sequence[Source],
        keeper: Keeper | None,
    ) -> None:
        self.notes: list[str] = []
        self._steps: dict[str, object] = {}
        self._is_new = False
        self._graph = graph
        self._folder = folder
        self._whereabouts = whereabouts
        self._sources = list(sources)
        self._packs = Packs(folder.packs)
        self._keeping = None if keeper is None else Keeping(folder, self._packs, whereabouts, keeper)
        entries = self._packs.record(constants.pack, constants.offset).entries
        self._keys = TaskKeys(flow_class, graph, whereabouts, self._packs, entries)
        self._borrower = Borrower(folder)
        self._blocks = BlockBorrower(folder)
        self._said: set[str] = set()

    def close(self) -> None:
        """Keep the last results, and give the descriptors back."""
        self.keep([], at_once=True)
        self._borrower.close()
        self._packs.close()
        if self._keeping is not None:
            self._keeping.close()
        for source in self._sources:
            source.close()

    def keep(self, facts: Sequence[Fact], *, at_once: bool = False) -> None:
        """These are done: what came of those that were looked up goes into the cache, if not at once."""
        if self._keeping is None:
            return
        try:
            self._keeping.take(facts, at_once=at_once)
        except StorageError as error:
            self._say(f"Results could not be kept for later runs: {error.message} {error.remedy}")
            self._keeping = None

    def meta(self) -> str | None:
        """What the ledger is to note, if that is new."""
        if not self._is_new:
            return None
        self._is_new = False
        return json.dumps(self._steps)

    def answer(self, launch: Launch) -> Answer:
        """What is to be run of a launch, and what is known of the rest."""
        with Uncollected():
            return self._answer(launch)

    def _answer(self, launch: Launch) -> Answer:
        span = launch.span
        if self._graph[span.step].policy.cache is None or launch.attempt or launch.gang or launch.fallback:
            return Answer([launch], [])
        if not self._sources and self._keeping is None:  # only a later run may look for it
            if span.step not in self._steps:
                self._note(self._keys.step(span.step), self._keys.prefix(span))
            return Answer([launch], [])
        try:
            keys = self._keys.of(span)
        except FanfoldError as error:
            return self._unknown(launch, error.message)
        except Exception as error:  # noqa: BLE001 - a user's __reduce__ or __setstate__ may raise anything
            return self._unknown(launch, f"{type(error).__name__}: {error}")
        self._note(self._keys.step(span.step), keys.prefix)
        facts = self._found(span, keys)
        known = [fact.event.span for fact in facts if isinstance(fact.event, ItemsDone)]
        launches = [launch._replace(span=part) for part in _without(span, known)]
        if self._keeping is not None:
            for rest in launches:
                items = keys.items[rest.span.first - span.first : rest.span.stop - span.first]
                self._keeping.expect(rest.span, keys.prefix, items)
        return Answer(launches, facts)

    def _unknown(self, launch: Launch, reason: str) -> Answer:
        self._say(f"{launch.span.step} is run in full: its items have no digest ({reason}).")
        return Answer([launch], [])

    def _say(self, note: str) -> None:
        if note not in self._said:
            self._said.add(note)
            self.notes.append(note)

    def _note(self, step: StepKey, prefix: bytes) -> None:
        if step.step in self._steps:
            return
        code, policy = step.code, step.policy
        self._is_new = True
        self._steps[step.step] = {
            "code": code.parts,
            "version": policy.version,
            "reads": code.reads,
            "places": code.places,
            "anything": code.anything,
            "ignore": policy.ignore,
            "ttl_seconds": policy.ttl_seconds,
            "looks": bool(self._sources),
            "prefix": prefix.hex(),
        }
        if code.anything:
            self._say(
                f"@cache on {step.step}: self is handed on in {code.anything}, "
                "so all that it inherits counts as read."
            )
        if code.unread and self._keeping is not None:
            listed = ", ".join(f"{name} (a {kind})" for name, kind in code.unread.items())
            self._say(f"@cache on {step.step}: it uses {listed}, of which only the type is compared.")

    def _found(self, span: Span, keys: SpanKeys) -> list[Fact]:
        """The facts of tasks that are known, in the order of their indexes."""
        facts: list[Fact] = []
        left = dict(enumerate(keys.items, span.first))
        names = _Names(self._packs, self._whereabouts, span)
        ttl = self._keys.step(span.step).policy.ttl_seconds
        for source in self._sources:
            oldest = 0.0 if ttl is None else time.time() - ttl
            try:
                facts += self._in_blocks(source, span, keys, names, left, oldest)
                found = source.find(keys.prefix, list(left.values()), oldest_seconds=oldest) if left else {}
            except StorageError as error:
                self._say(f"{error.message} {error.remedy}")
                continue
            if found:
                facts += self._borrowed(source, span, keys, names, left, found)
            if damage := source.damage():
                self._say(damage)
        return sorted(facts, key=_first)

    def _in_blocks(
        self, source: Source, span: Span, keys: SpanKeys, names: _Names, left: dict[int, bytes], oldest: float
    ) -> list[Fact]:
        """The facts of neighbours that are taken over together, of which nothing is known yet."""
        if keys.parents is not None or span.turn or not left:
            return []
        facts = list(self._blocks.borrow(source, span, keys, names, left, oldest_seconds=oldest))
        for fact in facts:
            assert isinstance(fact.event, ItemsDone)
            for index in range(fact.event.span.first, fact.event.span.stop):
                del left[index]
        return facts

    def _borrowed(
        self,
        source: Source,
        span: Span,
        keys: SpanKeys,
        names: _Names,
        left: dict[int, bytes],
        found: Mapping[bytes, Kept],
    ) -> list[Fact]:
        hits, scopes = self._hits(span, keys, names(), left, found)
        facts, damaged = self._borrower.borrow(source, span, hits, scopes)
        for index, *_ in hits:
            del left[index]
        if damaged:
            self._say(
                f"{len(damaged):,} kept {'result' if len(damaged) == 1 else 'results'} of {span.step} "
                "cannot be read any more, and what is lost is computed again."
            )
            again = {index: keys.items[index - span.first] for index, *_ in damaged}
            left.update(again)
            source.forget(keys.prefix, list(again.values()))
        return facts

    def _hits(
        self,
        span: Span,
        keys: SpanKeys,
        names: Sequence[str | None],
        left: Mapping[int, bytes],
        found: Mapping[bytes, Kept],
    ) -> tuple[list[Hit], dict[int, Scope]]:
        """What was found of what is left, with the names of items, and where they inherit from."""
        first = span.first
        hits: list[Hit] = [
            (index, names[index - first], found[item], FROM_FAN, 0)
            for index, item in left.items()
            if item in found
        ]
        if keys.parents is None:
            return hits, {}
        scopes: dict[int, Scope] = {}
        for number, (index, name, kept, *_) in enumerate(hits):
            before = keys.parents[index - first]
            depth = before.record.depth + 1
            if depth >= SCOPE_DEPTH_MAX:
                scopes[index] = self._keys.scope(before.record)
            hits[number] = (index, name, kept, (before.pack, before.offset), depth)
        return hits, scopes


class _Names:
    """The names of the items of a span, told when they are asked for."""

    def __init__(self, packs: Packs, whereabouts: Whereabouts, span: Span) -> None:
        self._packs = packs
        self._place = whereabouts.place(span.fan)
        self._span = span
        self._told: Sequence[str | None] | None = None

    def __call__(self) -> Sequence[str | None]:
        if self._told is None:
            self._told = self._tell()
        return self._told

    def _tell(self) -> Sequence[str | None]:
        place, span = self._place, self._span
        if place is None:
            return [None] * span.width
        if place.items is None:
            return list(map(str, range(span.first, span.stop)))
        return list(ItemReader(self._packs, place.items, copies=False).keys(span.first, span.stop))


def _first(fact: Fact) -> tuple[bool, int]:
    """Where a fact belongs: tasks by their places, and what follows from one of them after all."""
    event = fact.event
    return (False, event.span.first) if isinstance(event, ItemsDone) else (True, 0)


def _without(span: Span, known: list[Span]) -> list[Span]:
    """What is left of a span without parts of it that are in order."""
    left = []
    first = span.first
    for part in known:
        if first < part.first:
            left.append(span._replace(first=first, stop=part.first))
        first = part.stop
    if first < span.stop:
        left.append(span._replace(first=first))
    return left


def reuse_of(
    flow_class: type[Any],
    graph: Graph,
    folder: RunFolder,
    whereabouts: Whereabouts,
    constants: Location,
    options: RunOptions,
) -> Reuse:
    """The reuse that `@cache` on steps of this flow asks for."""
    sources: list[Source] = []
    notes: list[str] = []
    if options.carries_on:
        from fanfold.engine.unfinished import UnfinishedRun

        (step,) = [name for name, node in graph.nodes.items() if node.policy.cache is not None]
        sources += [
            UnfinishedRun(RunFolder(folder.path.with_name(each)), step) for each in options.carries_on
        ]
    cache = None
    try:
        cache = Cache(folder.path.parent) if options.keeps or options.cache else None
    except StorageError as error:
        notes.append(f"{error.message} {error.remedy}")
    if cache is not None and options.cache:
        sources.append(cache)
    keeper = cache if options.keeps else None
    reuse = Reuse(flow_class, graph, folder, whereabouts, constants, sources=sources, keeper=keeper)
    reuse.notes += notes
    return reuse
