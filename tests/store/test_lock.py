"""The run lock: it lives as long as its driver, and no longer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fanfold.model.errors import RunBusyError, StorageError
from fanfold.store.folder import RunFolder
from fanfold.store.lock import Holder, boot_id, hold, holder, host_name, is_running, wait_for_file

DRIVER = """
import os, sys, time
from pathlib import Path
from fanfold.store.folder import RunFolder
from fanfold.store.lock import hold
lock = hold(RunFolder(Path(sys.argv[1])))
"""


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    path = tmp_path / "Sizes" / "1764000000"
    path.mkdir(parents=True)
    return RunFolder(path)


def driver(folder: RunFolder, then: str) -> subprocess.Popen[str]:
    """A process that holds the lock, and has said so."""
    script = f"{DRIVER}\n{then}"
    command = [sys.executable, "-c", script, str(folder.path)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


@pytest.fixture
def waiting_driver(folder: RunFolder) -> Iterator[subprocess.Popen[str]]:
    with driver(folder, "print('held', flush=True); sys.stdin.read()") as process:
        yield process
        process.kill()


def test_a_run_runs_while_its_lock_is_held(folder: RunFolder) -> None:
    assert not is_running(folder)
    with hold(folder):
        assert is_running(folder)
    assert not is_running(folder)


def test_looking_does_not_take_the_lock_away(folder: RunFolder) -> None:
    with hold(folder) as lock:
        assert is_running(folder)
        assert is_running(folder)
        with pytest.raises(RunBusyError):
            hold(folder)
        lock.close()
        assert not is_running(folder)


@pytest.mark.processes
def test_two_drivers_never_hold_one_run_and_the_second_is_told_who_does(
    folder: RunFolder, waiting_driver: subprocess.Popen[str]
) -> None:
    with pytest.raises(RunBusyError) as told:
        hold(folder)
    assert f"process {waiting_driver.pid}" in told.value.message
    assert folder.run_id in told.value.message
    assert holder(folder.lock) == Holder(host_name(), boot_id(), waiting_driver.pid)


@pytest.mark.processes
def test_a_killed_driver_holds_nothing(folder: RunFolder, waiting_driver: subprocess.Popen[str]) -> None:
    assert is_running(folder)
    waiting_driver.send_signal(signal.SIGKILL)
    waiting_driver.wait()
    assert not is_running(folder)
    with hold(folder):
        assert holder(folder.lock) == Holder(host_name(), boot_id(), os.getpid())


@pytest.mark.processes
def test_a_child_that_outlives_its_driver_does_not_keep_the_run_going(folder: RunFolder) -> None:
    forks = (
        "closed, closes = os.pipe()\n"
        "if os.fork() == 0:\n"
        "    lock.close_in_child()\n"
        "    os.write(closes, b'!')\n"
        "    sys.stdin.read()\n"
        "    os._exit(0)\n"
        "os.read(closed, 1)\n"
        "print('held', flush=True)\n"
        "sys.stdout.close(); os.waitpid(-1, 0)"
    )
    with driver(folder, forks) as process:
        assert is_running(folder), "the child's close must not release the driver's hold"
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert not is_running(folder)


def test_a_lock_that_is_only_looked_at_can_be_taken(folder: RunFolder) -> None:
    folder.lock.touch()
    looking = os.open(folder.lock, os.O_RDONLY)
    import fcntl

    fcntl.flock(looking, fcntl.LOCK_SH)
    os.close(looking)
    hold(folder).close()


def test_waiting_for_a_lock_gets_it(tmp_path: Path) -> None:
    wait_for_file(tmp_path / "x").close()
    with wait_for_file(tmp_path / "x"):
        assert (tmp_path / "x").exists()


def test_a_folder_that_is_gone_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="gone"):
        hold(RunFolder(tmp_path / "gone"))


def test_a_holder_of_another_boot_or_a_process_that_is_gone_holds_nothing() -> None:
    """What counts where the file system knows no locks."""
    here = Holder(host_name(), boot_id(), os.getpid())
    assert here.lives()
    assert not Holder(here.host, "another-boot", here.pid).lives()
    assert not Holder(here.host, here.boot_id, 2**22 + 1).lives()
    assert Holder("another-host", "another-boot", 1).lives(), "it cannot be told, so nothing is taken from it"


def test_who_held_a_lock_may_be_unreadable(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("{")
    assert holder(tmp_path / "lock") is None
    assert holder(tmp_path / "none") is None
