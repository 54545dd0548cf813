"""Whatever a task does to its process is that task's affair: it fails or it does not, and others go on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fault.processes import ran

pytestmark = pytest.mark.processes

FLOW = Path(__file__).parent / "flows" / "odd_endings.py"
ERRORS = {
    "streams": None,
    "descriptor": None,
    "half_pair": "builtins.ValueError",
    "number": "builtins.TypeError",
    "exit_pickling": "fanfold.model.errors.UnpicklableArtifactError",
    "plain": None,
}


@pytest.mark.parametrize("words", [("--warm", "--max-workers", "1"), ("--isolate",)], ids=" ".join)
def test_odd_endings_are_the_tasks_own(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = ran(FLOW, "run", *words, home=tmp_path / "runs")
    assert f"RESULT {ERRORS}" in done.out, str(done)
    assert [f"before {way}" in done.out for way in ERRORS] == [True] * len(ERRORS), str(done)
    assert "after all" in done.out, str(done)
    assert done.exit_code == 1, str(done)
    assert r"ValueError: half a pair: \ud800 at odd_endings.py" in done.err, str(done)
    assert "please report" not in done.err, str(done)
