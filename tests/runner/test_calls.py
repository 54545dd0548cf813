"""`fanfold.run`: a flow's class run from Python, wherever the class comes from."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import fanfold
from fanfold import FlowSpec, Parameter, step
from tests.flow_process import run_fanfold, run_python

pytestmark = pytest.mark.processes

FLOWS = Path(__file__).parent / "flows"


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANFOLD_HOME", str(tmp_path / "runs"))


class Doubles(FlowSpec):
    """Doubles some numbers."""

    numbers = Parameter("numbers", default="1,2", separator=",")
    seed = Parameter("seed", default=0)

    @step
    def start(self) -> None:
        """Fan out."""
        self.next(self.double, foreach="numbers")

    @step
    def double(self) -> None:
        """Double."""
        self.doubled = 2 * int(self.input)
        self.next(self.join)

    @step
    def join(self, inputs: Any) -> None:
        """Fold."""
        self.all = [each.doubled for each in inputs]
        self.pid = os.getpid()
        self.next(self.end)

    @step
    def end(self) -> None:
        """Done."""


def test_a_script_without_a_main_block_runs_once_and_can_catch_and_resume(tmp_path: Path) -> None:
    """Also where steps have processes of their own that are started and not forked (`@environment`)."""
    done = run_python(str(FLOWS / "script.py"), "an argument", home=tmp_path / "home", folder=tmp_path)
    assert done.exit_code == 0, done
    assert done.out.splitlines() == [
        "top of the script, in __main__",
        "total 14 {'yes'} True",
        "successful 0 True succeeded",
        "caught : 1 task of work: ValueError: a bad point at script.py:36, first: <Point>",
        "frames 1 run failed",
        "failed 1 None",
        "resumed failed True",
        "['an argument']",
    ]


def test_another_process_finds_the_classes_of_a_script_without_running_its_flow_again(tmp_path: Path) -> None:
    home = tmp_path / "home"
    run_python(str(FLOWS / "script.py"), home=home, folder=tmp_path)
    runs = sorted(path.name for path in (home / "Squares").iterdir())
    code = "from fanfold import Flow; print(Flow('Squares').latest_successful_run.data.last.x)"
    done = run_python("-c", code, home=home, folder=tmp_path)
    assert done.out.splitlines()[-1] == "9", done
    assert sorted(path.name for path in (home / "Squares").iterdir()) == runs


def test_a_file_that_runs_its_flow_by_itself_runs_it_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also under `fanfold run FILE`; and where a process of another flow would come by, it is an error."""
    done = run_fanfold("run", str(FLOWS / "both.py"), home=tmp_path / "home", folder=tmp_path)
    assert done.out.count("ran successful") == 1, done
    assert len(list((tmp_path / "home" / "Inner").iterdir())) == 1
    monkeypatch.setenv("BOTH", "outer")
    done = run_python(str(FLOWS / "both.py"), "run", home=tmp_path / "home", folder=tmp_path)
    assert done.exit_code == 1
    assert "fanfold.run(Inner) stands before the flow" in done.out + done.err
    assert len(list((tmp_path / "home" / "Inner").iterdir())) == 2


def test_a_flow_on_the_command_line_runs(tmp_path: Path) -> None:
    """Under `python -c`, whose source lies in no file."""
    code = (FLOWS / "script.py").read_text(encoding="utf-8")
    done = run_python("-c", code, "an argument", home=tmp_path / "home", folder=tmp_path)
    assert done.exit_code == 0, done
    assert "total 14 {'yes'} True" in done.out
    assert done.out.count("top of the script") == 1


def test_a_class_of_a_module_runs_apart() -> None:
    data: Any = fanfold.run(Doubles, numbers=["3", "4"], show_output=False).data
    assert data.all == [6, 8]
    assert data.pid != os.getpid()


def test_a_class_made_in_a_function_runs_with_what_it_refers_to() -> None:
    factor = 3

    class Local(Doubles):
        @step
        def double(self) -> None:
            self.doubled = factor * int(self.input)
            self.next(self.join)

    assert fanfold.run(Local, show_output=False).data.all == [3, 6]


@pytest.mark.parametrize("beside", ["nothing", "thread"])
def test_a_class_of_a_module_that_nobody_else_can_import_runs(beside: str, tmp_path: Path) -> None:
    """With values of the program's own classes, and a step whose processes are started: all go by value."""
    done = run_python(
        str(FLOWS / "hidden.py"), str(tmp_path), beside, home=tmp_path / "home", folder=tmp_path
    )
    assert done.out.splitlines() == ["True ('yes', 3000000) True"] * 2, done


def test_several_run_at_once_in_threads() -> None:
    def doubled(number: int) -> object:
        return fanfold.run(Doubles, numbers=[str(number)], show_output=False).data.all

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(doubled, [1, 2, 3])) == [[2], [4], [6]]


def test_a_parameter_takes_the_name_of_an_option_of_ours() -> None:
    outcome = fanfold.run(Doubles, seed=5, fanfold_seed=9, show_output=False)
    assert (outcome.run.parameters.seed, outcome.run._run.record().seed) == (5, 9)


@pytest.mark.parametrize(
    ("flow", "keywords", "said"),
    [
        (Doubles, {"nubmers": "1"}, "no parameter 'nubmers'"),
        (Doubles, {"seed": "many"}, "--seed wants"),
        (Doubles, {"max_workers": 0}, "max_workers wants a whole number"),
        (Doubles, {"isolate": True, "warm": True}, "exclude one another"),
        (Doubles, {"resources": "few"}, "'fit', 'ignore' or 'strict'"),
        (Doubles, {"tags": [1]}, "tags wants text"),
        (Doubles, {"run_id_file": "/nowhere/file"}, "cannot be written"),
        ("flow.py", {}, "is not a flow's class"),
        (FlowSpec, {}, "is not a flow's class"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_runs(
    flow: Any, keywords: dict[str, Any], said: str, tmp_path: Path
) -> None:
    with pytest.raises(fanfold.FanfoldError, match=said):
        fanfold.run(flow, **keywords)
    assert not list(tmp_path.rglob("run.json"))


def test_a_resume_takes_no_parameters() -> None:
    with pytest.raises(fanfold.FanfoldError, match="resume takes no parameters"):
        fanfold.resume(Doubles, numbers="1")


def test_what_cannot_go_along_is_named() -> None:
    """Where the process cannot be forked, as in a test that xdist runs, the class travels by value."""
    from threading import Event, Lock, Thread

    lock, over = Lock(), Event()

    class Locked(Doubles):
        @step
        def double(self) -> None:
            with lock:
                self.doubled = 1
            self.next(self.join)

    thread = Thread(target=over.wait)
    thread.start()
    try:
        with pytest.raises(fanfold.FlowError, match="Locked cannot be handed to worker processes") as raised:
            fanfold.run(Locked, show_output=False)
    finally:
        over.set()
        thread.join()
    assert "lock" in raised.value.message


def test_output_goes_where_the_caller_prints(capsys: pytest.CaptureFixture[str]) -> None:
    fanfold.run(Doubles)
    assert "Doubles (run-id " in capsys.readouterr().out
