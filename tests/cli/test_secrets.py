"""Secrets are in nothing that fanfold prints, and in nothing that it keeps as plain text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.flow_process import run_fanfold

pytestmark = pytest.mark.processes

SECRETS = ("hunter-two", "55555", "swordfish", "open-sesame")

FLOW = """
import os
from fanfold import Config, FlowSpec, IncludeFile, Parameter, card, catch, secrets, step

class Guarded(FlowSpec):
    key = Parameter("api-key")
    pin = Parameter("pin", type=int, secret=True)
    settings = Config("settings")
    story = IncludeFile("story")

    @card
    @secrets(sources=[{"type": "inline", "options": {"env_vars": {"DB_WORD": "open-sesame"}}}])
    @step
    def start(self):
        self.copied = {"in": [self.key]}
        print("printed", self.said())
        self.next(self.fit, foreach="items")

    items = [1, 2, 3]

    def said(self):
        return f"{self.pin} {self.key} {self.settings.db.password} {os.environ.get('DB_WORD')}"

    @secrets(sources=[{"type": "inline", "options": {"env_vars": {"DB_WORD": "open-sesame"}}}])
    @card
    @step
    def fit(self):
        self.label = self.key
        if self.input == 2:
            try:
                raise ValueError(self.said())
            except ValueError as error:
                raise RuntimeError(f"{self.said()} on the way") from error
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass
"""


def unseen(text: str) -> str:
    """The text, which must hold none of them."""
    for secret in SECRETS:
        assert secret not in text, text
    return text


def test_no_secret_is_seen(tmp_path: Path) -> None:
    (tmp_path / "flow.py").write_text(FLOW)
    (tmp_path / "settings.json").write_text('{"db": {"password": "swordfish", "host": "alpha"}}')
    (tmp_path / "story.txt").write_text("Once upon a time.\n" * 100)
    config = ("--config", "settings", "settings.json")
    given = ("--api-key", "hunter-two", "--pin", "55555", "--story", "story.txt")

    def fanfold(*words: str) -> str:
        done = run_fanfold(*words, home=tmp_path / "runs", folder=tmp_path)
        assert done.exit_code in (0, 1), str(done)
        return unseen(done.out + done.err)

    said = fanfold("flow.py", *config, "run", *given, "--keep-going")
    assert "printed ******** ******** ******** ********" in said
    assert "RuntimeError: ******** ******** ******** ******** on the way" in said
    caught = fanfold("flow.py", *config, "run", *given, "--with", "catch:var=trouble")
    assert "(caught)" in caught
    folder = min((tmp_path / "runs" / "Guarded").glob("1*"))
    run = folder.name
    kept = json.loads(unseen((folder / "run.json").read_text()))
    assert kept["parameters"]["pin"] == kept["parameters"]["api-key"] == "'********'"
    shown = fanfold("show", run)
    assert "pin='********'" in shown
    assert "story='Once upon a time.\\nOnce upon a '… (1,800 characters)" in shown
    assert "on the way" in fanfold("show", run, "fit", "--failed")
    assert "] = ********" in fanfold("dump", f"{run}/start")
    assert "{'in': ['********']}" in fanfold("dump", f"{run}/start", "--private")
    assert "********" in fanfold("show", run, "fit", "--columns", "label", "--csv")
    assert "printed ****" in fanfold("logs", run)
    assert "on the way" in fanfold("logs", run, "--failed")
    assert "printed ****" in fanfold("logs", "-f", run)
    assert "on the way" in fanfold("status", run)
    assert "printed ****" in fanfold("card", "get", f"{run}/start")
    assert "on the way" in fanfold("card", "get", f"{run}/fit/2")
    resumed = fanfold("flow.py", "resume", "--json", "--origin-run-id", run)
    assert "on the way" in resumed and "task_failed" in resumed
