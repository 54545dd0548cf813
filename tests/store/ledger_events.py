"""Hypothesis strategies: any event that a run may have."""

from __future__ import annotations

from hypothesis import strategies as st

from fanfold.model.names import FanId, StepName
from fanfold.model.place import Span, Task
from fanfold.model.status import Cause, Failure
from fanfold.run.events import (
    Event,
    FanStopped,
    ItemsCancelled,
    ItemsDone,
    Quiesced,
    RunStarted,
    SplitDone,
    StopRequested,
    TaskFailed,
    TimerFired,
)
from fanfold.store.location import Location

numbers = st.integers(0, 2**62)
steps = st.sampled_from(["start", "work", "größe", "fold", "end"]).map(StepName)
fans = numbers.map(FanId)
tasks = st.builds(Task, fans, steps, numbers, numbers)
spans = st.builds(Span, fans, steps, numbers, numbers, numbers)
texts = st.text(st.characters(exclude_categories=["Cs"]))
failures = st.builds(Failure, st.sampled_from(Cause), texts, texts, texts, texts)
locations = st.builds(Location, texts, numbers, numbers)
places = st.none() | locations
chains = st.lists(steps, max_size=3).map(tuple)

done = st.builds(ItemsDone, spans, st.none() | steps, numbers, st.just(False))
splits = st.builds(SplitDone, tasks, numbers, st.none())
failed = st.builds(TaskFailed, tasks, numbers, failures, st.booleans())
rare = st.one_of(
    st.just(RunStarted()),
    st.just(Quiesced()),
    st.builds(TimerFired, tasks),
    st.builds(FanStopped, tasks),
    st.builds(ItemsCancelled, spans),
    st.builds(StopRequested, st.text()),
)
events: st.SearchStrategy[Event] = st.one_of(done, splits, failed, rare)
