"""Every line of `--json` is as docs/json-events.schema.json says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from fanfold.engine.observer import ResumeInfo, ResumeSteps
from fanfold.model.names import RunId
from fanfold.terminal.json_lines import JsonLines
from tests.flow_process import run_file
from tests.terminal.watched import ERROR, FIT, OPENING, Screen, item, tell_a_wide_run

SCHEMA_FILE = Path(__file__).parents[2] / "docs" / "json-events.schema.json"
GATED = Path(__file__).parent / "flows" / "gated.py"


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The schema, itself valid."""
    found: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(found)
    return found


def is_as_described(line: str, schema: dict[str, Any]) -> str:
    """The event of a line, after it was found to have just the keys that are described."""
    told: dict[str, Any] = json.loads(line)
    (kind,) = (each for each in schema["oneOf"] if each["properties"]["event"]["const"] == told["event"])
    jsonschema.Draft202012Validator({"$defs": schema["$defs"], **kind}).validate(told)
    assert set(told) == set(kind["properties"])
    return str(told["event"])


def test_every_event_is_described(schema: dict[str, Any]) -> None:
    screen = Screen()
    observer = JsonLines(screen.out, OPENING, wants_tasks=True, clock=screen.clock)
    observer.resume_planned(ResumeInfo(RunId("1711"), (ResumeSteps(FIT, 9991, 9),), ("step train is gone",)))
    observer.step_opened(FIT, 10)
    observer.task_started(item(1), 0, 4711)
    observer.output(item(1), "stdout", b"a\xff\nb")
    observer.task_done(item(1), 0)
    observer.split_done(item(1), FIT, 3)
    observer.task_failed(item(2), 0, ERROR, will_retry=True)
    observer.halted("SIGINT")
    observer.note("a sentence")
    tell_a_wide_run(observer, screen, width=10, failures=2, ticks=4)
    events = {is_as_described(line, schema) for line in screen.lines}
    assert events == {each["properties"]["event"]["const"] for each in schema["oneOf"]}


@pytest.mark.processes
def test_a_run_prints_nothing_else(schema: dict[str, Any], tmp_path: Path) -> None:
    done = run_file(GATED, "run", "--json", "-v", home=tmp_path / "runs")
    assert done.exit_code == 0, str(done)
    events = [is_as_described(line, schema) for line in done.out.splitlines()]
    assert (events[0], events[-1]) == ("run_start", "run_end")
    assert events.count("task_failed") == 7
    assert events.count("task_start") == events.count("task_end") == 19
    assert json.loads(done.out.splitlines()[-1])["failures"][0]["common"] == "lr=1.0"
