"""Flows written for Metaflow run unchanged, under both names, and find what they must find."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.flow_process import run_fanfold, run_file

pytestmark = pytest.mark.processes

FOLDER = Path(__file__).parents[2] / "examples" / "from-metaflow"

# What each prints, among other things.
PRINTED = {
    "batch_jobs": ["small (no tags): 45", "medium (daily): 4,950", "large (daily, heavy): 499,500"],
    "cities": ["Oslo and Rome: 8 km or 8 mi of letters"],
    "configured": ["project shops, 2 shops", "lengths: {'north': 5, 'south': 5}, at most a minute: True"],
    "cross_validation": ["5 folds of run", "at most 0.01 off", "weights: 2.0 -1.0 0.5"],
    "ensemble": ["4 nodes: 4950"],
    "file_store": ["parts: aaa bbb ccc"],
    "merge_branches": ["differing: count", "6 words, 13 letters, 4 different, not"],
    "model_zoo": [">> project zoo, branch user.tester", ">> best: net with 1.5"],
    "nightly": ["night 1, tags: night:1"],
    "robust_fetch": ["offline: {'home': 1, 'flaky': 2}, failed: ['cannot fetch gone']"],
    "sales_by_region": ["north: 66 EUR", "south: 1,266 EUR", "west: 2,466 EUR"],
    "training_report": ["from 1.00 to 0.05"],
    "triage": ["900 became 56 in 4 rounds"],
    "tuning": ["lasso: alpha 0.9, off by 0.1", "ridge: alpha 1.0, off by 0.2"],
}
ARGUMENTS = {
    "cities": (["--cities", '["Lima"]', "--units", "nm"], "Lima: 4 nm of letters"),
    "configured": (["--shops", "east"], "lengths: {'east': 4}, at most a minute: True"),
    "triage": (["--amount", "50"], "50 became 50 in 0 rounds"),
    "ensemble": (["--nodes", "2"], "2 nodes: 4950"),
    "nightly": (["--tag", "team:data"], "night 1, tags: night:1, team:data"),
}


def test_none_is_left_out() -> None:
    assert {path.stem for path in FOLDER.glob("*.py")} - {"jobs"} == set(PRINTED)
    listed = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [name for name in PRINTED if f"`{name}.py`" not in listed] == []


@pytest.mark.parametrize("name", PRINTED)
def test_it_runs_as_it_is(name: str, tmp_path: Path) -> None:
    done = run_fanfold("run", f"{name}.py", home=tmp_path / "runs", folder=FOLDER)
    assert done.exit_code == 0, str(done)
    for words in PRINTED[name]:
        assert words in done.out, str(done)


@pytest.mark.parametrize("name", PRINTED)
def test_it_runs_with_fanfold_as_its_name(name: str, tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "flows")
    file = tmp_path / "flows" / f"{name}.py"
    file.write_text(in_our_name(file.read_text(encoding="utf-8")), encoding="utf-8")
    options, words = ARGUMENTS.get(name, ([], PRINTED[name][-1]))
    done = run_file(file, "run", *options, home=tmp_path / "runs")
    assert done.exit_code == 0, str(done)
    assert words in done.out, str(done)


def in_our_name(text: str) -> str:
    """The same flow with the names that it has from fanfold itself."""
    errors = {"MetaflowNotFound": "NotFoundError", "MetaflowException": "FanfoldError"}
    errors["UnhandledInMergeArtifactsException"] = "MergeConflictError"
    for theirs, ours in errors.items():
        text = re.sub(rf"\b{theirs}\b", ours, text)
    return re.sub(
        r"^from metaflow(\.exception)? import", "from fanfold import", text, flags=re.MULTILINE
    ).replace("from metaflow.", "from fanfold.")


def test_a_flow_goes_on_from_its_last_successful_run(tmp_path: Path) -> None:
    for night in (1, 2):
        done = run_fanfold("run", "nightly.py", home=tmp_path / "runs", folder=FOLDER)
        assert f"night {night}, tags: night:{night}" in done.out, str(done)


def test_what_is_not_honoured_is_said_once(tmp_path: Path) -> None:
    done = run_fanfold(
        "run", "robust_fetch.py", "--with", "kubernetes", home=tmp_path / "runs", folder=FOLDER
    )
    said = done.out + done.err
    for name in ("@batch", "@kubernetes"):
        assert len(re.findall(rf"note: {name}\b", said)) == 1, said
