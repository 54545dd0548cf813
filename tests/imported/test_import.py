"""`fanfold import`: runs that Metaflow recorded, read like any other."""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from fanfold.cli.command import answer
from fanfold.cli.outcome import exit_code_of
from fanfold.client import Flow, Run, default_metadata, default_namespace, metadata, namespace
from fanfold.flow.caught import CaughtError
from fanfold.model.errors import NotFoundError, RunError
from tests.imported.their_folder import (
    RUN_ID,
    STARTED,
    Frame,
    Gang,
    Included,
    OfScript,
    TheirWriter,
    Wrapped,
    graph_info,
)

Printed = pytest.CaptureFixture[str]
OURS = str(int(STARTED))

GRAPH = graph_info(
    start=("split-foreach", ["outer"]),
    outer=("split-foreach", ["inner"]),
    inner=("linear", ["fold"]),
    fold=("join", ["fold_all"]),
    fold_all=("join", ["end"]),
    end=("end", []),
)


def write_nested(root: Path) -> TheirWriter:
    """A run of a nested foreach: one item was retried, one was caught, one has an object of the script."""
    writer = TheirWriter(root, "Theirs", GRAPH, {"n": 2, "text": _included(root)})
    writer.task(
        "start", {"items": ["a", "b"], "big": b"x" * 5000, "_foreach_num_splits": 2}, out="hello\n  there"
    )
    for i, name in enumerate("ab"):
        outer = Frame("outer", "items", 2, i, name)
        above = {"items": [1, 2], "big": b"x" * 5000, "name_of": name, "_foreach_num_splits": 2}
        writer.task("outer", above, stack=(outer,))
        for j in (1, 0):  # in the order in which they happened to start
            stack = (outer, Frame("inner", "items", 2, j, str(j + 1)))
            more = {"score": 10 * i + j, "point": OfScript(j), "err": Wrapped("a.B", "t", "s") if i else None}
            is_caught = (i, j) == (1, 0)
            if (i, j) == (0, 1):
                number = writer.task("inner", {**above, "tried": 1}, stack=stack, ok=False)
                writer.task("inner", {**above, **more}, stack=stack, attempt=1, number=number)
            else:
                writer.task("inner", {**above, **more}, stack=stack, caught=is_caught)
    for i in range(2):
        outer = Frame("outer", "items", 2, i, "ab"[i])
        writer.task("fold", {"total": 20 * i + 1}, stack=(outer,))
    writer.task("fold_all", {"totals": [1, 21]})
    writer.task("end", {"totals": [1, 21]})
    return writer


