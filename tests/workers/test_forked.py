"""A process that a step forked records nothing, and ends as a script would."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flow_process import run_file

pytestmark = pytest.mark.processes

FLOW = Path(__file__).parent / "flows" / "forking.py"


@pytest.mark.parametrize("option", ["--warm", "--isolate", "--inline"])
def test_a_forked_child_that_comes_back_out_of_the_step_ends_there(tmp_path: Path, option: str) -> None:
    done = run_file(FLOW, "run", option, home=tmp_path / "runs")
    assert done.exit_code == 0, str(done)
    assert done.out.count("RESULT {'returns': 0, 'raises': 1, 'exits': 3}") == 1, str(done)
    assert (done.out + done.err).count("ValueError: in the child") == 1, str(done)
