"""Commands and variables that people know from Metaflow: what each does here, or says."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest

from tests.flow_process import FlowProcess, run_file, run_python

pytestmark = pytest.mark.processes

FLOW = """
import beside
from metaflow import FlowSpec, Parameter, step

class Known(FlowSpec):
    n = Parameter("n", default=2)

    @step
    def start(self):
        self.items = list(range(self.n))
        print("my token is s3cret")
        self.next(self.work, foreach="items")

    @step
    def work(self):
        print("working on", self.input)
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with the flow and a module beside it."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "known.py").write_text(FLOW, encoding="utf-8")
    (folder / "beside.py").write_text("answer = 42\n", encoding="utf-8")
    return folder


def known(project: Path, *words: str, **variables: str) -> FlowProcess:
    """`fanfold known.py WORDS`, with these variables set."""
    assigned = "; ".join(f"os.environ[{name!r}] = {value!r}" for name, value in variables.items())
    script = f"import os, sys; {assigned or 'pass'}; sys.argv = {['fanfold', 'known.py', *words]!r}; "
    script += "from fanfold.cli.command import main; sys.exit(main())"
    return run_python("-c", script, home=project.parent / "runs", folder=project)


@pytest.mark.parametrize(
    "words",
    [
        ("argo-workflows", "create", "--max-workers", "8"),
        ("--environment=conda", "--production", "step-functions", "create"),
        ("airflow", "create", "dag.py"),
        ("kubernetes", "step", "work"),
        ("batch", "list"),
    ],
)
def test_a_command_for_a_cluster_says_what_to_type_with_metaflow(
    project: Path, words: tuple[str, ...]
) -> None:
    done = known(project, *words)
    assert done.exit_code == 2, str(done)
    assert f"type: python known.py {' '.join(words)}" in done.err, str(done)
    assert "Traceback" not in done.err


def test_spin_and_step_say_what_to_use(project: Path) -> None:
    spin = known(project, "spin", "17/work/3", "--persist")
    assert spin.exit_code == 2
    assert "debug 17/work/3" in spin.err, str(spin)
    step = known(project, "step", "start")
    assert step.exit_code == 2
    assert "`debug RUN/step/KEY`" in step.err, str(step)


def test_the_graph_and_the_code_are_given_out(project: Path) -> None:
    raw = known(project, "output-raw", "--json")
    assert list(json.loads(raw.out)["nodes"]) == ["start", "work", "join", "end"], str(raw)
    assert "'foreach_var': 'items'" in known(project, "output-raw").out
    assert known(project, "package", "list").out.splitlines() == ["known.py", "beside.py"]
    assert known(project, "package", "info").out.startswith("2 files, ")
    saved = known(project, "package", "save", "code.tar.gz")
    assert saved.exit_code == 0, str(saved)
    with tarfile.open(project / "code.tar.gz") as archive:
        assert sorted(archive.getnames()) == ["beside.py", "known.py"]
    assert known(project, "package", "save", "nowhere/code.tar.gz").exit_code == 2
    assert known(project, "init").exit_code == 0


def test_options_may_come_from_metaflows_variables(project: Path) -> None:
    done = known(
        project,
        "run",
        METAFLOW_RUN_N="3",
        METAFLOW_RUN_TAGS="spring",
        METAFLOW_DECOSPECS="retry:times=1",
        METAFLOW_RUN_DECOSPECS="batch",
        METAFLOW_RUN_MAX_WORKERS="1",
        METAFLOW_DEFAULT_DATASTORE="s3",
        METAFLOW_DEFAULT_METADATA="local",
    )
    assert done.exit_code == 0, str(done)
    assert "--datastore s3 has no effect" in done.err
    assert "--metadata" not in done.err
    assert (done.out + done.err).count("@batch") == 1
    shown = known(project, "show", "latest").out
    assert "work   3 done" in shown
    assert "Tags:       spring" in shown


def test_what_was_printed_is_scrubbed_for_good_and_nothing_else(project: Path) -> None:
    assert known(project, "run").exit_code == 0
    assert "s3cret" in known(project, "logs", "show", "latest/start").out
    assert known(project, "logs", "scrub", "latest/start").exit_code == 0
    assert known(project, "logs", "latest/start").out.strip() == "[REDACTED]"
    assert known(project, "logs", "latest/work").out == "working on 0\nworking on 1\n"
    logs = (project.parent / "runs").rglob("*.out")
    assert not any(b"s3cret" in path.read_bytes() for path in logs)
    scrubbed = known(project, "logs", "scrub", "latest/work/1", "--stdout")
    assert scrubbed.exit_code == 0
    assert known(project, "logs", "latest/work/0").out == "working on 0\n"
    assert known(project, "logs", "latest/work/1").out.split() == ["[REDACTED]"]
    assert known(project, "logs", "shred", "latest").exit_code == 2


def test_a_flow_without_its_module_path_is_told_plainly(project: Path) -> None:
    (project / "beside.py").unlink()
    done = run_file(project / "known.py", "run", home=project.parent / "runs")
    assert done.exit_code == 1
    assert "beside" in done.err
