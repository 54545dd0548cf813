"""Where a fork is not sound, each worker is an interpreter of its own that runs the flow's file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.flow_process import run_fanfold, run_python
from tests.workers.started_processes import FLOWS, lines_of, run_flow

pytestmark = pytest.mark.processes


def test_a_started_worker_sees_the_main_module_that_the_driver_sees(tmp_path: Path) -> None:
    """`__name__`, `__file__`, `__package__`, `sys.argv`, `sys.path[0]`, and classes that are `__main__`'s."""
    done = run_flow("as_main", tmp_path)
    assert done.exit_code == 0, done
    assert set(lines_of(done, "driver")) == set(lines_of(done, "task"))
    assert lines_of(done, "driver")[0].startswith(f"['__main__', '{FLOWS / 'as_main.py'}', None,")
    assert lines_of(done, "numbers") == ["[0, 1]"], "items of a class of the file travel"
    assert lines_of(done, "groups") == ["[True, True]"], "a worker leads its process group"


def test_what_stands_before_the_flow_runs_in_every_process_and_what_stands_behind_it_in_the_driver(
    tmp_path: Path,
) -> None:
    done = run_flow("as_main", tmp_path)
    tasks = 5
    assert len(lines_of(done, "before")) == 1 + tasks, done
    assert len(lines_of(done, "behind")) == 1, done


def test_a_module_of_a_package_is_started_as_that_module(tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    shutil.copy(FLOWS / "as_main.py", package / "flow.py")
    done = run_python("-m", "package.flow", "run", home=tmp_path / "home", folder=tmp_path)
    assert done.exit_code == 0, done
    assert set(lines_of(done, "driver")) == set(lines_of(done, "task"))
    assert "'package'" in lines_of(done, "task")[0]


def test_a_file_without_a_main_block_is_started_too(tmp_path: Path) -> None:
    done = run_fanfold("run", str(FLOWS / "no_main.py"), home=tmp_path)
    assert done.exit_code == 0, done
    assert lines_of(done, "ran in") == ["__main__"]


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("hides", "There is no flow OnlyOnce in it."),
        ("fails", "LookupError: not twice"),
        ("exits", "it ended the process before it called the flow"),
    ],
)
def test_a_file_that_is_different_when_imported_again_ends_the_run_and_says_so(
    how: str, said: str, tmp_path: Path
) -> None:
    done = run_flow("only_once", tmp_path, ONLY_ONCE=how)
    assert done.exit_code == 1, done
    assert said in done.out + done.err
    assert "Traceback" not in done.out + done.err


def test_a_worker_does_not_mix_old_code_and_new(tmp_path: Path) -> None:
    file = tmp_path / "changing.py"
    shutil.copy(FLOWS / "changing.py", file)
    done = run_python(str(file), "run", home=tmp_path / "home", folder=tmp_path)
    assert done.exit_code == 1, done
    assert "changing.py changed while run" in done.out + done.err


@pytest.mark.parametrize("variables", [{}, {"WITH_THREAD": "yes"}], ids=["zygotes", "interpreters"])
def test_a_step_has_its_variables_when_the_file_is_imported_and_no_other_step_has_them(
    variables: dict[str, str], tmp_path: Path
) -> None:
    done = run_flow("with_environment", tmp_path, **variables)
    assert done.exit_code == 0, done
    assert lines_of(done, "work") == [str([["fast", "fast", False]] * 3)]
    assert lines_of(done, "join") == ["['none', None, True]"]
    assert lines_of(done, "end") == ["['none', None, False]"]


def test_subprocesses_of_started_workers_die_with_the_driver(tmp_path: Path) -> None:
    """In `test_zygote`, for workers that are forked."""
    from tests.workers.test_zygote import kill_driver

    assert kill_driver(tmp_path, WITH_THREAD="yes") == set()
