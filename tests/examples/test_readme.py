"""The README's flow, its commands and its client code run as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.flow_process import run_file, run_python

pytestmark = pytest.mark.processes

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
FLOW, CLIENT = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)[:2]
FOLDER_NAME = "runs"


@pytest.fixture
def squares(tmp_path: Path) -> Path:
    """The README's flow, in a file called as the README calls it."""
    file = tmp_path / "squares.py"
    file.write_text(FLOW, encoding="utf-8")
    return file


def test_the_flow_runs_and_the_client_finds_its_results(squares: Path) -> None:
    home = squares.parent / FOLDER_NAME
    ran = run_file(squares, "run", home=home)
    assert ran.exit_code == 0, ran
    assert "285" in ran.out
    read = run_python("-c", CLIENT, home=home, folder=squares.parent)
    assert read.exit_code == 0, read
    assert read.out.split("\n")[0] == "285"
    assert sorted(int(number) for number in re.findall(r"\d+", read.out.split("\n")[1])) == [
        number**2 for number in range(10)
    ]


@pytest.mark.parametrize("command", ["show", "resume", "check"])
def test_each_command_that_is_named_works(squares: Path, command: str) -> None:
    home = squares.parent / FOLDER_NAME
    assert run_file(squares, "run", home=home).exit_code == 0
    done = run_file(squares, command, home=home)
    assert done.exit_code == 0, done


def test_no_figure_is_typed_into_the_table_of_costs() -> None:
    """What stands between the two marks came out of a benchmark, or says how to run one."""
    table = README.partition("<!-- bench")[2].partition("<!-- /bench -->")[0]
    assert "make bench" in table or "benchmarks/results/" in table
