"""Figures, streams, and what a task's name looks like."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanfold.engine.observer import TaskName
from fanfold.engine.silent import Silent
from fanfold.model.names import StepName
from fanfold.terminal.figures import duration, percent, tasks
from fanfold.terminal.run_id_file import RunIdFile
from fanfold.terminal.stream import Stream
from fanfold.terminal.task_output import UP, prefixed, tamed
from tests.terminal.watched import INFO


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.012, "12ms"),
        (0.9996, "1.0s"),
        (3.21, "3.2s"),
        (59.94, "59.9s"),
        (59.96, "1m00s"),
        (62, "1m02s"),
        (3599.6, "1h00m"),
        (7500, "2h05m"),
        (86_399.7, "1d00h"),
        (273_600, "3d04h"),
    ],
)
def test_times_have_two_units_at_the_most(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_a_hundred_per_cent_means_all() -> None:
    assert percent(9999, 10_000) == "99%"
    assert percent(0, 0) == "0%"


def test_one_task_is_not_tasks() -> None:
    assert [tasks(number) for number in (0, 1, 1000)] == ["0 tasks", "1 task", "1,000 tasks"]


def test_a_task_outside_any_foreach_is_called_by_its_step_alone() -> None:
    start = StepName("start")
    assert TaskName(start, "0").short == "start"
    assert TaskName(start, "0~3").short == "start~3"
    assert TaskName(start, "2.7", "acme").short == "start/acme"


@given(st.binary().map(lambda data: data.replace(b"\r", b"")).filter(lambda data: UP not in data))
def test_every_line_gets_the_prefix_and_nothing_is_lost(data: bytes) -> None:
    lines = prefixed(data, "[fit] ").split(b"\n")
    assert lines.pop() == b""
    assert all(line.startswith(b"[fit] ") for line in lines)
    assert b"\n".join(line.removeprefix(b"[fit] ") for line in lines) == data.removesuffix(b"\n")


def test_a_bar_that_was_taken_away_leaves_no_line_and_one_within_another_none_for_each_state() -> None:
    gone = b"\r 10%|\xe2\x96\x88  |\r100%|##|\r          \r"
    assert prefixed(gone, "[fit] ") == b""
    inner = b"".join(b"\n\rinner %d%%\x1b[A" % state for state in range(100))
    nested = b"\router 0%" + inner + b"\router 50%" + inner + b"\router 100%\ndone\n"
    for data in (nested, tamed(nested, colour=True)):
        shown = prefixed(data, "[fit] ")
        assert shown == b"[fit] outer 0%\n[fit] outer 50%\n[fit] outer 100%\n[fit] done\n"
    deeper = b"\ra\n\rb\n\rc 1\x1b[A\x1b[A\n\n\rc 2\x1b[A\x1b[A\ra 2\n"
    assert prefixed(deeper, "") == b"a\nb\na 2\n"


def test_a_stream_whose_reader_has_gone_swallows_the_rest(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as file:
        stream = Stream(file)
        stream.line("one")
        file.close()
        stream.line("two")
    assert (tmp_path / "log").read_bytes() == b"one\n"


def test_a_full_disk_below_the_log_ends_nothing() -> None:
    with open("/dev/full", "wb") as full:
        stream = Stream(full)
        stream.line("one")
        stream.line("two")


def test_half_a_surrogate_pair_is_written_as_an_escape() -> None:
    binary = io.BytesIO()
    Stream(binary).line("caf\udce9")
    assert binary.getvalue() == b"caf\\udce9\n"


def test_what_is_written_together_goes_out_in_one_piece() -> None:
    reader, writer = os.pipe2(os.O_DIRECT)  # such a pipe keeps apart what was written apart
    with os.fdopen(writer, "wb") as binary:
        stream = Stream(binary)
        with stream.together():
            stream.line("one")
            stream.line("two")
        stream.line("three")
        assert [os.read(reader, 100), os.read(reader, 100)] == [b"one\ntwo\n", b"three\n"]
    os.close(reader)


def test_the_run_id_is_in_its_file_when_the_run_has_started(tmp_path: Path) -> None:
    file = tmp_path / "id"
    RunIdFile(str(file), Silent()).run_started(INFO)
    assert file.read_text() == "1712"
