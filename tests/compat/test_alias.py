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

from metaflow import Config, ConfigValue, FlowMutator, StepMutator, USER_SKIP_STEP, UserStepDecorator
from metaflow import config_expr, user_step_decorator, yaml_parser, requirements_txt_parser
from metaflow import conda_environment_yml_parser, pyproject_toml_parser
from metaflow.user_configs.config_parameters import Config as same_config
from metaflow.user_decorators.mutable_flow import MutableFlow
from metaflow.user_decorators.mutable_step import MutableStep
from metaflow.user_decorators.user_flow_decorator import FlowMutator as same_mutator
from metaflow.user_decorators.user_step_decorator import user_step_decorator as same_user_step_decorator
from metaflow import S3, Deployer, TorchrunSingleNodeMultiGPU, checkpoint, metaflow_ray, model
from metaflow import parallel_map, pip
from metaflow import profile, tensorboard, huggingface_hub, inspect_spin
from metaflow._vendor import click
from metaflow._vendor.click import Command
from metaflow.apps import AppDeployer
from metaflow.cli import echo_always, start
from metaflow.client.core import MetaflowData, Task
from metaflow.datastore.exceptions import UnpicklableArtifactException
from metaflow.datatools.s3 import S3 as same_s3
from metaflow.decorators import FlowDecorator, StepDecorator
from metaflow.exception import (
    ExternalCommandFailed, MetaflowInvalidPathspec, MetaflowNamespaceMismatch, MetaflowTaggingError,
    MissingInMergeArtifactsException, UnhandledInMergeArtifactsException,
)
from metaflow.integrations import ArgoEvent
from metaflow.lint import LintWarn
from metaflow.metaflow_config import DATASTORE_SYSROOT_S3, DATATOOLS_S3ROOT, MAX_ATTEMPTS
from metaflow.multicore_utils import parallel_map as same_parallel_map
from metaflow.plugins import ResourcesDecorator
from metaflow.plugins.datatools.s3.s3 import MetaflowS3NotFound
from metaflow.plugins.optuna import get_db_url
from metaflow.profilers import gpu_profile
from metaflow.runtime import TaskFailed
from metaflow.unbounded_foreach import UBF_CONTROL, UnboundedForeachInput
from metaflow.util import get_username, resolve_identity, to_unicode
assert same_s3 is S3 and same_parallel_map is parallel_map and click.Command is Command
assert DATATOOLS_S3ROOT is None and MAX_ATTEMPTS == 6 and resolve_identity().startswith("user:")
assert metaflow.exception.MetaflowException is MetaflowException and metaflow.util.to_unicode(b"x") == "x"
class Refused(MetaflowException):
    headline = "Refused"
error = Refused("no", 3)
assert error.message == str(error) == "no" and "Refused on line 3" in error.report() and error.args == ()
try:
    metaflow.Run("Nothing/1/2")
except MetaflowException as error:
    assert type(error) is MetaflowInvalidPathspec
for needs_more in (Deployer, TorchrunSingleNodeMultiGPU, AppDeployer, get_db_url, inspect_spin):
    try:
        needs_more()
    except MetaflowException as error:
        assert error.message and error.remedy
    else:
        raise AssertionError(needs_more)
assert hasattr(metaflow, "FlowSpec") and not hasattr(metaflow, "condition")
"""


def test_every_name_that_flows_import_is_there_and_is_ours(tmp_path: Path) -> None:
    (tmp_path / "uses.py").write_text(IMPORTS, encoding="utf-8")
    done = run_fanfold("exec", "--", "python", "uses.py", home=tmp_path / "runs", folder=tmp_path)
    assert done.exit_code == 0, str(done)


def test_what_there_is_not_says_what_to_use(tmp_path: Path) -> None:
    script = (
        "import fanfold.as_metaflow\n"
        "try:\n    from metaflow import package_sources\n"
        "except ImportError as error:\n    print(error)"
    )
    done = run_python("-c", script, home=tmp_path / "runs", folder=tmp_path)
    assert done.out == (
        "fanfold has no metaflow.package_sources. "
        "The flow's folder is on Python's path as it is; nothing has to be packaged.\n"
    ), str(done)


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
