"""What waits to be run: every task once, in order, deeper steps first."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from fanfold.engine.ready import Lane, Ready, lane_of, spans_of
from fanfold.model.names import FanId, StepName
from fanfold.model.place import Span, Task
from fanfold.run.effects import Launch

STEPS = [StepName(name) for name in ("start", "fit", "join")]
KINDS = st.sampled_from(["plain", "retried", "isolated", "alone", "fallback", "gang"])


def launch_of(span: Span, kind: str) -> Launch:
    return Launch(
        span,
        (span.step,),
        attempt=0 if kind in {"plain", "isolated", "gang"} else 1,
        isolated=kind in {"isolated", "alone", "gang"},
        alone=kind == "alone",
        fallback=kind == "fallback",
        gang=kind == "gang",
    )


def tasks_of(launch: Launch) -> list[tuple[Task, Launch]]:
    """Each task, and how it is launched."""
    span = launch.span
    return [(span.task(i), launch._replace(span=Span(FanId(0), span.step, 0, 1))) for i in range(*span[2:4])]


class WaitingLine(RuleBasedStateMachine):
    """The queue beside a plain list of tasks for each lane."""

    def __init__(self) -> None:
        super().__init__()
        self.ready = Ready({step: number for number, step in enumerate(STEPS)})
        self.lanes: dict[Lane, list[tuple[Task, Launch]]] = {}
        self.next_index = 0

    @rule(
        step=st.sampled_from(STEPS),
        fan=st.integers(1, 2),
        width=st.integers(1, 20),
        kind=KINDS,
        first=st.booleans(),
    )
    def add(self, step: StepName, fan: int, width: int, kind: str, first: bool) -> None:
        span = Span(FanId(fan), step, self.next_index, self.next_index + width)
        self.next_index += width
        launch = launch_of(span, kind)
        self.ready.add(launch, first=first)
        line = self.lanes.setdefault(lane_of(launch), [])
        line[:] = [*tasks_of(launch), *line] if first else [*line, *tasks_of(launch)]

    @precondition(lambda self: len(self.ready) > 0)
    @rule(data=st.data(), count=st.integers(1, 30))
    def take(self, data: st.DataObject, count: int) -> None:
        lane = data.draw(st.sampled_from(self.ready.lanes()))
        head = self.ready.head(lane)
        taken = [task for launch in self.ready.take(lane, count) for task in tasks_of(launch)]
        line = self.lanes[lane]
        assert 1 <= len(taken) <= count
        assert taken == line[: len(taken)]
        assert {how._replace(span=head.span) for _, how in taken} == {head}, "one chunk, one way to run"
        del line[: len(taken)]

    @rule()
    def clear(self) -> None:
        assert self.ready.clear() == sum(map(len, self.lanes.values()))
        self.lanes.clear()

    @invariant()
    def counts_what_waits(self) -> None:
        assert len(self.ready) == sum(map(len, self.lanes.values()))
        for lane, line in self.lanes.items():
            assert self.ready.count(lane) == len(line)
        waiting = self.ready.lanes()
        assert {lane for lane, line in self.lanes.items() if line} == set(waiting)
        ranks = [STEPS.index(lane.step) for lane in waiting]
        assert ranks == sorted(ranks, reverse=True)


TestWaitingLine = WaitingLine.TestCase
TestWaitingLine.settings = settings(max_examples=40, stateful_step_count=40)


def test_neighbours_of_one_fan_and_turn_become_one_span() -> None:
    fit = StepName("fit")
    spans = [
        Span(FanId(1), fit, 0, 3),
        Span(FanId(1), fit, 3, 5),
        Span(FanId(1), fit, 6, 7),
        Span(FanId(2), fit, 7, 8),
        Span(FanId(2), fit, 8, 9, 1),
    ]
    launches = [launch_of(span, "plain") for span in spans]
    assert spans_of(launches) == (Span(FanId(1), fit, 0, 5), *spans[2:])
