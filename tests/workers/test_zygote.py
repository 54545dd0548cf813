"""Workers are forked by a zygote, which may die; templates import what their step does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.flow_process import FlowProcess, run_python
from tests.workers.started_processes import (
    FLOWS,
    lines_of,
    run_flow,
    running,
    wait_for_lines,
    wait_until_gone,
)

pytestmark = pytest.mark.processes

IMPORTS_MAX = 60
"""Of eighty: the first, those begun before the template was there (on a busy machine, more), the template."""


@pytest.mark.parametrize("variables", [{}, {"KILL_TWICE": "yes"}], ids=["once", "twice"])
def test_a_zygotes_death_harms_no_task(variables: dict[str, str], tmp_path: Path) -> None:
    done = run_flow("killing_zygote", tmp_path, **variables)
    assert done.exit_code == 0, done
    assert lines_of(done, "items") == [str(sum(range(24)))]


def test_when_the_driver_is_killed_workers_and_their_subprocesses_are_gone_at_once(tmp_path: Path) -> None:
    assert kill_driver(tmp_path) == set()


def kill_driver(folder: Path, **variables: str) -> set[int]:
    """Kill a driver whose tasks run; gives the processes below it that are there a second later."""
    pids = folder / "pids"
    with running("waiting", folder / "home", PIDS=str(pids), **variables) as driver:
        lines = wait_for_lines(pids, 2)
        below = {int(pid) for line in lines for pid in line.split()[:2]}
        assert {int(line.split()[2]) for line in lines} == {driver.pid}, "a worker's parent is the driver"
        driver.kill()
        return wait_until_gone(below, seconds=1)


BESIDE_OR_INSTALLED = ["beside the flow", "site-packages"]
"""What lies in site-packages is imported by a template as soon as the first step begins to."""


def test_what_a_step_imports_is_imported_a_few_times_and_not_by_each_task(tmp_path: Path) -> None:
    done, imports = _run_slow_import(tmp_path, "ANSWER = 2")
    assert lines_of(done, "answers") == ["160"], done
    assert imports <= IMPORTS_MAX


def test_a_module_that_starts_a_thread_makes_no_template_and_nothing_hangs(tmp_path: Path) -> None:
    thread = "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()"
    done, imports = _run_slow_import(tmp_path, f"{thread}\nANSWER = 3")
    assert lines_of(done, "answers") == ["240"], done
    assert imports >= 80, "each task imports it itself"


def _run_slow_import(folder: Path, body: str) -> tuple[FlowProcess, int]:
    """Run the flow beside a module `heavy` that notes each import; gives how often it was imported."""
    noted = folder / "imported"
    note = f"with open({str(noted)!r}, 'a') as file:\n    file.write('.')"
    (folder / "heavy.py").write_text(f"import time\n{note}\ntime.sleep(0.03)\n{body}\n")
    shutil.copy(FLOWS / "slow_import.py", folder)
    done = run_python(str(folder / "slow_import.py"), "run", home=folder / "home", folder=folder)
    return done, len(noted.read_text())


@pytest.mark.parametrize("where", BESIDE_OR_INSTALLED)
def test_what_items_need_to_load_what_they_inherit_is_imported_before_the_first(
    where: str, tmp_path: Path
) -> None:
    done, tables, others = _run_handed_on(tmp_path, "", where=where)
    assert lines_of(done, "found") == [str(40 * 7 + 40)], done
    assert tables == 2, "by the step that made the value, and by the template"
    assert others < 40, "what the first item imported besides comes with a better template"


THREAD = "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()"
FOR_EVER = """import threading
from fanfold import current
if not current.is_running_flow:
    threading.Event().wait()
"""


@pytest.mark.parametrize("where", BESIDE_OR_INSTALLED)
@pytest.mark.parametrize("body", [THREAD, FOR_EVER], ids=["starts a thread", "does not come to an end"])
def test_where_that_cannot_be_items_import_it_themselves(body: str, where: str, tmp_path: Path) -> None:
    done, tables, _ = _run_handed_on(tmp_path, body, where=where)
    assert lines_of(done, "found") == [str(40 * 7 + 40)], done
    assert tables == 42, "the first step, the template that came to nothing, and each item"


def test_what_only_the_first_step_needs_is_imported_once_more_at_most_and_harms_nobody(
    tmp_path: Path,
) -> None:
    done, tables, others = _run_handed_on(tmp_path, "", where="site-packages", flow="kept_back")
    assert lines_of(done, "found") == [str(40 * 7 + 40)], done
    assert tables <= 2
    assert 2 <= others <= 40


def _run_handed_on(
    folder: Path, body: str, *, where: str, flow: str = "handed_on"
) -> tuple[FlowProcess, int, int]:
    """Run the flow with two modules that note each import; gives how often they were imported."""
    modules = folder / where
    modules.mkdir()
    for name, code in (
        ("tables", "class Table:\n    def __init__(self):\n        self.rows = [7] * 10_000\n"),
        ("others", "ANSWER = 1\n"),
    ):
        noted = str(folder / f"{name}.imported")
        note = f"with open({noted!r}, 'a') as file:\n    file.write('.')\n"
        last = body if name == "tables" else ""
        (modules / f"{name}.py").write_text(note + code + last)
    shutil.copy(FLOWS / f"{flow}.py", folder)
    start = f"import sys; sys.path.append({str(modules)!r}); sys.argv[:] = ['{flow}.py', 'run']; "
    run = f"import runpy; runpy.run_path({str(folder / flow)!r} + '.py', run_name='__main__')"
    (folder / "run.py").write_text(start.replace("; ", "\n") + run.replace("; ", "\n"))
    done = run_python("run.py", home=folder / "home", folder=folder)
    counts = [len((folder / f"{name}.imported").read_text()) for name in ("tables", "others")]
    return done, counts[0], counts[1]


def test_how_a_process_ended_that_the_flows_file_had_started_is_told_to_the_file(tmp_path: Path) -> None:
    done = run_flow("with_child", tmp_path)
    assert lines_of(done, "RESULT") == [str(sum(range(120)))]
    assert lines_of(done, "CHILD") == ["7"]


def test_what_the_file_says_of_sockets_and_children_is_not_said_of_ours(tmp_path: Path) -> None:
    done = run_flow("odd_import", tmp_path)
    assert done.exit_code == 0, done
    assert lines_of(done, "RESULT") == ["{0.05}"]
