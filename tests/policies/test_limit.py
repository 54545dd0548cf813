"""`@limit` as a user meets it: with real processes, and what cannot be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from fanfold import limit
from fanfold.flow.decorators.decorator import DecoratorError
from fanfold.flow.decorators.step.limit import read_rate
from tests.fault.processes import ran

FLOW = Path(__file__).parent / "flows" / "limited.py"
WIDTH = 12


class Line(NamedTuple):
    """What a task wrote down."""

    seconds: float
    step: str
    index: int  # type: ignore[assignment]
    begins: bool


def lines_of(counter: Path) -> list[Line]:
    """What the tasks wrote down, in the order of time."""
    words = [line.split() for line in counter.read_text().splitlines()]
    return sorted(Line(float(time), step, int(index), what == "begins") for time, step, index, what in words)


@pytest.mark.processes
def test_a_pool_lets_no_more_through_at_once_and_within_a_time_and_holds_up_nobody_else(
    tmp_path: Path,
) -> None:
    counter = tmp_path / "counter"
    words = ("run", "--json", "--max-workers", "4")
    done = ran(FLOW, *words, home=tmp_path / "runs", COUNTER=str(counter))
    assert done.exit_code == 0, done
    lines = lines_of(counter)
    limited = [line for line in lines if line.step != "work"]
    at_once = most = 0
    for line in limited:
        at_once += 1 if line.begins else -1
        most = max(most, at_once)
    assert most <= 2
    begun = [line.seconds for line in limited if line.begins]
    assert len(begun) == 2 * WIDTH + 1, "each item in both steps, and one retry"
    # They are counted when they are given out, and begin a moment later: 6 within 2 s, four times over.
    assert begun[-1] - begun[0] > 2.0 * (len(begun) // 6) - 1.5
    last_free = max(line.seconds for line in lines if line.step == "work")
    assert last_free < begun[-1], "what is not limited passes by"
    told = [json.loads(line) for line in done.out.splitlines()]
    waiting = [step["waiting"] for event in told if event["event"] == "progress" for step in event["steps"]]
    assert max(waiting) > 0, "that tasks wait for a limit can be seen"


@pytest.mark.parametrize(
    ("rate", "read"),
    [
        ("50/min", (50, 60.0)),
        ("10/s", (10, 1.0)),
        ("2 per hour", (2, 3600.0)),
        ("100 per 10 s", (100, 10.0)),
        ("1000 / day", (1000, 86400.0)),
        ("0.5/s", (1, 2.0)),
        ("2.5 per second", (5, 2.0)),
        ("3/minutes", (3, 60.0)),
        ("50", None),
        ("0/s", None),
        ("-1/s", None),
        ("fast", None),
        ("5/fortnight", None),
        ("1/0s", None),
        ("9999999/s", None),
        (50, None),
    ],
)
def test_rates_are_a_number_per_time(rate: object, read: tuple[int, float] | None) -> None:
    assert read_rate(rate) == read


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"concurrent": 0},
        {"concurrent": 1.5},
        {"concurrent": True},
        {"rate": "50"},
        {"rate": 50},
        {"concurrent": 1, "pool": ""},
        {"concurrent": 1, "pool": 3},
    ],
)
def test_what_limits_nothing_or_cannot_be_read_is_refused(
    options: dict[str, Any],
) -> None:
    with pytest.raises(DecoratorError) as caught:
        limit(**options)
    assert caught.value.remedy
    assert caught.value.file == __file__
