"""Configs in real runs, under both names: read once, the same in every process, kept by resume."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.flow_process import FlowProcess, run_fanfold, run_file

pytestmark = pytest.mark.processes

SETTINGS = {
    "times": 1,
    "rate": 0.5,
    "name": "churn",
    "env": {"COLOUR": "red"},
    "kind": "fast",
    "sizes": [1, 2, 3],
}

FLOW = """
from NAME import Config, ConfigValue, FlowSpec, Parameter, config_expr, current
from NAME import environment, project, retry, step


@project(name=config_expr("settings").name)
class Configured(FlowSpec):
    config = Config("settings", default="settings.json", help="All there is to say.")
    absent = Config("absent")
    text = Config("text", default_value="a=1", parser=lambda text: dict([text.split("=")]))
    rate = Parameter("rate", default=config.rate)
    sizes = Parameter("sizes", default=config_expr("settings.sizes[:2]"), type=list)
    told = Parameter("told", default=lambda context: context.configs.settings.kind)

    @retry(times=config.times)
    @step
    def start(self):
        from pathlib import Path

        Path("settings.json").unlink(missing_ok=True)
        if current.retry_count < 1:
            raise ValueError("again")
        assert isinstance(self.config, ConfigValue) and self.absent is None
        print("names", current.parameter_names, current.project_name)
        self.kind = self.config["kind"]
        self.next({self.config.kind: self.fast, "slow": self.slow}, condition="kind")

    @step
    def slow(self):
        self.next(self.fan)

    @environment(vars=config.env)
    @step
    def fast(self):
        import os

        self.colour = os.environ["COLOUR"]
        self.part = self.config.env
        self.next(self.fan)

    @step
    def fan(self):
        self.next(self.work, foreach="sizes")

    @step
    def work(self):
        if self.rate > 1 and current.origin_run_id is None and self.input == 2:
            raise RuntimeError("not yet")
        self.product = self.input * self.config.rate * self.rate
        try:
            self.config.rate = 2
        except TypeError as error:
            self.refused = str(error)
        self.next(self.join)

    @step
    def join(self, inputs):
        self.total = sum(inp.product for inp in inputs)
        self.merge_artifacts(inputs, include=["part", "colour", "refused"])
        self.next(self.end)

    @step
    def end(self):
        print("end", self.total, self.colour, self.part, self.refused, self.told, self.text.a)


if __name__ == "__main__":
    Configured()
"""


@pytest.fixture(params=["fanfold", "metaflow"])
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    flow = tmp_path / "configured.py"
    flow.write_text(FLOW.replace("NAME", request.param))
    (tmp_path / "settings.json").write_text(json.dumps(SETTINGS))
    return flow


def fanfold(file: Path, *words: str) -> FlowProcess:
    return run_fanfold(*words, home=file.parent / "runs", folder=file.parent)


def test_a_run_reads_its_configs_once_and_every_process_has_them(file: Path) -> None:
    """The start step deletes the file; `fast` runs in a process that imports the flow's file anew."""
    done = fanfold(file, "run", file.name)
    assert done.exit_code == 0, str(done)
    assert "['rate', 'sizes', 'told', 'config', 'absent', 'text'] churn" in done.out
    assert "end 0.75 red {'COLOUR': 'red'} ConfigValue is immutable fast 1" in done.out
    shown = fanfold(file, "dump", "Configured/" + _run_id(file) + "/end", "--include", "config,rate")
    assert "'kind': 'fast'" in shown.out and "class 'dict'" in shown.out, str(shown)


def test_resume_keeps_the_configs_of_its_origin(file: Path) -> None:
    failed = fanfold(file, "run", file.name, "--rate", "2", "--config-value", "text", "a=5")
    assert failed.exit_code == 1, str(failed)
    refused = fanfold(file, file.name, "--config", "settings", "settings.json", "resume")
    assert refused.exit_code == 2 and "resume takes no --config" in refused.err, str(refused)
    resumed = fanfold(file, "resume", file.name)
    assert resumed.exit_code == 0, str(resumed)
    assert "end 3.0 red {'COLOUR': 'red'} ConfigValue is immutable fast 5" in resumed.out
    origin = min((file.parent / "runs" / "Configured").iterdir()).name
    again = fanfold(file, file.name, "--quiet", "resume", "fan", "--origin-run-id", f"Configured/{origin}")
    assert again.exit_code == 0, str(again)
    debugged = fanfold(file, "debug", file.name, f"{origin}/fan/0")
    assert debugged.exit_code == 0, str(debugged)


def test_what_is_wrong_with_a_config_is_told_before_anything_runs(tmp_path: Path) -> None:
    flow = tmp_path / "configured.py"
    flow.write_text(FLOW.replace("NAME", "fanfold"))
    home = tmp_path / "runs"
    settings = tmp_path / "settings.json"

    missing = run_file(flow, "run", home=home)
    assert missing.exit_code == 2 and "Traceback" not in missing.err
    assert f"Config error in {flow} on line 8 (" in missing.err
    assert "settings.json (its default) cannot be read: No such file or directory." in missing.err

    settings.write_text('{\n "times": 1\n "ratio": 2}')
    broken = run_file(flow, "run", home=home)
    assert broken.exit_code == 2 and "Traceback" not in broken.err
    assert f"Config error in {settings} on line 3 (" in broken.err, str(broken)

    settings.write_text('{"times": 1, "ratte": 2}')
    mistyped = run_file(flow, "run", home=home)
    assert mistyped.exit_code == 1 and "Traceback" not in mistyped.err
    assert "There is no key 'rate' in the config.\n    Did you mean ratte?" in mistyped.err

    settings.write_text(json.dumps(SETTINGS))
    unknown = run_file(flow, "--config", "setings", "settings.json", "run", home=home)
    assert unknown.exit_code == 2
    assert "--config setings: the flow has no config of that name.\n    Did you mean settings?" in unknown.err
    for words in (["text"], ["absent", str(flow)], ["settings", "run"]):
        unread = run_file(flow, "--config", *words, "run", home=home)
        assert unread.exit_code == 2 and "Traceback" not in unread.err, str(unread)
    no_command = run_fanfold(str(flow), "--config", "absent", "check", home=home)
    assert no_command.exit_code == 2 and "check (--config absent) cannot be read" in no_command.err
    assert not list(home.glob("Configured/*"))

    shown = run_file(flow, "run", "--help", home=home)
    assert "--config NAME PATH" in shown.out and "settings: All there is to say." in shown.out, str(shown)


def _run_id(file: Path) -> str:
    return max(path.name for path in (file.parent / "runs" / "Configured").iterdir())
