"""Flows that fan out over whatever data they have, and fold the results back together.

The public names, each loaded when it is first asked for: start-up time is a feature, and a flow that uses two
names should not pay for fifty.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

from fanfold._version import __version__

if TYPE_CHECKING:
    # Each name `as` itself, so that type checkers take it as public; sorted, each would be a statement.
    # isort: off
    from fanfold.client import (
        DataArtifact as DataArtifact,
        Flow as Flow,
        Metaflow as Metaflow,
        Run as Run,
        Step as Step,
        Task as Task,
        default_metadata as default_metadata,
        default_namespace as default_namespace,
        get_metadata as get_metadata,
        get_namespace as get_namespace,
        inspect_spin as inspect_spin,
        metadata as metadata,
        namespace as namespace,
    )
    from fanfold.flow.configs.config import Config as Config
    from fanfold.flow.configs.expression import config_expr as config_expr
    from fanfold.flow.configs.parsers import (
        conda_environment_yml_parser as conda_environment_yml_parser,
        pyproject_toml_parser as pyproject_toml_parser,
        requirements_txt_parser as requirements_txt_parser,
        yaml_parser as yaml_parser,
    )
    from fanfold.flow.configs.value import ConfigValue as ConfigValue
    from fanfold.flow.current import current as current
    from fanfold.flow.decorators import (
        batch as batch,
        cache as cache,
        card as card,
        catch as catch,
        conda as conda,
        conda_base as conda_base,
        environment as environment,
        exit_hook as exit_hook,
        isolate as isolate,
        kubernetes as kubernetes,
        limit as limit,
        parallel as parallel,
        project as project,
        pypi as pypi,
        pypi_base as pypi_base,
        resources as resources,
        retry as retry,
        schedule as schedule,
        secrets as secrets,
        timeout as timeout,
        tolerate as tolerate,
        trigger as trigger,
        trigger_on_finish as trigger_on_finish,
        warm as warm,
    )
    from fanfold.flow.includefile import IncludeFile as IncludeFile
    from fanfold.flow.inputs import Inputs as Inputs
    from fanfold.flow.jsontype import JSONType as JSONType
    from fanfold.flow.parallel_map import (
        parallel_imap_unordered as parallel_imap_unordered,
        parallel_map as parallel_map,
    )
    from fanfold.flow.parameters import Parameter as Parameter
    from fanfold.flow.profile import profile as profile
    from fanfold.flow.spec import FlowSpec as FlowSpec, step as step
    from fanfold.flow.user_decorators.mutable_flow import MutableFlow as MutableFlow
    from fanfold.flow.user_decorators.mutable_step import MutableStep as MutableStep
    from fanfold.flow.user_decorators.mutators import FlowMutator as FlowMutator, StepMutator as StepMutator
    from fanfold.flow.user_decorators.step_decorator import (
        USER_SKIP_STEP as USER_SKIP_STEP,
        UserStepDecorator as UserStepDecorator,
        user_step_decorator as user_step_decorator,
    )
    from fanfold.model.errors import (
        ConfigError as ConfigError,
        ConfigKeyError as ConfigKeyError,
        FanfoldError as FanfoldError,
        FlowError as FlowError,
        InvalidNextException as InvalidNextException,
        InvalidPathspecError as InvalidPathspecError,
        MergeConflictError as MergeConflictError,
        MissingInMergeError as MissingInMergeError,
        NamespaceMismatchError as NamespaceMismatchError,
        NotFoundError as NotFoundError,
        ParameterError as ParameterError,
        RunError as RunError,
        TagError as TagError,
        TaskFailedError as TaskFailedError,
        TaskTimeoutError as TaskTimeoutError,
        UnpicklableArtifactError as UnpicklableArtifactError,
        UsageError as UsageError,
    )
    from fanfold.mapping.call import map as map  # noqa: A004 - called as fanfold.map
    from fanfold.mapping.results import FailedItem as FailedItem, Results as Results
    from fanfold.runner.calls import resume as resume, run as run
    from fanfold.runner.notebook import NBRunner as NBRunner
    from fanfold.runner.runner import Runner as Runner
    from fanfold.s3 import S3 as S3

_NAMES_BY_MODULE = {
    "fanfold.flow.spec": "FlowSpec step",
    "fanfold.flow.parameters": "Parameter",
    "fanfold.flow.jsontype": "JSONType",
    "fanfold.flow.includefile": "IncludeFile",
    "fanfold.flow.inputs": "Inputs",
    "fanfold.flow.configs.config": "Config",
    "fanfold.flow.configs.value": "ConfigValue",
    "fanfold.flow.configs.expression": "config_expr",
    "fanfold.flow.configs.parsers": (
        "conda_environment_yml_parser pyproject_toml_parser requirements_txt_parser yaml_parser"
    ),
    "fanfold.flow.current": "current",
    "fanfold.flow.user_decorators.mutable_flow": "MutableFlow",
    "fanfold.flow.user_decorators.mutable_step": "MutableStep",
    "fanfold.flow.user_decorators.mutators": "FlowMutator StepMutator",
    "fanfold.flow.user_decorators.step_decorator": "USER_SKIP_STEP UserStepDecorator user_step_decorator",
    "fanfold.flow.parallel_map": "parallel_map parallel_imap_unordered",
    "fanfold.flow.profile": "profile",
    "fanfold.flow.decorators": (
        "batch cache card catch conda conda_base environment exit_hook isolate kubernetes limit parallel "
        "project "
        "pypi pypi_base resources retry schedule secrets timeout tolerate trigger trigger_on_finish warm"
    ),
    "fanfold.s3": "S3",
    "fanfold.client": (
        "Metaflow Flow Run Step Task DataArtifact namespace get_namespace default_namespace "
        "metadata get_metadata default_metadata inspect_spin"
    ),
    "fanfold.model.errors": (
        "ConfigError ConfigKeyError FanfoldError FlowError InvalidNextException InvalidPathspecError "
        "MergeConflictError MissingInMergeError NamespaceMismatchError NotFoundError ParameterError RunError "
        "TagError TaskFailedError TaskTimeoutError UnpicklableArtifactError UsageError"
    ),
    "fanfold.mapping.call": "map",
    "fanfold.mapping.results": "Results FailedItem",
    "fanfold.runner.calls": "run resume",
    "fanfold.runner.runner": "Runner",
    "fanfold.runner.notebook": "NBRunner",
}
_MODULE_OF = {name: module for module, names in _NAMES_BY_MODULE.items() for name in names.split()}

# A star import is not to take Python's own `map` away.
__all__ = ["__version__", *(name for name in _MODULE_OF if name != "map")]  # noqa: PLE0604 - the table above is the one list of public names


def __getattr__(name: str) -> object:
    module = _MODULE_OF.get(name)
    if module is None:
        return _of_extension(name)
    if name == "FlowSpec":
        from fanfold.flow.uncaught import report_plainly

        report_plainly()
    from fanfold.model.uncollected import Uncollected

    with Uncollected():
        # The import statement's own machinery, not importlib: it is loaded already.
        value: object = getattr(__import__(module, fromlist=[name]), name)
    globals()[name] = value
    return value


def _of_extension(name: str) -> object:
    """Decorators of other people's extensions may be imported too; what they do not do is said by the run."""
    from fanfold.flow.extensions import EXTENSION_DECORATORS

    if name not in EXTENSION_DECORATORS:
        raise AttributeError(f"module 'fanfold' has no attribute '{name}'")
    from fanfold.flow.decorators.foreign import foreign

    return foreign(name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """This package. There is a function `fanfold.run` and, inside, a room `fanfold.run`: when Python loads a
    room it sets the package's attribute of that name, and the name is the function's.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if name not in _MODULE_OF or not isinstance(value, ModuleType):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
