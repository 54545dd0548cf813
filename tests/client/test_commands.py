"""The commands about recorded runs, in this process: what they print where, and their exit codes."""

from __future__ import annotations

import csv
import io
import json
import pickle
import shutil
from pathlib import Path

import pytest
from pyarrow import parquet

from fanfold.cli.command import answer
from fanfold.cli.of_run import id_of, latest_run
from fanfold.cli.outcome import exit_code_of
from fanfold.client import Flow, Run, metadata
from fanfold.model.errors import NotFoundError, UsageError
from fanfold.model.names import FlowName, RunId
from fanfold.model.status import RunStatus
from fanfold.store import runjson
from fanfold.store.folder import RunFolder
from fanfold.store.runjson import RunRecord
from tests.client.recorded_runs import record
from tests.flow_process import run_fanfold

Printed = pytest.CaptureFixture[str]


def of_work(run: Run, item: int) -> str:
    """How commands name the task of an item of Troubled."""
    return "/".join([run.id, "work", str(item)])


def test_ls_lists_the_newest_first(survey: Run, troubled: Run, capsys: Printed) -> None:
    assert answer(["ls"]) == 0
    heading, first, second = capsys.readouterr().out.splitlines()
    assert heading.split() == ["RUN", "FLOW", "STATUS", "STARTED", "TOOK", "TASKS", "TAGS"]
    assert first.split()[:3] == [troubled.id, "Troubled", "failed"]
    assert second.split()[:3] == [survey.id, "Survey", "succeeded"]
    assert answer(["ls", "Survey", "--tag", "spring"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert answer(["ls", "--limit", "1"]) == 0
    assert "1 older" in capsys.readouterr().out
    assert answer(["ls", "--tag", "autumn"]) == 0
    assert capsys.readouterr().out == "There is no run with these tags.\n"


def test_the_newest_run_of_several_flows_is_the_one_that_started_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    """Whatever the ids say: the second run of one second has the id of the next."""
    monkeypatch.setenv("FANFOLD_HOME", str(tmp_path))
    for flow, run_id, started in (("Early", "1700000009", 1.0), ("Late", "1700000008", 2.0)):
        folder = RunFolder(tmp_path / flow / run_id)
        folder.path.mkdir(parents=True)
        folder.create()
        record = RunRecord(FlowName(flow), RunId(run_id), RunStatus.SUCCEEDED, created_seconds=started)
        runjson.write(folder, record)
    assert latest_run(None).pathspec == "Late/1700000008"
    assert answer(["ls"]) == 0
    _, first, second = capsys.readouterr().out.splitlines()
    assert first.split()[:2] == ["1700000008", "Late"]
    assert second.split()[:2] == ["1700000009", "Early"]


def test_the_newest_run_has_a_name_where_an_id_is_wanted(troubled: Run) -> None:
    assert id_of("latest", "Troubled") == troubled.id
    assert id_of("1700000000", "Troubled") == "1700000000"


def test_status_says_how_the_newest_run_stands(troubled: Run, capsys: Printed) -> None:
    assert answer(["status"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"Troubled (run-id {troubled.id}) failed in ")
    assert "  work   4 done, 2 failed" in lines[2]
    assert any("ValueError: two is one too many at troubled.py" in line for line in lines)
    assert any(f"debug {of_work(troubled, 2)}" in line for line in lines)


def test_show_of_a_run_has_its_parameters_and_its_folder(survey: Run, capsys: Printed) -> None:
    assert answer(["show", survey.id]) == 0
    shown = capsys.readouterr().out
    assert "Parameters: days=3" in shown
    assert f"Folder:     {survey.path}" in shown
    assert "  measure   6 done (1 caught)" in shown
    assert " resume" not in shown


def test_show_of_a_step_has_its_tasks(survey: Run, capsys: Printed) -> None:
    assert answer(["show", f"Survey/{survey.id}", "measure", "--limit", "2"]) == 0
    heading, first, second, more = capsys.readouterr().out.splitlines()
    assert heading.split() == ["TASK", "KEY", "STATUS", "TOOK", "score", "problem"]
    assert (first.split()[:3], second.split()[:3]) == (["0.0", "n0", "ok"], ["0.1", "n1", "ok"])
    assert more == "… and 4 more: --limit 0"


def test_a_step_may_stand_behind_its_run_and_a_flow_that_is_not_there_is_told(
    survey: Run, capsys: Printed
) -> None:
    assert answer(["show", survey.id, "measure"]) == 0
    expected = capsys.readouterr().out
    assert answer(["show", f"{survey.pathspec}/measure"]) == 0
    assert capsys.readouterr().out == expected
    with pytest.raises(UsageError, match="names more"):
        answer(["show", "/".join([survey.id, "measure", "n1"])])
    for command in (["show"], ["card", "view"], ["logs"]):
        with pytest.raises(NotFoundError, match="no flow named 'Servey'"):
            answer([*command, f"Servey/{survey.id}/start"])


def test_an_artifact_that_cannot_be_unpickled_keeps_nobody_from_the_others(tmp_path: Path) -> None:
    (tmp_path / "flow.py").write_text(
        "from fanfold import FlowSpec, step\n\ndef back():\n    raise RuntimeError('cannot come back')\n\n"
        "class Stuck:\n    def __reduce__(self):\n        return back, ()\n\n"
        "class F(FlowSpec):\n    @step\n    def start(self):\n        self.bad, self.good = Stuck(), 3\n"
    )
    home = tmp_path / "runs"
    assert run_fanfold("run", "flow.py", home=home).exit_code == 0
    dumped = run_fanfold("dump", "latest/start", home=home)
    assert dumped.exit_code == 1 and "bad cannot be read: RuntimeError: cannot come back" in dumped.err
    assert "good [size: 5 type: <class 'int'>] = 3" in dumped.out
    shown = run_fanfold("show", "latest", "start", "--columns", "bad", home=home)
    assert shown.exit_code == 1 and "cannot be read: RuntimeError: cannot come back" in shown.err, str(shown)


def test_show_of_tasks_that_fulfil_a_condition(survey: Run, capsys: Printed) -> None:
    assert answer(["show", survey.id, "measure", "--where", 'score >= 1 and status == "ok"']) == 0
    heading, *rows = capsys.readouterr().out.splitlines()
    assert heading.split()[:4] == ["TASK", "KEY", "STATUS", "TOOK"]
    assert [row.split()[1] for row in rows] == ["n1", "n2", "s0", "s1"]
    assert answer(["show", survey.id, "measure", "--where", "problem", "--columns", "score"]) == 0
    assert [line.split()[1] for line in capsys.readouterr().out.splitlines()] == ["KEY", "s2"]
    assert answer(["show", survey.id, "measure", "--where", "score > 100"]) == 0
    assert capsys.readouterr().out == "No task is so.\n"
    assert answer(["show", survey.id, "measure", "--failed", "--slowest", "3", "--where", "score > 1"]) == 0
    assert [row.split()[1] for row in capsys.readouterr().out.splitlines()[1:]] == ["s2"]


def test_show_writes_all_tasks_as_data(survey: Run, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    words = ["show", survey.id, "measure", "--columns", "score"]
    assert answer([*words, "--csv"]) == 0
    texts = list(csv.DictReader(io.StringIO(capfdbinary.readouterr().out.decode())))
    assert [(row["key"], row["status"], row["score"]) for row in texts[-2:]] == [
        ("s1", "ok", "11"),
        ("s2", "caught", "12"),
    ]
    assert answer([*words, "--json", "--where", "score < 2"]) == 0
    rows = json.loads(capfdbinary.readouterr().out)
    assert [(row["key"], row["score"]) for row in rows] == [("n0", 0), ("n1", 1)]
    assert answer([*words, "--parquet"]) == 0
    table = parquet.read_table(io.BytesIO(capfdbinary.readouterr().out))
    assert table.column("score").to_pylist() == [0, 1, 2, 10, 11, 12]


def test_show_failed_and_slowest(survey: Run, troubled: Run, capsys: Printed) -> None:
    assert answer(["show", troubled.id, "--failed"]) == 0
    two, four = capsys.readouterr().out.splitlines()
    assert two.startswith(f"{of_work(troubled, 2)}  ValueError: two is one too many at troubled.py:")
    assert four.startswith(f"{of_work(troubled, 4)}  The task's process was killed by SIGKILL")
    assert answer(["show", survey.id, "visit", "--failed"]) == 0
    assert capsys.readouterr().out == "No task failed.\n"
    assert answer(["show", survey.id, "measure", "--slowest", "2"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_logs_puts_what_tasks_printed_on_stdout_and_headings_on_stderr(
    survey: Run, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert answer(["logs", f"{survey.id}/start"]) == 0
    out, err = capfdbinary.readouterr()
    assert out == b"hello\naside\n"
    assert err.decode().splitlines() == [f"--- {survey.id}/start/0 stdout", f"--- {survey.id}/start/0 stderr"]
    assert answer(["logs", f"{survey.id}/measure/n1", "--attempt", "0", "--stdout"]) == 0
    assert capfdbinary.readouterr().out == b"measuring n1, attempt 0\n"
    assert answer(["logs", "Survey/latest/start", "--stderr"]) == 0
    assert capfdbinary.readouterr().out == b"aside\n"


def test_logs_of_the_failed_say_what_went_wrong(
    troubled: Run, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert answer(["logs", troubled.id, "--failed"]) == 0
    out, err = capfdbinary.readouterr()
    assert f"--- {of_work(troubled, 2)}: ValueError: two is one too many" in err.decode()
    assert 'raise ValueError("two is one too many")' in out.decode()


def test_dump_prints_artifacts_and_pickles_them(survey: Run, tmp_path: Path, capsys: Printed) -> None:
    assert answer(["dump", f"{survey.id}/measure/s1", "--include", "score,site"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "score [size: 5 type: <class 'int'>] = 11",
        "site [size: 25 type: <class 'str'>] = 'south/west'",
    ]
    assert err == f"--- {survey.id}/measure/south/west/s1\n"
    assert answer(["dump", f"{survey.id}/measure/s1", "--include", "site", "--max-value-size", "3"]) == 0
    assert capsys.readouterr().out == "site [size: 25 type: <class 'str'>]\n"
    file = tmp_path / "all.pickle"
    assert answer(["dump", f"{survey.id}/measure", "--include", "score", "--file", str(file)]) == 0
    saved = pickle.loads(file.read_bytes())
    assert saved[f"{survey.id}/measure/0.1"] == {"score": 1}
    assert len(saved) == 6


def test_rm_deletes_a_run_that_has_ended_and_only_if_told_to(
    survey: Run, tmp_path: Path, capsys: Printed
) -> None:
    home = tmp_path / "runs"
    shutil.copytree(survey.path, home / "Survey" / survey.id)
    metadata(f"local@{home}")
    assert answer(["rm", survey.id, "--dry-run"]) == 0
    assert "succeeded, " in capsys.readouterr().out
    assert answer(["rm", survey.id]) == 1, "nobody can be asked"
    assert Flow("Survey").latest_run is not None
    assert answer(["rm", survey.id, "--yes"]) == 0
    assert list((home / "Survey").iterdir()) == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["show", "17"], 1, "There is no run 17 in"),
        (["logs", "latest/nowhere"], 1, "There is no step named 'nowhere'"),
        (["dump", "latest"], 2, "names no step"),
        (["logs"], 2, "Missing argument"),
        (["show", "latest", "--where", "score > 1"], 2, "are about the tasks of one step"),
        (["show", "latest", "start", "--where", "open('x')"], 2, "open('x') is no comparison"),
        (["show", "latest", "start", "--where", "nothing > 1"], 1, "no artifact named 'nothing'"),
        (["rm", "17"], 1, "There is no run 17"),
        (["status", "Nothing/latest"], 1, "There is no run of Nothing in"),
        (["ls", "--limit", "few"], 2, "--limit"),
        (["shwo", "17"], 2, "Did you mean show"),
    ],
)
def test_what_is_not_there_is_told_in_one_sentence(
    home: Path, words: list[str], code: int, said: str, capsys: Printed
) -> None:
    assert exit_code_of(lambda: answer(words)) == code
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err


def test_a_run_id_that_two_flows_have_has_to_be_told_apart(survey: Run, tmp_path: Path) -> None:
    home = tmp_path / "runs"
    for flow in ("One", "Two"):
        shutil.copytree(survey.path, home / flow / survey.id)
    metadata(f"local@{home}")
    with pytest.raises(UsageError) as raised:
        answer(["status", survey.id])
    assert f"One/{survey.id} or Two/{survey.id}" in raised.value.remedy
    assert answer(["status", f"Two/{survey.id}"]) == 0


@pytest.mark.processes
def test_a_flow_has_them_too(home: Path, survey: Run) -> None:
    shown = record("survey.py", "show", survey.id, "visit", home=home)
    assert shown.out.splitlines()[0].startswith("TASK"), str(shown)
    assert record("survey.py", "logs", f"{survey.id}/start", "--stdout", home=home).out == "hello\n"
    assert "Measures days at sites." in record("survey.py", "show", home=home).out
    file = Path(__file__).parent / "flows" / "survey.py"
    assert run_fanfold("status", str(file), home=home).out.startswith(f"Survey (run-id {survey.id}) done")


def test_an_item_of_a_nested_foreach_is_named_with_those_around_it(survey: Run, capsys: Printed) -> None:
    """Also where a name has a slash of its own in it."""
    assert survey["measure"]["north/n1"].id == "0.1"
    assert survey["measure"]["south/west/s2"].id == "1.2"
    assert answer(["show", survey.id, "measure", "--failed"]) == 0
    assert f"{survey.id}/measure/south/west/s2  ValueError: fog" in capsys.readouterr().out
    assert answer(["logs", f"{survey.id}/measure/north/n1"]) == 0
    assert "measuring n1, attempt 1" in capsys.readouterr().out


def test_status_says_what_the_run_said_at_its_end(survey: Run, capsys: Printed) -> None:
    """The times of single tasks apart: those of a resumed run count all that it took over."""
    assert answer(["status", survey.id]) == 0
    headline, *rest = capsys.readouterr().out.splitlines()
    assert " workers, " in headline and headline.endswith("% busy")
    assert f"logs {survey.id} --failed" in rest[-1]


def test_logs_of_a_run_that_has_ended_can_be_followed_to_their_end(
    survey: Run, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert answer(["logs", "-f", survey.id]) == 0
    lines = capfdbinary.readouterr().out.decode().splitlines()
    assert {"[start] hello", "[start] aside", "[measure/north/n1] measuring n1, attempt 1"} < set(lines)
    assert answer(["logs", "--follow", f"{survey.id}/start", "--stdout"]) == 0
    assert capfdbinary.readouterr().out == b"[start] hello\n"
