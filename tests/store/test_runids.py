"""Run ids: in the order of the runs, each taken once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fanfold.model.errors import NotFoundError, StorageError
from fanfold.model.names import FlowName, RunId
from fanfold.store import runjson
from fanfold.store.folder import RunFolder
from fanfold.store.runids import find_run, flow_names, latest_run, runs, take_run

FLOW = FlowName("Sizes")
NOW = 1_764_000_000.5


def recorded(home: Path, *, flow: FlowName = FLOW, script: Path | None = None, now: float = NOW) -> RunFolder:
    folder = take_run(home, flow, now_seconds=now)
    runjson.write(
        folder, runjson.RunRecord(flow, folder.run_id, script=str(script.resolve()) if script else "")
    )
    return folder


def test_an_id_is_ten_digits_and_tells_the_time(tmp_path: Path) -> None:
    assert take_run(tmp_path, FLOW, now_seconds=NOW).run_id == "1764000000"


def test_runs_of_one_second_get_ids_in_their_order(tmp_path: Path) -> None:
    ids = [take_run(tmp_path, FLOW, now_seconds=NOW).run_id for _ in range(3)]
    assert ids == ["1764000000", "1764000001", "1764000002"]


def test_a_clock_that_goes_back_cannot_reorder_runs(tmp_path: Path) -> None:
    first = take_run(tmp_path, FLOW, now_seconds=NOW)
    second = take_run(tmp_path, FLOW, now_seconds=NOW - 86_400)
    third = take_run(tmp_path, FLOW, now_seconds=0)
    assert first.run_id < second.run_id < third.run_id


def test_ids_sort_as_text_even_when_the_clock_was_never_set(tmp_path: Path) -> None:
    ids = [take_run(tmp_path, FLOW, now_seconds=now).run_id for now in (7, 99, 100, NOW)]
    assert ids == sorted(ids)
    assert {len(run_id) for run_id in ids} == {10}


@pytest.mark.processes
def test_processes_that_take_ids_at_once_never_share_one(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from fanfold.store.runids import take_run\n"
        "print(sys.stdin.readline() and '\\n'.join(\n"
        "    take_run(Path(sys.argv[1]), 'Sizes', now_seconds=1e9).run_id for _ in range(200)))"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    takers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    taken = [taker.communicate("go\n")[0].split() for taker in takers]
    assert [len(ids) for ids in taken] == [200, 200]
    assert len({*taken[0], *taken[1]}) == 400
    assert all(ids == sorted(ids) for ids in taken)


def test_a_folder_where_no_run_came_to_be_is_no_run(tmp_path: Path) -> None:
    take_run(tmp_path, FLOW, now_seconds=NOW)
    assert list(runs(tmp_path, FLOW)) == []
    assert flow_names(tmp_path) == []
    assert latest_run(tmp_path, FLOW) is None


def test_runs_come_newest_first(tmp_path: Path) -> None:
    made = [recorded(tmp_path) for _ in range(3)]
    assert list(runs(tmp_path, FLOW)) == made[::-1]
    assert latest_run(tmp_path, FLOW) == made[-1]


def test_the_latest_run_of_a_script_is_of_that_script(tmp_path: Path) -> None:
    """Two files may each hold a flow of the same name."""
    mine = recorded(tmp_path, script=tmp_path / "mine.py")
    recorded(tmp_path, script=tmp_path / "other.py")
    assert latest_run(tmp_path, FLOW, script=tmp_path / "mine.py") == mine
    assert latest_run(tmp_path, FLOW, script=tmp_path / "third.py") is None


def test_a_run_is_found_by_its_id(tmp_path: Path) -> None:
    folder = recorded(tmp_path)
    assert find_run(tmp_path, FLOW, folder.run_id) == folder


def test_a_mistyped_run_id_gets_the_nearest_ones_and_the_folder_searched(tmp_path: Path) -> None:
    recorded(tmp_path)
    with pytest.raises(NotFoundError) as told:
        find_run(tmp_path, FLOW, RunId("1764000009"))
    assert "1764000000" in told.value.remedy
    assert str(tmp_path / FLOW) in told.value.message


def test_a_mistyped_flow_gets_the_nearest_one(tmp_path: Path) -> None:
    recorded(tmp_path)
    with pytest.raises(NotFoundError) as told:
        find_run(tmp_path, FlowName("Size"), RunId("1764000000"))
    assert told.value.remedy == "Did you mean Sizes?"


@pytest.mark.parametrize("run_id", ["../Sizes/1764000000", "", ".", "..", "/etc"])
def test_a_run_id_cannot_lead_out_of_the_flows_folder(tmp_path: Path, run_id: str) -> None:
    recorded(tmp_path)
    with pytest.raises(NotFoundError):
        find_run(tmp_path, FLOW, RunId(run_id))


def test_a_file_where_the_flows_folder_should_be_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / FLOW).write_text("")
    with pytest.raises(StorageError, match=str(tmp_path)):
        take_run(tmp_path, FLOW, now_seconds=NOW)