def _included(root: Path) -> Included:
    place = root / ".metaflow" / "data" / "Theirs" / "abc"
    place.parent.mkdir(parents=True)
    place.write_bytes(gzip.compress("ü text".encode()))
    # Since it was written down, the folder was moved.
    return Included({"url": "local:///gone/.metaflow/data/Theirs/abc", "is_text": True, "encoding": "utf-8"})


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty home, beside a folder with runs of Metaflow, which is where we are."""
    home = tmp_path / "runs"
    home.mkdir()
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    metadata(f"local@{home}")
    namespace(None)
    yield home
    default_metadata()
    default_namespace()


def their_run(id: str = OURS) -> Run:
    """The copy."""
    return Run(f"Theirs/{id}")


def test_a_copied_run_reads_like_any_other(
    home: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_nested(Path.cwd())
    Path("deeper").mkdir()
    monkeypatch.chdir("deeper")
    assert answer(["import"]) == 0
    captured = capsys.readouterr()
    assert captured.out == f"Theirs/{RUN_ID} is now Theirs/{OURS}\n"
    assert "needs the class Point of the flow's file" in captured.err
    run = their_run()
    assert (run.successful, run.finished, run.data.totals) == (True, True, [1, 21])  # type: ignore[union-attr]
    assert {"spring", "user:somebody", f"metaflow_run_id:{RUN_ID}"} <= run.tags
    assert run.parameters.n == 2
    assert run.parameters.text == "ü text"
    assert [step.id for step in run] == ["end", "fold_all", "fold", "inner", "outer", "start"]
    assert (run.created_at.timestamp() if run.created_at else 0) == STARTED
    assert run["start"].task.stdout == "hello\n  there\n"  # type: ignore[union-attr]


def test_its_tasks_stand_at_their_places_with_what_they_had(home: Path) -> None:
    write_nested(Path.cwd())
    answer(["import", ".metaflow", "Theirs"])
    inner = their_run()["inner"]
    assert [task.id for task in inner.in_order()] == ["0.0", "0.1", "1.0", "1.1"]
    assert inner.values("score") == [0, 1, 10, 11]
    assert inner["1.1"].key == "2"
    assert inner["1.1"].data.name_of == "b", "inherited"
    assert inner["1.1"].data.big == b"x" * 5000
    assert inner["1.1"].metadata_dict["foreach-execution-path"] == "outer:1,inner:1"
    assert [task.id for task in their_run()["fold"]["1"].parent_tasks] == ["1.0", "1.1"]
    assert [task.id for task in their_run()["start"]["0"].child_tasks] == ["0", "1"]
    assert inner["0.0"].seconds == 2.0
    total = their_run()["fold"]["0"]
    assert "score" not in total.data
    assert total.data.total == 1


def test_what_failed_and_what_was_caught_is_told(home: Path) -> None:
    write_nested(Path.cwd())
    answer(["import"])
    inner = their_run()["inner"]
    retried, caught = inner["0.1"], inner["1.0"]
    assert (retried.successful, retried.current_attempt) == (True, 1)
    first = type(retried)(retried.pathspec, attempt=0)
    assert (first.successful, first.exception.type, first.data.tried) == (False, "builtins.KeyError", 1)
    assert (first.failure.where if first.failure else "") == "f.py:7"
    assert (caught.successful, caught.finished, caught.exception) == (False, True, None)
    assert [task.id for task in inner.failed()] == ["1.0"]
    error = caught.data.err
    assert isinstance(error, CaughtError)
    assert (error.type, error.exception, error.stacktrace) == ("a.B", "t", "s")


def test_an_artifact_whose_class_is_missing_keeps_nobody_from_the_others(home: Path, capsys: Printed) -> None:
    write_nested(Path.cwd())
    answer(["import"])
    with pytest.raises(RunError, match="a Point of the flow's file"):
        _ = their_run()["inner"]["0.0"].data.point
    capsys.readouterr()
    assert answer(["dump", f"{OURS}/inner/0.0"]) == 1
    captured = capsys.readouterr()
    assert "score [size:" in captured.out
    assert "point cannot be read: " in captured.err
    script = "class Point:\n    def __init__(self, x):\n        self.x = x\n"
    Path("their_flow.py").write_text(script, encoding="utf-8")
    shutil.rmtree(home / "Theirs")
    answer(["import"])
    assert "needs the class" not in capsys.readouterr().err
    assert their_run()["inner"]["0.1"].data.point.x == 1


def test_a_run_that_failed_is_copied_too_once_it_is_over(home: Path, capsys: Printed) -> None:
    graph = graph_info(
        start=("split-foreach", ["work"]), work=("linear", ["fold"]), fold=("join", ["end"]), end=("end", [])
    )
    writer = TheirWriter(Path.cwd(), "Theirs", graph, {"n": 1})
    writer.task("start", {"items": [5, 6], "_foreach_num_splits": 2})
    writer.task("work", {}, stack=(Frame("work", "items", 2, 0, "5"),), ok=False)
    writer.died("work", 8, path="work:1")
    writer.died("work", 9)
    assert answer(["import"]) == 1
    assert "may still be going" in capsys.readouterr().err
    assert list((home / "Theirs").iterdir()) == []
    _age(writer.run)
    assert answer(["import"]) == 0
    run = their_run()
    assert (run.status, run.successful, run.finished, run.data) == ("failed", False, False, None)
    assert run["work"]["0"].exception.type == "builtins.KeyError"
    assert run["work"].counts.failed == 2
    assert [task.id for task in run["work"].failed()] == ["0", "1"]


def _age(folder: Path) -> None:
    for path in folder.rglob("*"):
        os.utime(path, (STARTED, STARTED))


def test_what_was_copied_is_left_alone_and_what_is_new_is_added(home: Path, capsys: Printed) -> None:
    writer = write_nested(Path.cwd())
    before = sorted(path for path in Path(".metaflow").rglob("*"))
    assert answer(["import"]) == 0
    capsys.readouterr()
    assert answer(["import"]) == 0
    assert capsys.readouterr().err == f"Theirs/{RUN_ID} is there already, as {OURS}\n"
    shutil.copytree(writer.run, writer.run.with_name("1700000000999999"))
    assert answer(["import"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith(f"is now Theirs/{int(OURS) + 1}")
    assert {run.id for run in Flow("Theirs")} == {OURS, str(int(OURS) + 1)}
    shutil.rmtree(writer.run.with_name("1700000000999999"))
    assert sorted(path for path in Path(".metaflow").rglob("*")) == before


def test_a_damaged_run_is_named_and_the_others_are_copied(home: Path, capsys: Printed) -> None:
    writer = write_nested(Path.cwd())
    broken = writer.run.with_name("1600000000000000")
    shutil.copytree(writer.run, broken)
    next((broken / "inner").glob("*/0.data.json")).write_text("{", encoding="utf-8")
    old = writer.run.with_name("1500000000000000")
    shutil.copytree(writer.run, old)
    shutil.rmtree(old / "_parameters")
    assert answer(["import"]) == 1
    captured = capsys.readouterr()
    assert "1600000000000000 cannot be copied" in captured.err
    assert "1500000000000000 cannot be copied: it did not come to store its parameters" in captured.err
    assert f"{RUN_ID} is now" in captured.out
    assert len(list((home / "Theirs").iterdir())) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["import", "nowhere"], "There is no folder"),
        (["import", ".metaflow", "Them"], "It has runs of: Theirs"),
    ],
)
def test_what_is_not_there_is_told(home: Path, words: list[str], said: str, capsys: Printed) -> None:
    write_nested(Path.cwd())
    assert exit_code_of(lambda: answer(words)) == 1
    assert said in capsys.readouterr().err


def test_who_looks_for_a_flow_is_told_what_to_type(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_nested(Path.cwd())
    with pytest.raises(NotFoundError) as caught:
        Flow("Theirs")
    assert f"fanfold import {Path.cwd() / '.metaflow'} Theirs" in caught.value.remedy
    default_metadata()
    monkeypatch.delenv("FANFOLD_HOME", raising=False)
    with pytest.raises(NotFoundError) as nowhere:  # nothing was ever run here
        Flow("Theirs")
    assert f"fanfold import {Path.cwd() / '.metaflow'} Theirs" in nowhere.value.remedy
    with pytest.raises(NotFoundError) as other:
        Flow("Others")
    assert "fanfold import" not in other.value.remedy


def test_nothing_of_a_copy_is_run_again(home: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    write_nested(Path.cwd())
    answer(["import"])
    flow = "from fanfold import FlowSpec, step\nclass Theirs(FlowSpec):\n"
    flow += "    @step\n    def start(self): self.next(self.end)\n    @step\n    def end(self): pass\n"
    Path("their_flow.py").write_text(flow, encoding="utf-8")
    monkeypatch.setenv("FANFOLD_HOME", str(home))
    from tests.flow_process import run_fanfold

    for words in (
        ["resume", "their_flow.py", "--origin-run-id", OURS],
        ["debug", "their_flow.py", f"{OURS}/start"],
    ):
        done = run_fanfold(*words, home=home, folder=Path.cwd())
        assert done.exit_code == 1
        assert "is a copy of" in done.err, str(done)


def test_gangs_are_read_node_by_node_in_a_foreach_too(home: Path, tmp_path: Path) -> None:
    """As a real run of Metaflow 2.19 leaves them: the others bear the first one's number."""
    graph = graph_info(
        start=("split-foreach", ["open"]),
        open=("split-parallel", ["node"]),
        node=("linear", ["close"]),
        close=("join", ["fold"]),
        fold=("join", ["end"]),
        end=("end", []),
    )
    writer = TheirWriter(tmp_path, "Gangs", graph, {"n": 2})
    writer.task("start", {"items": ["a", "b"], "_foreach_num_splits": 2})
    opened = {"_parallel_ubf_iter": Gang(3), "_unbounded_foreach": True, "_foreach_num_splits": None}
    frames = [Frame("open", "items", 2, i, name) for i, name in enumerate("ab")]
    for frame in frames:
        writer.task("open", opened, stack=(frame,))
    for frame in frames:
        number = None
        for node in range(3):
            stack = (frame, Frame("node", "_parallel_ubf_iter", None, node, None))
            mine = {"mine": f"{frame.fields[4]}{node}"}
            number = writer.task("node", mine, stack=stack, number=number, node=node)
    for frame in frames:
        writer.task("close", {"all": frame.fields[4]}, stack=(frame,))
    writer.task("fold", {"both": "ab"})
    writer.task("end", {"both": "ab"})
    assert answer(["import", str(tmp_path / ".metaflow"), "Gangs"]) == 0
    run = Run(f"Gangs/{OURS}")
    assert run.successful
    assert [task.data.mine for task in run["node"].in_order()] == ["a0", "a1", "a2", "b0", "b1", "b2"]
    assert [task.id for task in run["node"].control_tasks()] == ["1.0", "0.0"]
    assert [task.id for task in run["close"]["1"].parent_tasks] == ["1.0", "1.1", "1.2"]
    assert run["node"]["1.2"].metadata_dict["parallel-world-size"] == 3
