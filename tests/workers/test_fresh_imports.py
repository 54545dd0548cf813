"""What a module does when a task imports it is done once in a process, and stays."""

from __future__ import annotations

import itertools
import logging
import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module, util
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

from fanfold.workers.fresh import Fresh
from tests.flow_process import run_fanfold
from tests.workers.warm import task, warm

_numbers = itertools.count()
Writes = Callable[[str], str]


@pytest.fixture
def write(tmp_path: Path) -> Iterator[Writes]:
    """Writes a module with this text, which can be imported by the name that it gives."""
    sys.path.insert(0, str(tmp_path))

    def written(text: str) -> str:
        name = f"imported_in_a_task_{next(_numbers)}"
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        return name

    yield written
    sys.path.remove(str(tmp_path))


def _imported(fresh: Fresh, name: str) -> ModuleType:
    return task(fresh, lambda: import_module(name))


@pytest.fixture
def _environment() -> Iterator[None]:
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.mark.usefixtures("_environment")
def test_variables_that_an_import_sets_stay_and_those_of_the_task_go(write: Writes) -> None:
    """Of the same task, before and after the import."""
    name = write("import os\nos.environ['BY_IMPORT'] = '1'\n")

    def work() -> None:
        os.environ["BY_TASK"] = "1"
        import_module(name)
        os.environ["BY_TASK_LATER"] = "1"

    with warm() as fresh:
        task(fresh, work)
        assert {name for name in os.environ if name.startswith("BY_")} == {"BY_IMPORT"}


def test_warning_filters_that_an_import_adds_stay_in_front(write: Writes) -> None:
    name = write("import warnings\nwarnings.filterwarnings('ignore', 'of the library')\n")
    with warm() as fresh:
        before = list(warnings.filters)

        def work() -> None:
            warnings.simplefilter("error", UserWarning)
            import_module(name)

        task(fresh, work)
        assert len(warnings.filters) == len(before) + 1
        assert warnings.filters[1:] == before
        task(fresh, lambda: warnings.simplefilter("error", UserWarning))
        assert len(warnings.filters) == len(before) + 1


def test_loggers_that_an_import_sets_up_stay(write: Writes) -> None:
    name = write(
        "import logging\nlogging.getLogger('a_library').addHandler(logging.NullHandler())\n"
        "logging.getLogger('a_library').setLevel(logging.ERROR)\n"
    )
    mine = logging.getLogger("a_task")
    with warm() as fresh:

        def work() -> None:
            mine.setLevel(logging.DEBUG)
            import_module(name)

        task(fresh, work)
        task(fresh, lambda: logging.getLogger("a_library").setLevel(logging.DEBUG))
        assert mine.level == logging.NOTSET
        assert logging.getLogger("a_library").level == logging.ERROR
        assert len(logging.getLogger("a_library").handlers) == 1


def test_handlers_of_signals_and_the_path_stay(write: Writes) -> None:
    before = signal.getsignal(signal.SIGUSR1)
    name = write(
        "import signal, sys\nsignal.signal(signal.SIGUSR1, signal.SIG_IGN)\n"
        "sys.path.append('/of/a/library')\n"
    )

    def undo() -> None:
        signal.signal(signal.SIGUSR1, signal.SIG_DFL)
        sys.path.clear()

    try:
        with warm() as fresh:
            _imported(fresh, name)
            task(fresh, undo)
            assert signal.getsignal(signal.SIGUSR1) == signal.SIG_IGN
            assert sys.path[-1] == "/of/a/library"
    finally:
        signal.signal(signal.SIGUSR1, before)
        sys.path.remove("/of/a/library")


def test_a_folder_that_is_gone_does_not_keep_a_task_from_importing(write: Writes, tmp_path: Path) -> None:
    name = write("x = 3\n")
    (tmp_path / "gone").mkdir()

    def work() -> int:
        os.chdir(tmp_path / "gone")
        (tmp_path / "gone").rmdir()
        number: int = import_module(name).x
        return number

    here = os.getcwd()
    with warm() as fresh:
        assert task(fresh, work) == 3
        assert os.getcwd() == here


def test_threads_that_an_import_starts_are_not_the_tasks_fault(write: Writes) -> None:
    name = write("import threading\nstop = threading.Event()\nthreading.Thread(target=stop.wait).start()\n")
    with warm() as fresh:
        fresh.begin("work", (), 0, 0, 0)
        module = import_module(name)
        assert fresh.end() == []
        module.stop.set()


def test_a_module_is_imported_as_ever(write: Writes) -> None:
    """Its spec and its loader are those that Python makes."""
    inner = write("y = 4\n")
    name = write(f"import {inner}\nx = {inner}.y\n")
    with warm() as fresh:
        module = _imported(fresh, name)
    assert module.x == 4
    assert module.__spec__ is not None
    assert type(module.__spec__) is ModuleSpec
    assert module.__spec__.loader is module.__loader__
    assert type(module.__loader__) is SourceFileLoader
    assert not module.__spec__._initializing  # type: ignore[attr-defined]


def test_a_module_that_is_only_looked_for_is_found(write: Writes) -> None:
    name = write("x = 1\n")
    with warm() as fresh:
        spec = task(fresh, lambda: util.find_spec(name))
        assert spec is not None
        assert isinstance(spec, ModuleSpec)
        assert spec.name == name
        assert _imported(fresh, name).x == 1


def test_no_line_of_ours_stands_in_the_traceback_of_a_failed_import(write: Writes) -> None:
    name = write("1 / 0\n")
    with warm() as fresh:
        for missing, kind in (
            (name, ZeroDivisionError),
            (name, ZeroDivisionError),
            ("not_there", ImportError),
        ):
            with pytest.raises(kind) as caught:
                task(fresh, partial(exec, f"import {missing}"))
            files = [frame.filename for frame in traceback.extract_tb(caught.value.__traceback__)]
            assert not [file for file in files if "freshness" in file]
        assert _imported(fresh, write("x = 2\n")).x == 2


def test_when_it_is_over_imports_are_no_longer_looked_at() -> None:
    before = list(sys.meta_path)
    with warm():
        assert len(sys.meta_path) == len(before) + 1
    assert sys.meta_path == before


def test_a_module_that_imports_several_looked_after_libraries_is_imported(tmp_path: Path) -> None:
    """As pandas and matplotlib do, by a process that has loaded none of them yet."""
    (tmp_path / "large.py").write_text("import logging, decimal, socket\n", encoding="utf-8")
    flow = (
        "from fanfold import FlowSpec, step\nclass Large(FlowSpec):\n"
        "    @step\n    def start(self):\n        import large\n        self.next(self.end)\n"
        "    @step\n    def end(self): print('imported')\n"
    )
    (tmp_path / "flow.py").write_text(flow, encoding="utf-8")
    done = run_fanfold("run", "flow.py", home=tmp_path / "runs", folder=tmp_path)
    assert "imported" in done.out, str(done)
