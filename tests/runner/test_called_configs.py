"""Configs given from Python, to a class and to a flow's file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import fanfold
from fanfold import Config, FlowSpec, NBRunner, Parameter, Runner, config_expr, environment, retry, step
from fanfold.model.errors import ConfigError, ConfigValueError, UsageError

pytestmark = pytest.mark.processes

FLOW = """
from fanfold import Config, FlowSpec, retry, step

class Settled(FlowSpec):
    model = Config("model", default_value={"n": 1})
    text = Config("text", default="none.txt", parser=str.split, plain=True)

    @retry(times=model.n)
    @step
    def start(self):
        self.seen = (self.model.n, self.text)
"""


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANFOLD_HOME", str(tmp_path / "runs"))
    monkeypatch.chdir(tmp_path)


class Free(FlowSpec):
    """Nothing was made with its configs."""

    size = Parameter("size", default=config_expr("model.n"))
    model = Config("model", default_value={"n": 1})
    other = Config("other", default_value={"n": 10})

    @step
    def start(self) -> None:
        """Fan out."""
        self.next(self.work, foreach="items")

    items = (1, 2)

    @environment(vars={"FRESH": "a process of its own"})
    @step
    def work(self) -> None:
        """In a process that is started anew."""
        self.found = self.model.n * self.other.n * self.input
        self.next(self.join)

    @step
    def join(self, inputs: Any) -> None:
        """Fold."""
        self.seen = [self.model.n, self.size, *(each.found for each in inputs)]
        if fanfold.current.origin_run_id is None and self.model.n == 13:
            raise ValueError("unlucky")
        self.next(self.end)

    @step
    def end(self) -> None:
        """Done."""


class Made(FlowSpec):
    """Its decorator has used the config."""

    model = Config("model", default_value={"n": 1})

    @retry(times=model.n)
    @step
    def start(self) -> None:
        """The only step."""


def test_a_class_takes_configs_by_keyword_in_all_of_its_processes() -> None:
    called = fanfold.run(Free, config_value={"model": {"n": 5}}, quiet=True)
    assert called.data.seen == [5, 5, 50, 100]
    assert fanfold.run(Free, quiet=True).data.seen == [1, 1, 10, 20], "the next run has its own"


def test_resume_keeps_them(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text('{"n": 13}')
    given: Any = {"config": [("model", tmp_path / "model.json")], "config_value": [("other", '{"n": 2}')]}
    failed = fanfold.run(Free, **given, quiet=True, check=False)
    with pytest.raises(UsageError, match="config_value stays as in the run that it goes on with"):
        fanfold.resume(Free, origin_run_id=failed, config_value={"model": {"n": 1}})
    resumed = fanfold.resume(Free, origin_run_id=failed, quiet=True)
    assert resumed.data.seen == [13, 13, 26, 52]


def test_what_cannot_be_given_is_refused() -> None:
    with pytest.raises(ConfigValueError, match="Made was made with the one that it has"):
        fanfold.run(Made, config_value={"model": {"n": 2}})
    with pytest.raises(ConfigError, match="config_value modle: the flow has no config of that name"):
        fanfold.run(Free, config_value={"modle": {}})
    with pytest.raises(ConfigValueError, match=r"none\.json"):
        fanfold.run(Free, config={"model": "none.json"})
    with pytest.raises(ConfigError, match="both a path and a value"):
        fanfold.run(Free, config={"model": "none.json"}, config_value={"model": {}})
    with pytest.raises(UsageError, match="config wants names and what they are given"):
        fanfold.run(Free, config="model.json")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="cannot be written as JSON"):
        Runner(__file__, config_value={"model": {"n": object()}}).run()
    assert fanfold.run(Made, config_value={"model": {"n": 1}}, quiet=True).successful, "the same is fine"


def test_runners_take_them_as_the_command_line_does(tmp_path: Path) -> None:
    (tmp_path / "settled.py").write_text(FLOW)
    (tmp_path / "words.txt").write_text("a b")
    runner = Runner(
        "settled.py", show_output=False, config=[("text", "words.txt")], config_value={"model": {"n": 3}}
    )
    ran = runner.run()
    assert _seen(ran.run) == (3, ["a", "b"]), ran.stderr
    in_json = Runner("settled.py", show_output=False, config={"text": "words.txt"},
                     config_value=[("model", json.dumps({"n": 0}))]).run()  # fmt: skip
    assert _seen(in_json.run) == (0, ["a", "b"])
    carried = NBRunner(Free, show_output=False, config_value={"model": {"n": 3}}).nbrun()
    assert _seen(carried, "end")[0] == 3
    refused = NBRunner(Made, show_output=False, config_value={"model": {"n": 3}})
    with pytest.raises(UsageError, match="made with the one that it has"):
        refused.run()


def _seen(run: fanfold.Run, step: str = "start") -> Any:
    task = run[step].task
    assert task is not None
    return task.data.seen
