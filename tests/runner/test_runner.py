"""`Runner`: a flow's file, run as the command line does."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest

import fanfold
from fanfold import NBRunner, Runner
from tests.runner.test_calls import Doubles

pytestmark = pytest.mark.processes

FLOW = Path(__file__).parent / "flows" / "loud.py"


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANFOLD_HOME", str(tmp_path / "runs"))
    monkeypatch.setenv("USER", "tester")


def test_a_run_takes_options_and_values_and_can_be_looked_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lists, dictionaries, and a parameter under its own name, though its attribute has another."""
    with Runner(
        FLOW, pylint=False, decospecs=["retry:times=1"], env={"LOUD": "very"}, cwd=tmp_path, profile="p"
    ) as runner:
        executing = runner.run(
            seconds=2, items={"a": [1]}, words=["x", "y"], tags=["one", "two"], max_workers=2
        )
        data: Any = executing.data
        assert (executing.status, executing.returncode, executing.successful) == ("successful", 0, True)
        assert executing.run.user_tags == {"one", "two"}
        assert data.seen == (2, {"a": [1]}, ["x", "y"], "very", "p", str(tmp_path))
        assert "[start] out" in executing.stdout
        assert "[start] out" in capsys.readouterr().out, "it is shown while it goes on"
        folder = executing.command_obj.folder
        assert folder.is_dir()
    assert not folder.exists()


def test_a_run_that_fails_is_told_and_resumed(capsys: pytest.CaptureFixture[str]) -> None:
    runner = Runner(str(FLOW), show_output=False)
    failed = runner.run(seconds=-1)
    assert (failed.status, failed.returncode, failed.run.data) == ("failed", 1, None)
    with pytest.raises(fanfold.RunError, match="has no data: it is failed"):
        _ = failed.data
    assert "Step failure" in failed.stderr
    resumed = runner.resume("start", origin_run_id=failed.run.id)
    assert resumed.run.origin_pathspec == failed.run.pathspec
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("keywords", "said"),
    [
        ({"sceonds": 1}, "Did you mean seconds"),
        ({"seconds": "many"}, "--seconds wants a whole number"),
        ({"max_workers": 0}, "--max-workers"),
    ],
)
def test_what_the_flow_does_not_know_is_an_error(keywords: dict[str, Any], said: str) -> None:
    with pytest.raises(fanfold.UsageError, match="could not be started") as raised:
        Runner(FLOW).run(**keywords)
    assert said in raised.value.message


def test_what_a_runner_does_not_know_is_an_error_before_anything_is_started(tmp_path: Path) -> None:
    with pytest.raises(fanfold.UsageError, match="no file"):
        Runner(tmp_path / "nothing.py")
    with pytest.raises(fanfold.UsageError, match="no option 'max_workers'") as raised:
        Runner(FLOW, max_workers=2)
    assert raised.value.remedy == "Give it to run()."
    with pytest.raises(fanfold.UsageError, match="resume takes no parameters"):
        Runner(FLOW).resume(seconds=1)
    with pytest.raises(fanfold.UsageError, match="no spin") as raised:
        Runner(FLOW).spin("1/start")
    assert "debug" in raised.value.remedy


def test_a_run_in_the_background_is_followed_line_by_line_and_ended_after_a_timeout() -> None:
    async def follow() -> tuple[str, list[str], str, int | None]:
        async with Runner(FLOW) as runner:
            quick, slow = await asyncio.gather(runner.async_run(), runner.async_run(seconds=1000))
            begun = slow.run.status
            lines = [line async for _, line in quick.stream_log("stdout")]
            await quick.wait()
            await slow.wait(timeout=0.1)
            return begun, lines, f"{quick.status} {slow.status} {slow.run.status}", slow.returncode

    begun, lines, statuses, code = asyncio.run(follow())
    assert begun == "running"
    assert "[start] out" in lines
    assert (statuses, code) == ("successful timeout interrupted", 143)


def test_a_class_is_run_by_a_runner_for_notebooks() -> None:
    runner = NBRunner(Doubles, show_output=False)
    run: Any = runner.nbrun(numbers=[4, 5])
    assert run.data.all == [8, 10]
    assert run.data.pid != os.getpid()
    again: Any = runner.nbresume(origin_run_id=run.id)
    assert (again.data.all, again.origin_pathspec) == ([8, 10], run.pathspec)
    folders = [each.folder for each in runner._started]
    runner.cleanup()
    assert [folder.exists() for folder in folders] == [False, False]
