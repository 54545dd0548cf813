"""`@cache` with real processes: what tasks print, and several runs at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from fanfold.client import Run, default_metadata, default_namespace, metadata, namespace
from fanfold.store.cache import usage
from tests.cache.written import FLOW
from tests.flow_process import run_fanfold, run_file

MAIN = FLOW + "\n\nif __name__ == '__main__':\n    Nightly()\n"
MANY = " ".join(map(str, range(300)))


def test_output_is_kept_and_shown_again_and_every_view_says_reused(tmp_path: Path) -> None:
    flow, home = tmp_path / "nightly.py", tmp_path / "runs"
    flow.write_text(MAIN)
    assert run_file(flow, "run", home=home).exit_code == 0
    again = run_file(flow, "run", "--items", "3 4", home=home)
    assert "1 reused" in again.out, str(again)
    assert "working on 4" in again.out
    assert "working on 3" not in again.out, "nothing printed it this time"
    assert "working on 3" in run_fanfold("logs", "latest/work", home=home).out
    assert "1 reused" in run_fanfold("status", home=home).out
    assert run_fanfold("verify", "latest", home=home).exit_code == 0
    said = run_fanfold("why", "latest/work/4", home=home).out
    assert "work/1: Never seen" in said, "item 4 has the index 1"
    assert "was not run" in run_fanfold("why", "latest/work/3", home=home).out
    assert "reused" not in run_file(flow, "run", "--no-cache", home=home).out


def test_runs_at_the_same_time_fill_one_cache(tmp_path: Path) -> None:
    flow, home = tmp_path / "nightly.py", tmp_path / "runs"
    flow.write_text(MAIN)
    environment = {"FANFOLD_HOME": str(home), "USER": "tester", "PATH": ""}
    runs = [
        subprocess.Popen(
            [sys.executable, str(flow), "run", "--quiet", "--items", MANY],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]
    outs = [run.communicate(timeout=120)[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], outs
    assert sum(each.results for each in usage(home / "Nightly")) == 300
    again = run_file(flow, "run", "--items", MANY, home=home)
    assert "300 done (300 reused)" in again.out, str(again)
    namespace(None)
    metadata(f"local@{home}")
    try:
        newest = max((home / "Nightly").glob("1*")).name
        assert Run(f"Nightly/{newest}")["join"].values("results")[0] == [
            2 * number + 10 for number in range(300)
        ]
    finally:
        default_namespace()
        default_metadata()
