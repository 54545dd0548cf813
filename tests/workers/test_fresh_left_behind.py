"""What cannot be put back is told, each kind once."""

from __future__ import annotations

import itertools
import os
import socket
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from fanfold.workers.fresh import Fresh
from tests.workers.warm import said_of, warm

linux_only = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux lists a process's own descriptors"
)


def test_a_task_that_leaves_nothing_is_not_spoken_of(tmp_path: Path) -> None:
    def work() -> None:
        thread = threading.Thread(target=int)
        thread.start()
        thread.join()
        (tmp_path / "file").write_text("text")
        with socket.socket():
            pass

    with warm() as fresh:
        assert [said_of(fresh, work) for _ in range(20)] == [[]] * 20


def _start(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()


def test_threads_are_told_by_name_and_once() -> None:
    stop = threading.Event()
    threads = [threading.Thread(target=stop.wait, name=f"reader-{number}") for number in range(5)]
    with warm() as fresh:
        said = said_of(fresh, partial(_start, threads[:2]))
        again = said_of(fresh, partial(_start, threads[2:]))
    stop.set()
    for thread in threads:
        thread.join()
    sentence = (
        "A task of step *work* left 2 threads running (reader-0, reader-1). Later items of this process live "
        "with them. Join them, or mark the step @isolate: each item then has a process of its own."
    )
    assert said == [sentence]
    assert again == []


def test_a_thread_that_was_there_before_is_nobodys() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    with warm() as fresh:
        assert said_of(fresh, lambda: None) == []
    stop.set()
    thread.join()


@linux_only
def test_a_file_that_stays_open_is_told_by_its_path(tmp_path: Path) -> None:
    kept: list[Any] = []
    with warm() as fresh:
        said = said_of(fresh, lambda: kept.append((tmp_path / "file").open("w")))
        again = said_of(fresh, lambda: kept.append(socket.socket()))
    for one in kept:
        one.close()
    assert said[0].startswith(f"A task of step *work* left a file or socket open ({tmp_path}/file). ")
    assert "Close it, or mark the step @isolate" in said[0]
    assert again == []


@linux_only
def test_what_leaks_slowly_is_found_in_the_end() -> None:
    """Descriptors are listed after the first, second, fourth … task, which is dear, and not after each."""
    kept: list[Any] = []
    with warm() as fresh:
        said = [said_of(fresh, lambda: None) for _ in range(4)]
        said += [said_of(fresh, lambda: kept.append(socket.socket())) for _ in range(4)]
    for one in kept:
        one.close()
    assert [len(sentences) for sentences in said].count(1) == 1
    assert "open (socket:[" in "".join(itertools.chain(*said))


@linux_only
def test_what_the_engine_opens_is_not_told(tmp_path: Path) -> None:
    (tmp_path / "packs").mkdir()
    kept = []
    fresh = Fresh(None, False, home=str(tmp_path / "packs"))
    try:
        for place in (tmp_path / "packs" / "ledger", tmp_path / "0-1.pack", Path(os.devnull)):
            place.touch()
            fresh.begin("work", (), 0, 0, 0)
            kept.append(place.open("rb"))
            assert fresh.end() == []
    finally:
        fresh.close()
        for file in kept:
            file.close()


@linux_only
def test_a_child_that_still_runs_is_told_by_name() -> None:
    started: list[subprocess.Popen[bytes]] = []
    command = [sys.executable, "-c", "input()"]

    def work() -> None:
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
        started.append(child)

    with warm() as fresh:
        said = said_of(fresh, work)
    started[0].communicate()
    assert said[0].startswith("A task of step *work* left a child process running (")
    assert "Wait for it, or mark the step @isolate" in said[0]


@linux_only
def test_a_child_that_has_ended_is_not_told() -> None:
    def work() -> None:
        if (child := os.fork()) == 0:
            os._exit(0)
        os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        children.append(child)

    children: list[int] = []
    with warm() as fresh:
        assert said_of(fresh, work) == []
    os.waitpid(children[0], 0)
