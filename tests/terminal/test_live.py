"""A run on a terminal: what a person sees on the screen, in a real pseudo-terminal."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.flow_process import run_fanfold
from tests.terminal.pseudo import Seen

pytestmark = pytest.mark.processes

GATED = Path(__file__).parent / "flows" / "gated.py"
VIEW = re.compile(r"^Sweep/\d+ .*workers?", re.MULTILINE)
CURSOR_UP = re.compile(rb"\x1b\[\d*A")


class Gate:
    """A run that waits at its last item until it is let through."""

    def __init__(self, seen: Seen, file: Path) -> None:
        self.seen = seen
        self.file = file

    def open(self) -> int | None:
        """Let it through, and read what it prints until it ends; gives the exit code."""
        self.file.touch()
        return self.seen.to_the_end()


@contextmanager
def gated(
    tmp_path: Path,
    *words: str,
    columns: int = 80,
    rows: int = 24,
    settings: Mapping[str, str] | None = None,
) -> Iterator[Gate]:
    """The flow, started in a terminal of this size."""
    gate = tmp_path / "gate"
    arguments = [str(GATED), "run", "--gate", str(gate), *words]
    seen = Seen(arguments, home=tmp_path / "runs", columns=columns, rows=rows, settings=settings)
    try:
        yield Gate(seen, gate)
    finally:
        seen.close()


def shows_the_last_item(text: str) -> bool:
    """Whether there is a view, and all items but the one at the gate are through."""
    return VIEW.search(text) is not None and " 15/16 " in text and "slowest now" in text


def test_a_wide_run_is_a_line_for_each_step_and_what_is_printed_scrolls_above(tmp_path: Path) -> None:
    with gated(tmp_path) as run:
        run.seen.until(shows_the_last_item)
        head, start, fit, detail, join, end = run.seen.lines[-6:]
        assert VIEW.match(head) and re.search(r"00:\d\d$", head)
        assert re.match(r"  start  ✔ +1\b", start)
        assert re.match(r"  fit    ━{14}─  15/16  93%  1 run  7 caught\b", fit), fit
        assert re.match(
            r"    └ slowest now lr=1.0,seed=7 \d+\.\ds · last ✘ lr=1.0,seed=\d ValueError$", detail
        ), detail
        assert [join, end] == ["  join   ·", "  end    ·"]
        above = run.seen.history[:-6]
        assert "[fit/lr=1.0,seed=7] at the gate" in above
        assert "[fit/lr=0.1,seed=3]   seed 3 red" in above, above
        assert "[fit/lr=0.1,seed=1] 100%" in above
        assert sum(line.startswith("CAUGHT fit/lr=1.0,seed=") for line in above) == 1
        assert run.open() == 0
        assert VIEW.search(run.seen.text) is None
        assert re.search(r"^Sweep \(run-id \d+\) done in .*: 19 tasks", run.seen.text, re.MULTILINE)
        assert "[fit/lr=1.0,seed=7] through the gate" in run.seen.history
        assert run.seen.shows_cursor


def test_nothing_is_drawn_of_a_run_that_is_through_in_a_second(tmp_path: Path) -> None:
    with gated(tmp_path, "--seeds", "1", rows=100) as run:
        assert run.open() == 0
        if "done in" in run.seen.text and re.search(r"done in \d+ms", run.seen.text):
            assert CURSOR_UP.search(run.seen.written) is None


@pytest.mark.parametrize(("columns", "rows"), [(40, 10), (200, 50)])
def test_a_small_screen_and_a_large_one_get_what_fits(tmp_path: Path, columns: int, rows: int) -> None:
    with gated(tmp_path, columns=columns, rows=rows) as run:
        run.seen.until(lambda text: shows_the_last_item(text) or (" 15/16 " in text and columns == 40))
        fit = next(line for line in run.seen.lines if line.startswith("  fit "))
        assert " 15/16 " in fit and "7 caught" in fit
        assert ("━" in fit) == (columns == 200)
        assert all(len(line) < columns for line in run.seen.lines[-5:])
        assert run.open() == 0
        assert VIEW.search(run.seen.text) is None


def test_a_window_that_changes_its_size_in_the_middle_leaves_one_view(tmp_path: Path) -> None:
    with gated(tmp_path, columns=120, rows=30, settings={"XTERM_VERSION": "XTerm(390)"}) as run:
        run.seen.until(shows_the_last_item)
        run.seen.resize(60, 30)
        written = len(run.seen.written)
        run.seen.until(lambda text: len(run.seen.written) > written + 500 and " 15/16 " in text)
        assert all(len(line) < 60 for line in run.seen.lines[-5:])
        assert len(VIEW.findall(run.seen.text)) == 1
        assert run.open() == 0
        assert VIEW.search(run.seen.text) is None


def test_without_colours_and_without_unicode_it_reads_the_same(tmp_path: Path) -> None:
    with gated(tmp_path, settings={"NO_COLOR": "1", "LC_ALL": "C"}) as run:
        run.seen.until(shows_the_last_item)
        assert re.search(r"^  start  ok +1\b", run.seen.text, re.MULTILINE)
        assert re.search(r"^  fit    #{14}-  15/16  93%  1 run  7 caught", run.seen.text, re.MULTILINE)
        assert "\n".join(run.seen.lines[-6:]).isascii()
        assert run.open() == 0
        assert re.search(rb"\x1b\[[0-9;]*m", run.seen.written) is None


@pytest.mark.parametrize("settings", [{"TERM": "dumb"}, {"CI": "1"}], ids=["dumb", "ci"])
def test_where_nobody_looks_or_no_cursor_moves_it_is_plain_lines(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    with gated(tmp_path, settings=settings) as run:
        run.seen.until(lambda _: b"  fit: 16 tasks" in run.seen.written)
        assert run.open() == 0
        assert CURSOR_UP.search(run.seen.written) is None


def test_ctrl_c_leaves_a_clean_terminal_and_says_how_to_go_on(tmp_path: Path) -> None:
    with gated(tmp_path) as run:
        run.seen.until(shows_the_last_item)
        run.seen.type("\x03")
        run.seen.until(lambda text: "stopping: SIGINT" in text)
        assert run.open() == 130
        assert VIEW.search(run.seen.text) is None
        assert b" interrupted in " in run.seen.written
        assert b" resume\r\n" in run.seen.written
        assert run.seen.shows_cursor


def test_a_flood_of_lines_is_counted_and_a_line_without_end_is_cut(tmp_path: Path) -> None:
    with gated(tmp_path, "--print_lines", "100000", "--long_line", "3000000") as run:
        run.seen.until(shows_the_last_item)
        assert run.open() == 0
        shown = re.findall(rb"\[fit/lr=1.0,seed=0\]\S* line \d+", run.seen.written)
        held_back = re.findall(rb"([\d,]+) more lines of fit", run.seen.written)
        assert 0 < len(shown) < 10_000
        assert 100_000 <= len(shown) + sum(int(lines.replace(b",", b"")) for lines in held_back) < 100_100
        assert len(run.seen.written) < 2_000_000


def test_lines_are_put_down_to_the_tasks_that_printed_them(tmp_path: Path) -> None:
    with gated(tmp_path, "--seeds", "200") as run:
        run.seen.until(lambda text: VIEW.search(text) is not None and " 399/400 " in text)
        assert run.open() == 0
        printed = re.findall(rb"\[fit/lr=\d.\d,seed=(\d+)\]\S*   seed (\d+) ", run.seen.written)
        assert len(printed) == 400
        assert [name for name, seed in printed if name != seed] == []


def test_a_terminal_that_stands_still_does_not_hold_up_the_run(tmp_path: Path) -> None:
    """Ctrl-S, until after the run has ended and said so on disk; then Ctrl-Q."""
    with gated(tmp_path) as run:
        run.seen.until(shows_the_last_item)
        run.seen.type("\x13")
        run.file.touch()
        following = ["logs", "-f", "latest/end"]
        assert run_fanfold(*following, home=tmp_path / "runs").exit_code == 0
        assert " done in " in run_fanfold("status", home=tmp_path / "runs").out
        run.seen.type("\x11")
        assert run.seen.to_the_end() == 0
        assert b" done in " in run.seen.written


def test_logs_of_what_is_running_can_be_followed_from_another_shell(tmp_path: Path) -> None:
    with (
        gated(tmp_path) as run,
        following(tmp_path, "latest/fit") as one,
        following(tmp_path) as all_,
    ):
        run.seen.until(shows_the_last_item)
        for follower in (one, all_):
            follower.until_line("[fit/lr=1.0,seed=7] at the gate")
            assert "[fit/lr=0.1,seed=3]   seed 3 red" in follower.history
        assert re.search(
            r"^  fit +15 done .*, 1 running", run_fanfold("status", home=tmp_path / "runs").out, re.MULTILINE
        )
        now = run_fanfold("logs", "latest/fit/lr=1.0,seed=7", "--stdout", home=tmp_path / "runs")
        assert now.out.endswith("at the gate\n") and "seed 7" in now.out
        assert run.open() == 0
        for follower in (one, all_):
            assert follower.to_the_end() == 0
            assert "[fit/lr=1.0,seed=7] through the gate" in follower.history
            assert re.fullmatch(r"--- \d+ succeeded", follower.lines[-1])


@contextmanager
def following(tmp_path: Path, pathspec: str = "latest") -> Iterator[Seen]:
    """`logs -f`, in a terminal of its own, as soon as there is a run."""
    while not list((tmp_path / "runs").glob("*/*/ledger.db")):
        time.sleep(0.05)
    seen = Seen(["-m", "fanfold", "logs", "-f", pathspec], home=tmp_path / "runs", columns=100)
    try:
        yield seen
    finally:
        seen.close()


def test_logs_of_a_killed_run_say_what_was_running_and_that_it_was_killed(tmp_path: Path) -> None:
    with gated(tmp_path) as run:
        run.seen.until(shows_the_last_item)
        with following(tmp_path, "latest/fit/lr=1.0,seed=7") as follower:
            follower.until_line("[fit/lr=1.0,seed=7] at the gate")
            run.seen.kill()
            assert follower.to_the_end() == 0
        assert re.fullmatch(r"--- \d+ killed", follower.lines[-1])
        assert all("[fit/lr=1.0,seed=7] " in line for line in follower.lines[:-1])
        for name in ("lr=1.0,seed=7", "15"):
            assert "at the gate" in run_fanfold("logs", f"latest/fit/{name}", home=tmp_path / "runs").out
        assert "There is no step" in run_fanfold("logs", "-f", "latest/fits", home=tmp_path / "runs").err


def test_after_a_kill_the_cursor_is_there_and_status_tells_how_far_the_run_came(tmp_path: Path) -> None:
    with gated(tmp_path) as run:
        run.seen.until(shows_the_last_item)
        run.seen.kill()
        assert run.seen.to_the_end() is None
        assert run.seen.shows_cursor
        shown = run_fanfold("status", home=tmp_path / "runs").out
        assert re.match(r"Sweep \(run-id \d+\) interrupted in ", shown)
        assert re.search(r"^  fit +15 done \(7 caught\), 1 not run ", shown, re.MULTILINE), shown
        assert "7 tasks of fit: ValueError" in shown and "all with lr=1.0 (caught)" in shown
        assert re.search(r"^  python \S+gated.py resume$", shown, re.MULTILINE)


def test_what_a_task_prints_is_on_the_screen_while_it_goes_on(tmp_path: Path) -> None:
    """And soon, as the median of several: how busy the machine is now and then is not what is measured."""
    heard = tmp_path / "heard"
    flow = Path(__file__).parent / "flows" / "speaking.py"
    seen = Seen([str(flow), "run", "--heard", str(heard)], home=tmp_path / "runs")
    waited: list[float] = []
    try:
        for number in range(1, 10):
            seen.until(lambda _: seen.written.count(b"it is ") == number)  # noqa: B023 - asked at once
            waited.append(time.time() - float(SAID.findall(seen.written)[-1]))
            heard.touch()
        assert seen.to_the_end() == 0
    finally:
        seen.close()
    assert sorted(waited)[len(waited) // 2] < LATE_SECONDS


SAID = re.compile(rb"it is (\d+\.\d+)")
LATE_SECONDS = 10.0
"""Fifty times what it takes on a machine that has nothing else to do."""
