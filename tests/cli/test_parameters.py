"""Parameters and included files in real runs, under both names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flow_process import FlowProcess, run_fanfold, run_python

pytestmark = pytest.mark.processes

FLOW = """
import datetime

from NAME import FlowSpec, IncludeFile, JSONType, Parameter, current, environment, step


def counted(context):
    with open("calls.txt", "a") as file:
        file.write("called\\n")
    return f"{context.flow_name}/{context.parameter_name}/{context.user_name}"


class Shared:
    mixed = Parameter("mixed", default=True)


class Base(FlowSpec):
    rate = Parameter("rate", default=1.5, help="Of learning.")


class Given(Shared, Base):
    none = Parameter("none", default=None, type=int)
    switch = Parameter("switch", default=False, type=bool)
    flag = Parameter("flag", is_flag=True, default=False)
    month = Parameter("month", type=lambda text: datetime.datetime.strptime(text, "%m/%Y"), default="01/2020")
    settings = Parameter("settings", type=dict, default={"a": 1})
    pair = Parameter("pair", type=tuple, default=(1, 2))
    names = Parameter("names", separator=",", default="x,y")
    items = Parameter(name="the-items", type=JSONType, default="[1, 2, 3]", required=False)
    level = Parameter("level", choices=["low", "high"], default="low", metavar="LEVEL")
    place = Parameter("place", envvar="THE_PLACE", default="here")
    who = Parameter("who", default=counted)
    needed = Parameter("needed", required=True, type=int)
    api_token = Parameter("api-token", default="very-secret-text")
    data = IncludeFile("data", default="data.csv", is_text=True)
    raw = IncludeFile("raw", is_text=False, default=lambda context: "data.csv")
    nothing = IncludeFile("nothing")
    numbers = IncludeFile("numbers", default="data.csv", parser=lambda text: list(map(int, text.split(","))))

    @step
    def start(self):
        values = {name: getattr(self, name) for name in current.parameter_names if name != "month"}
        print("values", values)
        print("month", self.month.month, self.month.year)
        self.next(self.work, foreach="items")

    @environment(vars={"A": "1"})
    @step
    def work(self):
        try:
            self.rate = 2
        except AttributeError as error:
            self.refused = str(error)
        self.told = (self.input, self.rate, self.who, self.names)
        self.next(self.join)

    @step
    def join(self, inputs):
        self.told = [inp.told for inp in inputs]
        self.next(self.end)

    @step
    def end(self):
        print("told", self.told, self.needed)
        if self.needed == 13 and current.origin_run_id is None:
            raise ValueError("unlucky")


if __name__ == "__main__":
    Given()
"""


def run(folder: Path, *words: str) -> FlowProcess:
    return run_fanfold(*words, home=folder / "runs", folder=folder)


@pytest.fixture(params=["fanfold", "metaflow"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    (tmp_path / "given.py").write_text(FLOW.replace("NAME", request.param))
    (tmp_path / "data.csv").write_text("1,2,3")
    return tmp_path


def test_every_way_to_give_a_parameter(folder: Path) -> None:
    words = [
        "--needed",
        "13",
        "--flag",
        "--switch",
        "yes",
        "--month",
        "02/2021",
        "--level=high",
        "--names=p,q",
    ]
    failed = run(folder, "run", "given.py", *words, "--settings", '{"b": 2}', "--pair", "[3]")
    assert failed.exit_code == 1, str(failed)
    expected = {
        "rate": 1.5, "mixed": True, "none": None, "switch": True, "flag": True, "settings": {"b": 2},
        "pair": (3,), "names": ["p", "q"], "items": [1, 2, 3], "level": "high", "place": "here",
        "who": "Given/who/tester", "needed": 13, "api_token": "********", "data": "1,2,3", "raw": b"1,2,3",
        "nothing": None, "numbers": [1, 2, 3],
    }  # fmt: skip
    assert f"values {expected}\n" in failed.out, str(failed)
    assert "month 2 2021" in failed.out
    told = [(number, 1.5, "Given/who/tester", ["p", "q"]) for number in (1, 2, 3)]
    assert f"told {told} 13" in failed.out

    (folder / "data.csv").unlink()
    resumed = run(folder, "resume", "given.py")
    assert resumed.exit_code == 0 and f"told {told} 13" in resumed.out, str(resumed)
    assert (folder / "calls.txt").read_text() == "called\n"
    refused = run(folder, "resume", "given.py", "--rate", "3")
    assert refused.exit_code == 2 and "resume takes no parameters" in refused.err, str(refused)


def test_the_environment_gives_parameters_too(folder: Path) -> None:
    script = (
        "import os, subprocess, sys; os.environ |= "
        "{'METAFLOW_RUN_NEEDED': '4', 'FANFOLD_RUN_THE_ITEMS': '[7]', 'THE_PLACE': 'there'}; "
        "sys.exit(subprocess.call([sys.executable, '-m', 'fanfold', 'run', 'given.py']))"
    )
    done = run_python("-c", script, home=folder / "runs", folder=folder)
    assert done.exit_code == 0, str(done)
    assert "'place': 'there'" in done.out and "'needed': 4" in done.out
    assert "told [(7, 1.5, 'Given/who/tester', ['x', 'y'])] 4" in done.out


def test_what_is_given_wrongly_is_told_and_nothing_is_run_or_computed(tmp_path: Path) -> None:
    (tmp_path / "given.py").write_text(FLOW.replace("NAME", "fanfold"))
    (tmp_path / "data.csv").write_text("1,2,3")

    def told(*words: str) -> str:
        done = run(tmp_path, "run", "given.py", *words)
        assert done.exit_code == 2 and "Traceback" not in done.err, str(done)
        return done.err

    assert "Option --needed is required and was not given." in told()
    assert "--needed wants a whole number (int) and got 'x'" in told("--needed", "x")
    assert "--the-items wants JSON and got '[1,'" in told("--needed", "1", "--the-items", "[1,")
    assert "'middle' is not one of 'low', 'high'" in told("--needed", "1", "--level", "middle")
    assert "--month wants what its type function can read" in told("--needed", "1", "--month", "May")
    assert "Did you mean" in told("--needed", "1", "--rat", "3")
    missing = told("--needed", "1", "--data", "none.csv")
    assert f"--data: {tmp_path / 'none.csv'} cannot be read: No such file" in missing
    assert not (tmp_path / "calls.txt").exists() and not (tmp_path / "runs" / "Given").exists()


TAKEN = """
from fanfold import FlowSpec, Parameter, step

class Taken(FlowSpec):
    one = Parameter("max-workers", default=1)

    @step
    def start(self):
        self.next(self.end)

    @step
    def end(self):
        pass

if __name__ == "__main__":
    Taken()
"""


def test_a_parameter_named_like_an_option_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "taken.py").write_text(TAKEN)
    done = run(tmp_path, "run", "taken.py")
    assert done.exit_code == 1 and "Traceback" not in done.err
    assert f"Parameter error in {tmp_path / 'taken.py'} on line 5 (" in done.err, str(done)
    assert "A parameter cannot be named 'max-workers': `run` has an option of that name." in done.err
