"""Users' decorators and mutators in real runs, under both names, in every kind of process."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flow_process import FlowProcess, run_fanfold, run_file

pytestmark = pytest.mark.processes

DECORATORS = """
from NAME import FlowMutator, StepMutator, UserStepDecorator, environment, user_step_decorator


@user_step_decorator
def timing(step_name, flow, inputs, attributes):
    yield
    flow.timed = f"{step_name} {attributes.get('unit', 's')}"


class Guard(UserStepDecorator):
    def init(self, most=0):
        self.most = most

    def post_step(self, step_name, flow, exception=None):
        if isinstance(exception, ZeroDivisionError):
            flow.guarded = self.most
            return None, {}
        return exception, None


class Coloured(FlowMutator):
    def init(self, colour):
        self.colour = colour

    def mutate(self, flow):
        flow.work.add_decorator(environment, deco_kwargs={"vars": {"COLOUR": self.colour}})
        for _, step in flow.steps:
            step.add_decorator(timing)


class Patient(StepMutator):
    def mutate(self, step):
        step.add_decorator("retry:times=2,minutes_between_retries=0")


class Breaks(StepMutator):
    def mutate(self, step):
        raise KeyError("nothing")
"""

FLOW = """
from NAME import Config, FlowSpec, config_expr, current, step
from decorators import Coloured, Guard


@Coloured(config_expr("look.colour"))
class Decorated(FlowSpec):
    look = Config("look", default_value={"colour": "green"})

    @step
    def start(self):
        self.items = [1, 0]
        if current.retry_count < WANTED:
            raise ValueError("again")
        self.next(self.work, foreach="items")

    @Guard(most=3)
    @step
    def work(self):
        import os

        self.colour = os.environ["COLOUR"]
        self.part = 1 // self.input
        self.next(self.join)

    @step
    def join(self, inputs):
        self.told = [(inp.colour, inp.timed, getattr(inp, "guarded", None)) for inp in inputs]
        self.next(self.end)

    @step
    def end(self):
        print("told", self.told)


if __name__ == "__main__":
    Decorated()
"""


@pytest.fixture(params=["fanfold", "metaflow"])
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    (tmp_path / "decorators.py").write_text(DECORATORS.replace("NAME", request.param))
    flow = tmp_path / "decorated.py"
    flow.write_text(FLOW.replace("NAME", request.param).replace("WANTED", "0"))
    return flow


def fanfold(file: Path, *words: str) -> FlowProcess:
    return run_fanfold(*words, home=file.parent / "runs", folder=file.parent)


def test_a_process_that_imports_the_file_anew_has_the_same_flow(file: Path) -> None:
    """`work` has variables of its own, set by the mutator: its processes are interpreters that begin anew."""
    done = fanfold(file, "run", file.name, "--config-value", "look", '{"colour": "red"}')
    assert done.exit_code == 0, str(done)
    assert "told [('red', 'work s', None), ('red', 'work s', 3)]" in done.out


def test_a_decorator_of_the_users_may_be_given_on_the_command_line(file: Path) -> None:
    file.write_text(file.read_text().replace("retry_count < 0", "retry_count < 2"))
    words = ["--with", "decorators.Patient", "--with", "timing:unit=ms"]
    done = fanfold(file, "run", file.name, *words)
    assert done.exit_code == 0, str(done)
    assert "told [('green', 'work ms', None), ('green', 'work ms', 3)]" in done.out


def test_what_cannot_be_is_told_before_anything_runs(tmp_path: Path) -> None:
    (tmp_path / "decorators.py").write_text(DECORATORS.replace("NAME", "fanfold"))
    flow = tmp_path / "decorated.py"
    flow.write_text(FLOW.replace("NAME", "fanfold").replace("WANTED", "0"))
    home = tmp_path / "runs"
    near = run_file(flow, "run", "--with", "timeing", home=home)
    assert near.exit_code == 2 and "Traceback" not in near.err
    assert "--with timeing: there is no such step decorator.\n    Did you mean timing" in near.err
    broken = run_file(flow, "run", "--with", "decorators.Breaks", home=home)
    assert broken.exit_code == 1 and "Traceback" not in broken.err
    assert f"Decorator error in {tmp_path / 'decorators.py'} on line 39 (" in broken.err, str(broken)
    assert "Breaks.mutate failed: KeyError: 'nothing'\n    It was given by --with." in broken.err
    assert not list(home.glob("Decorated/*"))
