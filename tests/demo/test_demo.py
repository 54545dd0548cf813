"""`fanfold demo` runs its flow, and what it then says to type works as it stands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from shutil import which

import pytest

from fanfold.cli.demo import TAIL
from tests.demo.small_data import cached_data, write_data
from tests.flow_process import FlowProcess, run_fanfold, run_python

pytestmark = pytest.mark.processes

FLIGHTS = [
    ["N1", "JFK", "BOS", "187", "10"],
    [TAIL, "JFK", "LAX", "2475", "5"],
    ["NA", "EWR", "ORD", "719", "NA"],
]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for runs, on a machine whose cache has a few flights."""
    write_data(cached_data(tmp_path / "cache"), FLIGHTS)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    # An installed package would be preferred to the cache; pip then has none to find.
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    return tmp_path / "runs"


def test_the_demo_says_what_it_found_and_everything_it_then_names_works(home: Path) -> None:
    done = run_fanfold("demo", home=home)
    assert done.exit_code == 0, done
    assert "3 flights, 2 of them by 2 planes" in done.out
    assert "2 aircraft, each a task of its own" in done.out
    named = re.findall(r"^    (\S*(?:fanfold|python) .*)$", done.out, flags=re.MULTILINE)
    assert len(named) == 4, done
    for command in named:
        answered = _type(command, home)
        assert answered.exit_code == 0, (command, answered)
        if " -c " in command:
            assert "'worst_route'" in answered.out


def test_what_is_no_option_is_refused_with_the_right_exit_code(home: Path) -> None:
    done = run_fanfold("demo", "aircraft", home=home)
    assert done.exit_code == 2, done
    assert "Write: fanfold demo" in done.err


def _type(command: str, home: Path) -> FlowProcess:
    program, *arguments = shlex.split(command)
    assert which(program), command  # it is where it says, whether or not its environment was activated
    if program.endswith("fanfold"):
        return run_fanfold(*arguments, home=home)
    return run_python(*arguments, home=home, folder=home.parent)
