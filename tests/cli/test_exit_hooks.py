"""`@exit_hook` and `@project` in real runs, under both names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flow_process import run_fanfold, run_python

pytestmark = pytest.mark.processes

FLOW = """
import os
from NAME import FlowSpec, Parameter, current, exit_hook, project, step


def told(run):
    print("hook told", run.successful, run["start"].task.data.x, os.getpid() != parent)


def plain():
    print("hook plain")


def broken():
    raise ValueError("broken hook")


def ends():
    os.kill(os.getpid(), 9)


parent = os.getpid()


@exit_hook(on_success=[broken, told, "plain", ends], on_error=[plain, "no.such.function"])
@project(name="churn")
class Hooked(FlowSpec):
    fails = Parameter("fails", default=False)

    @step
    def start(self):
        self.x = 5
        print(current.project_name, current.branch_name, current.is_production, current.project_flow_name)
        self.next(self.end)

    @step
    def end(self):
        assert not self.fails


if __name__ == "__main__":
    Hooked()
"""


@pytest.mark.parametrize("name", ["fanfold", "metaflow"])
def test_hooks_are_called_when_the_run_is_over_and_change_nothing(name: str, tmp_path: Path) -> None:
    (tmp_path / "hooked.py").write_text(FLOW.replace("NAME", name))
    home = tmp_path / "runs"

    done = run_fanfold("run", "hooked.py", home=home, folder=tmp_path)
    assert done.exit_code == 0, str(done)
    assert "churn user.tester False churn.user.tester.Hooked" in done.out
    assert "note: project churn, branch user.tester" in done.out
    assert done.out.endswith("hook told True 5 True\nhook plain\n"), str(done)
    assert "ValueError: broken hook" in done.err
    assert "@exit_hook: broken failed (exit code 1); the run stays as it is." in done.err
    assert "@exit_hook: ends failed (killed by SIGKILL); the run stays as it is." in done.err

    failed = run_fanfold(
        "hooked.py", "--branch", "new", "--production", "run", "--fails", "1", home=home, folder=tmp_path
    )
    assert failed.exit_code == 1, str(failed)
    assert "churn prod.new True churn.prod.new.Hooked" in failed.out
    assert failed.out.endswith("hook plain\n")
    assert "@exit_hook: no.such.function failed (exit code 1)" in failed.err

    resumed = run_fanfold("resume", "hooked.py", home=home, folder=tmp_path)
    assert resumed.exit_code == 1 and resumed.out.endswith("hook plain\n"), str(resumed)

    script = (
        "import fanfold; fanfold.namespace(None); runs = list(fanfold.Flow('Hooked')); "
        "print(sorted(tag for tag in runs[-1].system_tags if tag.startswith('project')), "
        "sorted(tag for tag in runs[1].system_tags if tag.startswith('project')))"
    )
    tags = run_python("-c", script, home=home, folder=tmp_path)
    user, new = "'project_branch:user.tester'", "'project_branch:prod.new'"
    assert tags.out == f"['project:churn', {user}] ['project:churn', {new}]\n", str(tags)

    refused = run_fanfold("hooked.py", "--branch", "New One", "run", home=home, folder=tmp_path)
    assert refused.exit_code == 1 and "@project: the branch is 'New One'." in refused.err, str(refused)
    assert len(list((home / "Hooked").iterdir())) == 3
