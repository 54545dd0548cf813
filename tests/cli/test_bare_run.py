"""`run` without a word more is the run that the parser gives, without the parser."""

from __future__ import annotations

from pathlib import Path

import pytest

from fanfold.cli.bare_run import is_bare_run
from tests.flow_process import run_file

FLOW = """
from fanfold import FlowSpec, step

class Bare(FlowSpec):
    @step
    def start(self):
        import sys
        print("parser", "click" in sys.modules)
        self.next(self.end)

    @step
    def end(self):
        pass

if __name__ == "__main__":
    Bare()
"""


@pytest.mark.processes
def test_a_bare_run_looks_like_any_other_and_loads_no_parser(tmp_path: Path) -> None:
    file = tmp_path / "bare.py"
    file.write_text(FLOW)
    bare = run_file(file, "run", home=tmp_path / "runs")
    parsed = run_file(file, "run", "--max-num-splits", "5", home=tmp_path / "runs")
    assert bare.exit_code == parsed.exit_code == 0, str(bare)
    assert "[start] parser False" in bare.out
    assert "[start] parser True" in parsed.out
    assert len(bare.out.splitlines()) == len(parsed.out.splitlines())


def test_words_and_variables_that_stand_for_options_are_for_the_parser(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in (
        "FANFOLD_RUN_TAG",
        "METAFLOW_RUN_MAX_WORKERS",
        "FANFOLD_QUIET",
        "METAFLOW_DEFAULT_DECOSPECS",
    ):
        monkeypatch.delenv(name, raising=False)
    assert is_bare_run(["run"])
    assert not is_bare_run(["run", "--quiet"])
    assert not is_bare_run(["--quiet", "run"])
    assert not is_bare_run([])
    for name in (
        "FANFOLD_RUN_TAG",
        "METAFLOW_RUN_MAX_WORKERS",
        "FANFOLD_QUIET",
        "METAFLOW_DEFAULT_DECOSPECS",
    ):
        with monkeypatch.context() as changed:
            changed.setenv(name, "1")
            assert not is_bare_run(["run"])
