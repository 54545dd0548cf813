"""A counter and a few messages say exactly what became of each link of each item."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from fanfold.engine.exceptional import Caught, Exceptional, Failed, in_rows
from fanfold.engine.facts import Fact
from fanfold.engine.hand import Given, Hand
from fanfold.engine.merging import merged
from fanfold.model.names import FanId, StepName
from fanfold.model.place import Span, Task
from fanfold.run.effects import Launch
from fanfold.run.events import ItemsDone, TaskFailed
from fanfold.store.location import Location
from fanfold.workers.messages import Chunk
from tests.engine.hands import PACK, WHY, ByChance, told

FIT, SCORE = StepName("fit"), StepName("score")


def lived(random: Random) -> ByChance:
    worker = ByChance(random)
    worker.live()
    return worker


@given(st.randoms(use_true_random=False))
def test_every_record_is_told_of_once_as_what_it_was(random: Random) -> None:
    worker = lived(random)
    assert sorted((task, how) for task, _, how, _ in told(worker.facts)) == sorted(
        (each.task, each.how) for each in worker.wrote
    )


@given(st.randoms(use_true_random=False))
def test_what_was_not_done_is_handed_back_once_from_the_link_at_which_it_stopped(random: Random) -> None:
    worker = lived(random)
    handed_back = [
        (launch.span.task(index), launch.chain, launch.attempt)
        for launch in worker.rests
        for index in range(launch.span.first, launch.span.stop)
    ]
    assert sorted(handed_back) == sorted(worker.expected_rest)


@given(st.randoms(use_true_random=False))
def test_a_fact_names_a_place_that_holds_its_records(random: Random) -> None:
    worker = lived(random)
    places = {each.task: each for each in worker.wrote}
    for task, attempt, _, location in told(worker.facts):
        record = places[task].record
        assert location.pack == PACK
        assert location.offset <= record.offset and record.stop <= location.stop
        assert attempt is None or attempt == places[task].attempt


@given(st.randoms(use_true_random=False))
def test_an_exceptional_record_is_no_part_of_its_neighbours_places(random: Random) -> None:
    """So who reads the successes of a fan in which every second item fails reads each record about once."""
    worker = lived(random)
    exceptional = [each.record for each in worker.wrote if each.how != "plain"]
    for fact in worker.facts:
        if isinstance(fact.event, ItemsDone) and not fact.event.caught and fact.event.target is None:
            assert fact.location is not None
            here = fact.location
            assert not any(here.offset <= record.offset < here.stop for record in exceptional)


@given(st.randoms(use_true_random=False))
def test_a_link_is_told_of_after_the_link_before_it(random: Random) -> None:
    worker = lived(random)
    for facts in (worker.facts, merged(worker.facts)):
        seen: set[Task] = set()
        for task, _, _, _ in told(facts):
            seen.add(task)
            before = ("fit", "score", "rank", "tell").index(task.step)
            assert all(
                task._replace(step=StepName(step)) in seen for step in ("fit", "score", "rank")[:before]
            )


@given(st.randoms(use_true_random=False))
def test_merged_facts_tell_of_the_same_tasks_at_places_that_hold_their_records(random: Random) -> None:
    worker = lived(random)
    places = {each.task: each.record for each in worker.wrote}
    facts = merged(worker.facts)
    assert sorted(task for task, _, _, _ in told(facts)) == sorted(places)
    for task, _, _, location in told(facts):
        assert location.offset <= places[task].offset and places[task].stop <= location.stop
    assert caught_by_step(worker.facts) == caught_by_step(facts)


def caught_by_step(facts: list[Fact]) -> dict[StepName, int]:
    counts: dict[StepName, int] = {}
    for fact in facts:
        event = fact.event
        if isinstance(event, ItemsDone):
            counts[event.span.step] = counts.get(event.span.step, 0) + event.caught
    return counts


def hand_of(width: int, *chain: StepName, attempt: int = 0) -> Hand:
    span = Span(FanId(1), chain[0], 0, width)
    chunk = Chunk(1, (span,), chain, attempt, (), ())
    hand = Hand(PACK, 8)
    hand.given.append(Given(chunk, Launch(span, chain, attempt), width))
    return hand


def test_a_caught_failure_counts_for_the_step_that_caught_it() -> None:
    """Not for the first step of the chain, whose successes are told of in the same breath."""
    hand = hand_of(10, FIT, SCORE)
    hand.exceptional.append(Caught(2, Location(PACK, 20, 10)))
    facts = hand.advance(20, 300)
    assert caught_by_step(facts) == {FIT: 0, SCORE: 1}


def test_a_later_link_has_not_been_tried_before_though_the_first_was() -> None:
    hand = hand_of(2, FIT, SCORE, attempt=3)
    hand.exceptional.append(Failed(2, WHY, Location(PACK, 20, 10)))
    hand.exceptional.append(Failed(3, WHY, Location(PACK, 30, 10)))
    facts = hand.advance(3, 40)
    failed = [fact.event for fact in facts if isinstance(fact.event, TaskFailed)]
    assert [(event.task.step, event.attempt) for event in failed] == [(SCORE, 0), (FIT, 3)]


def test_what_is_left_of_an_item_between_two_links_is_a_first_attempt() -> None:
    hand = hand_of(1, FIT, SCORE, attempt=3)
    hand.advance(1, 40)
    (rest,) = hand.finish(1)
    assert (rest.span.step, rest.chain, rest.attempt) == (SCORE, (SCORE,), 0)


def test_neighbours_failures_and_catches_cost_one_row_not_one_each() -> None:
    """A thousand items of which every tenth is caught are a row of the ledger, or two."""
    hand = hand_of(1000, FIT)
    hand.exceptional.extend(Caught(nth, Location(PACK, nth * 10, 10)) for nth in range(5, 1000, 10))
    facts = merged(hand.advance(1000, 10_010))
    assert [fact.event for fact in facts] == [ItemsDone(Span(FanId(1), FIT, 0, 1000), None, 100)]


def test_of_many_spans_each_has_a_place_of_its_own_once_its_end_is_known() -> None:
    """A chunk of a thousand small fans: whoever reads one of them need not read the others."""
    spans = tuple(Span(FanId(fan), FIT, 0, 2) for fan in range(4))
    chunk = Chunk(1, spans, (FIT, SCORE), 0, (), ())
    hand = Hand(PACK, 8)
    hand.given.append(Given(chunk, Launch(spans[0], (FIT, SCORE)), 8))
    hand.advance(3, 38)
    hand.span_ends = {4: 48, 8: 88, 12: 128}
    facts = hand.advance(14, 148)
    assert {(fact.event.span.fan, fact.location) for fact in facts if isinstance(fact.event, ItemsDone)} == {
        (0, Location(PACK, 38, 10)),
        (1, Location(PACK, 48, 40)),
        (2, Location(PACK, 88, 40)),
        (3, Location(PACK, 128, 20)),
    }


def test_an_end_that_was_noted_millions_of_attempts_ago_is_not_taken_for_one_of_now() -> None:
    """Counts are told modulo 2**24, and cells are empty at first."""
    spans = tuple(Span(FanId(fan), FIT, 0, 2) for fan in range(2))
    hand = Hand(PACK, 1000)
    hand.given.append(Given(Chunk(1, spans, (FIT,), 0, (), ()), Launch(spans[0], (FIT,)), 4))
    hand.span_ends = {0: 0, 2: 500, 4: 9000}
    assert {fact.location for fact in hand.advance(4, 1100)} == {Location(PACK, 1000, 100)}


def test_a_thousand_catches_in_a_row_are_one_row_from_the_start() -> None:
    hand = hand_of(1000, FIT)
    ones = [Caught(nth, Location(PACK, nth * 10, 10)) for nth in range(1, 1001)]
    hand.exceptional.extend(in_rows(ones, [1000]))
    assert [fact.event for fact in hand.advance(1000, 10_010)] == [
        ItemsDone(Span(FanId(1), FIT, 0, 1000), None, 1000)
    ]


def test_a_row_of_catches_ends_with_its_chunk_and_where_one_ended_a_loop() -> None:
    def one(nth: int, turn: int = 0) -> Caught:
        return Caught(nth, Location(PACK, nth * 10, 10), 1, turn)

    failed = Failed(10, WHY, Location(PACK, 100, 10))
    found: list[Exceptional] = [
        one(2),
        one(3),
        one(4),
        one(6),
        one(7, turn=3),
        one(8),
        one(9),
        failed,
        one(11),
    ]
    assert in_rows(found, [3]) == [
        Caught(2, Location(PACK, 20, 20), 2),
        Caught(4, Location(PACK, 40, 10)),
        Caught(6, Location(PACK, 60, 10)),
        Caught(7, Location(PACK, 70, 10), 1, 3),
        Caught(8, Location(PACK, 80, 20), 2),
        failed,
        Caught(11, Location(PACK, 110, 10)),
    ]


def test_a_link_that_another_worker_took_over_stays_behind_the_link_before_it() -> None:
    """However well its record fits to those of its new worker."""

    def fact(name: StepName, index: int, pack: str) -> Fact:
        span = Span(FanId(1), name, index, index + 1)
        return Fact(ItemsDone(span), Location(pack, 100 * index, 100))

    facts = [fact(SCORE, 0, "1-1"), fact(FIT, 1, "2-1"), fact(SCORE, 1, "1-1")]
    assert merged(facts) == facts
