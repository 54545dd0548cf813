"""Whatever became of the items, and however their records lie on the disk: what is said of all tasks at once
is what the records say one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from pickle import dumps
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from fanfold.client import Run, Task, default_metadata, metadata
from fanfold.model.status import Status
from tests.client.written_runs import STEPS, Item, write_run

LIKE_A_RECORD = dumps(("second", 1, 3, 0, 0, 0, 1.5, 9e9, None, 0, 0, {}, "3"), 5)
"""An artifact that would be the slowest task of all, to who does not look closely."""

few = settings(max_examples=25)
"""Each example writes a run to the disk."""

statuses = st.sampled_from([Status.OK, Status.OK, Status.OK, Status.CAUGHT, Status.FAILED])
values = st.sampled_from([1, None, "text", [1, 2], LIKE_A_RECORD, [0] * 5000, b"x" * 20_000, 1 << 80])
seconds = st.floats(0, 1000)
items = st.builds(Item, st.tuples(statuses, statuses), st.tuples(seconds, seconds), values)


@st.composite
def layouts(draw: st.DrawFn) -> tuple[list[Item], list[int], bool]:
    """Items, the sizes of the chunks they went in, and whether the last one was never indexed."""
    drawn = draw(st.lists(items, min_size=1, max_size=40))
    cuts = sorted(draw(st.sets(st.integers(1, len(drawn)), max_size=6)) | {0, len(drawn)})
    sizes = [after - before for before, after in pairwise(cuts)]
    return drawn, sizes, draw(st.booleans())


@contextmanager
def written(layout: tuple[list[Item], list[int], bool]) -> Iterator[Run]:
    """The run, for a while."""
    with TemporaryDirectory() as folder:
        metadata(f"local@{folder}")
        try:
            pathspec = write_run(Path(folder), layout[0], layout[1], is_late=layout[2])
            yield Run(pathspec, _namespace_check=False)
        finally:
            default_metadata()


@few
@given(layouts())
def test_every_task_is_there_once_with_what_became_of_it(layout: tuple[list[Item], list[int], bool]) -> None:
    with written(layout) as run:
        for number, step in enumerate(STEPS):
            found = (
                [
                    (int(task.id), task.successful, task.finished, task.seconds)
                    for task in run[step].in_order()
                ]
                if step in run
                else []
            )
            assert found == [
                (index, status is Status.OK, status is not Status.FAILED, item.seconds[number])
                for index, item in _reached(layout[0], number)
                for status in [item.statuses[number]]
            ]


@few
@given(layouts(), st.integers(0, 50))
def test_the_slowest_are_the_slowest(layout: tuple[list[Item], list[int], bool], count: int) -> None:
    with written(layout) as run:
        for number, step in enumerate(STEPS):
            if step in run:
                times = sorted(
                    (item.seconds[number] for _, item in _reached(layout[0], number)), reverse=True
                )
                slowest = run[step].slowest(count)
                assert [task.seconds for task in slowest] == times[:count]
                assert len({task.id for task in slowest}) == len(slowest)


@few
@given(layouts())
def test_the_failed_are_those_that_failed_or_were_caught(layout: tuple[list[Item], list[int], bool]) -> None:
    with written(layout) as run:
        for number, step in enumerate(STEPS):
            if step in run:
                reached = _reached(layout[0], number)
                assert _ids(run[step].failed()) == [
                    index for index, item in reached if item.statuses[number] is not Status.OK
                ]
                assert _ids(run[step].failed(caught=False)) == [
                    index for index, item in reached if item.statuses[number] is Status.FAILED
                ]


@few
@given(layouts())
def test_values_and_rows_say_what_each_task_says(layout: tuple[list[Item], list[int], bool]) -> None:
    with written(layout) as run:
        if "second" not in run:
            return
        step = run["second"]
        wanted = [(index, item.value) for index, item in _reached(layout[0], 1)]
        assert step.values("value") == [value for _, value in wanted]
        assert step.values("number") == [index for index, _ in wanted]
        assert set(step.values("shared")) == {"all"}
        assert set(step.values("limit")) == {7}
        rows = list(step.rows(["value"]))
        assert [(row["index"], row["value"]) for row in rows] == wanted
        assert [row["seconds"] for row in rows] == [task.seconds for task in step.in_order()]
        table = step.table(["value"])
        assert list(zip(table["index"], table["value"], strict=True)) == wanted
        assert [row["status"] for row in rows] == table["status"]
        assert [row["seconds"] for row in rows] == table["seconds"]
        assert step.table()["number"] == step.values("number")
        counts = step.counts
        assert (counts.done + counts.failed, len(step.seconds())) == (len(wanted), counts.done)


def _reached(drawn: list[Item], number: int) -> list[tuple[int, Item]]:
    """The items that came to the step of this number."""
    return [
        (index, item)
        for index, item in enumerate(drawn)
        if not number or item.statuses[0] is not Status.FAILED
    ]


def _ids(tasks: list[Task]) -> list[int]:
    return [int(task.id) for task in tasks]
