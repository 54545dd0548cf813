"""What workers know of fans: right for any number of them."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from fanfold.flow.spec import FlowSpec, step
from fanfold.model.names import FanId, StepName
from fanfold.model.place import Span
from fanfold.model.policy import Isolation
from fanfold.store import packs
from fanfold.store.loading import Packs
from fanfold.store.location import Location
from fanfold.store.records import FROM_FAN, Parent, encode
from fanfold.store.rows import Block
from fanfold.workers.messages import Around, FanBrief, JoinBrief
from fanfold.workers.views import Views
from tests.inline_run import run_inline

OUTER = 300


class ManyFans(FlowSpec):
    """More inner fans in one chunk of joins than a worker keeps."""

    @step
    def start(self) -> None:
        self.before = ["from before the outer foreach"]
        self.letters = list(range(OUTER))
        self.next(self.outer, foreach="letters")

    @step
    def outer(self) -> None:
        self.mine = self.input * 10
        self.pair = ["x", "y"]
        self.next(self.one, foreach="pair")

    @step
    def one(self) -> None:
        self.seen = self.input
        self.next(self.two)

    @step
    def two(self) -> None:
        self.twice = self.seen * 2
        self.next(self.fold)

    @step
    def fold(self, inputs: Any) -> None:
        self.all = [(each.before[0], each.mine, each.twice, each.foreach_stack()) for each in inputs]
        self.next(self.fold_all)

    @step
    def fold_all(self, inputs: Any) -> None:
        self.rows = [row for each in inputs for row in each.all]
        self.next(self.end)

    @step
    def end(self) -> None:
        self.count = len(self.rows)


def test_each_inner_join_sees_all_that_was_there_before_the_outer_foreach(tmp_path: Path) -> None:
    ran = run_inline(ManyFans, tmp_path, isolation=Isolation.WARM)
    assert ran.succeeded, ran.failures[:1]
    assert ran.value("fold_all", "rows") == [
        ("from before the outer foreach", 10 * outer, letter * 2, [(outer, OUTER, outer), (inner, 2, letter)])
        for outer in range(OUTER)
        for inner, letter in enumerate("xy")
    ]


class Chain:
    """A foreach over many items, each of which opens a fan of one item that goes through two steps."""

    def __init__(self, folder: Path) -> None:
        descriptor = packs.create(folder, "0-1")
        self._writer = packs.PackWriter(descriptor, "0-1")
        split = self._record("start", 0, 0, FROM_FAN, before="seen by all")
        self.outer = FanBrief(FanId(1), OUTER, None, split)
        self.joins = [self._join(index, split) for index in range(OUTER)]
        os.close(descriptor)

    def _record(self, name: str, fan: int, index: int, parent: Parent, **entries: object) -> Location:
        fields = (name, fan, index, 0, 0, 0, 0.0, 0.0, None, parent, 0, entries, None, None, None, None, None)
        return self._writer.append(packs.RECORD, encode(fields))

    def _join(self, index: int, split: Location) -> JoinBrief:
        fan = FanId(100 + index)
        opened = self._record("outer", 1, index, FROM_FAN, mine=index)
        one = self._record("one", fan, 0, FROM_FAN)
        two = self._record("two", fan, 0, (one.pack, one.offset))
        around = (Around(FanId(1), index, OUTER, None, split),)
        blocks = ((Block(0, 1, *two),),)
        return JoinBrief(FanBrief(fan, 1, None, opened, around), (StepName("two"),), blocks)


def views_of(store: Packs) -> Views:
    brief = cast("Any", SimpleNamespace(code=SimpleNamespace(flow_class=FlowSpec), constants={}))
    return Views(brief, store, copies=True)


def test_a_chunk_of_many_joins_keeps_what_is_around_them(tmp_path: Path) -> None:
    chain = Chain(tmp_path)
    store = Packs(tmp_path)
    views = views_of(store)
    views.learn((chain.outer,))
    span = Span(FanId(1), StepName("fold"), 0, OUTER)
    for index, join in enumerate(chain.joins):
        inputs, _ = views.inputs(join, span, index)
        assert (inputs[0].before, inputs[0].mine) == ("seen by all", index)
    store.close()


def test_the_fans_of_a_chunk_stay_while_its_joins_fold_others(tmp_path: Path) -> None:
    """A chunk may hold one item of each of a hundred fans, and each of these items folds a fan of its own."""
    chain = Chain(tmp_path)
    inner = tuple(join.fan for join in chain.joins if join.fan is not None)
    store = Packs(tmp_path)
    views = views_of(store)
    views.learn(inner[:100])
    for index, join in enumerate(chain.joins[100:200]):
        views.inputs(join, Span(FanId(1), StepName("fold"), 0, OUTER), index)
        assert views.fan(inner[index].fan).indexes == (index,)
    store.close()
