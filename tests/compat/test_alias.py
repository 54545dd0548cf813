"""The name `metaflow`: fanfold's own names, for whoever asked for it, and for nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest

import fanfold
from fanfold.flow.alias import ALIAS_FOLDER
from tests.flow_process import run_fanfold, run_python

pytestmark = pytest.mark.processes

IMPORTS = """
from metaflow import (
    FlowSpec, IncludeFile, JSONType, Parameter, batch, card, catch, conda, conda_base, current, environment,
    exit_hook, kubernetes, nim, parallel, project, pypi, pypi_base, resources, retry, schedule, secrets, step,
    timeout, torchrun, trigger, trigger_on_finish,
)
from metaflow.cards import Artifact, Image, Markdown, ProgressBar, Table, VegaChart
from metaflow.decorators import step as same_step
from metaflow.exception import MetaflowException, MetaflowNotFound
from metaflow.flowspec import FlowSpec as same_flow_spec
from metaflow.includefile import IncludeFile
from metaflow.metaflow_current import current as same_current
from metaflow.parameters import JSONTypeClass
from metaflow.plugins.timeout_decorator import TimeoutException
import metaflow.plugins.catch_decorator
import fanfold, metaflow

assert same_step is step is fanfold.step
assert same_flow_spec is FlowSpec is fanfold.FlowSpec
assert same_current is current
assert issubclass(MetaflowNotFound, MetaflowException)
assert hasattr(metaflow, "FlowSpec") and not hasattr(metaflow, "condition")
"""


def test_every_name_that_flows_import_is_there_and_is_ours(tmp_path: Path) -> None:
    (tmp_path / "uses.py").write_text(IMPORTS, encoding="utf-8")
    done = run_fanfold("exec", "--", "python", "uses.py", home=tmp_path / "runs", folder=tmp_path)
    assert done.exit_code == 0, str(done)


def test_what_there_is_not_says_what_to_use(tmp_path: Path) -> None:
    script = (
        "import fanfold.as_metaflow\n"
        "try:\n    from metaflow import S3\n"
        "except ImportError as error:\n    print(error)"
    )
    done = run_python("-c", script, home=tmp_path / "runs", folder=tmp_path)
    assert done.out == "fanfold has no metaflow.S3. Use boto3, s3fs or obstore in the step.\n", str(done)


def test_a_notebook_gets_the_name_for_itself_and_for_what_it_starts(tmp_path: Path) -> None:
    script = (
        "import fanfold.as_metaflow, metaflow, subprocess, sys\n"
        "subprocess.run([sys.executable, '-c', 'import metaflow; print(metaflow.__file__)'])"
    )
    done = run_python("-c", script, home=tmp_path / "runs", folder=tmp_path)
    assert done.out == f"{ALIAS_FOLDER}/metaflow/__init__.py\n", str(done)


def test_a_metaflow_that_is_imported_already_is_not_mixed_in(tmp_path: Path) -> None:
    (tmp_path / "metaflow.py").write_text("", encoding="utf-8")
    done = run_python("-c", "import metaflow, fanfold.as_metaflow", home=tmp_path / "runs", folder=tmp_path)
    assert done.exit_code == 1
    assert "metaflow was imported already" in done.err


def test_a_checkout_of_metaflow_beside_the_flow_does_not_win(tmp_path: Path) -> None:
    (tmp_path / "metaflow").mkdir()
    (tmp_path / "metaflow" / "__init__.py").write_text("raise SystemExit('the wrong one')", encoding="utf-8")
    (tmp_path / "flow.py").write_text(
        "from metaflow import FlowSpec, step\nclass F(FlowSpec):\n    @step\n    def start(self): pass\n",
        encoding="utf-8",
    )
    done = run_fanfold("version", "flow.py", home=tmp_path / "runs", folder=tmp_path)
    assert done.out.startswith("fanfold "), str(done)


def test_without_being_asked_fanfold_does_not_answer_to_the_name(tmp_path: Path) -> None:
    script = (
        "import fanfold, sys; print([p for p in sys.path if p.endswith('alias')], 'metaflow' in sys.modules)"
    )
    assert run_python("-c", script, home=tmp_path / "runs", folder=tmp_path).out == "[] False\n"


def test_a_shell_finds_the_folder(tmp_path: Path) -> None:
    done = run_fanfold("compat-path", home=tmp_path / "runs", folder=tmp_path)
    assert Path(done.out.strip(), "metaflow", "__init__.py").is_file()


def test_every_public_name_is_one_of_the_alias_too() -> None:
    from importlib.util import module_from_spec, spec_from_file_location

    absent = spec_from_file_location("absent", f"{ALIAS_FOLDER}/metaflow/_absent.py")
    assert absent is not None
    assert absent.loader is not None
    module = module_from_spec(absent)
    absent.loader.exec_module(module)
    assert set(module.SUBSTITUTES) & set(fanfold.__all__) == set()
