"""Flows that are typed at Python's own prompt."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pexpect
import pytest

pytestmark = pytest.mark.processes

FIRST = """
import fanfold
from fanfold import FlowSpec, environment, project, step
class Other(FlowSpec):
    @step
    def start(self):
        self.next(self.last)
    @step(end=True)
    def last(self):
        self.name_of_it = "other"

@project(name="typed")
class Typed(FlowSpec):
    @step
    def start(self):
        self.letters = "abc"
        self.next(self.work, foreach="letters")
    @environment(vars={"MODE": "typed"})
    @step
    def work(self):
        import os
        self.word = os.environ["MODE"] + self.input
        self.next(self.join)
    @step
    def join(self, inputs):
        self.words = [each.word for each in inputs]
        self.next(self.end)
    @step
    def end(self):
        pass

"""
LAST = "print(fanfold.run(Other, show_output=False).status, fanfold.run(Typed, show_output=False).data.words)"


def test_flows_that_are_typed_at_a_prompt_run(tmp_path: Path) -> None:
    environment = {**os.environ, "FANFOLD_HOME": str(tmp_path), "TERM": "dumb", "HOME": str(tmp_path)}
    prompt = pexpect.spawn(
        sys.executable, ["-q"], env=environment, encoding="utf-8", timeout=120, dimensions=(50, 250)
    )
    prompt.expect(">>> ")
    for line in [*FIRST.splitlines()[1:], LAST]:
        prompt.sendline(line)
        prompt.expect([r">>> ", r"\.\.\. "]) if line != LAST else None
    prompt.expect(r"successful \['typeda', 'typedb', 'typedc'\]")
    prompt.expect(">>> ")
    prompt.sendline("exit()")
    prompt.expect(pexpect.EOF)
