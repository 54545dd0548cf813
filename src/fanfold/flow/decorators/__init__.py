"""The decorators that users write, one a file: above a step, above a flow, and of others (`foreign.py`).

Each is loaded when it is first asked for: a flow that retries should not pay for cards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fanfold.flow.decorators.catalog import MODULES

if TYPE_CHECKING:
    # Each name `as` itself, so that type checkers take it as public.
    from fanfold.flow.decorators.flow.exit_hook import exit_hook as exit_hook
    from fanfold.flow.decorators.flow.project import project as project
    from fanfold.flow.decorators.flow.schedule import schedule as schedule
    from fanfold.flow.decorators.flow.trigger import trigger as trigger
    from fanfold.flow.decorators.flow.trigger_on_finish import trigger_on_finish as trigger_on_finish
    from fanfold.flow.decorators.foreign import batch as batch
    from fanfold.flow.decorators.foreign import conda as conda
    from fanfold.flow.decorators.foreign import conda_base as conda_base
    from fanfold.flow.decorators.foreign import kubernetes as kubernetes
    from fanfold.flow.decorators.foreign import pypi as pypi
    from fanfold.flow.decorators.foreign import pypi_base as pypi_base
    from fanfold.flow.decorators.step.cache import cache as cache
    from fanfold.flow.decorators.step.card import card as card
    from fanfold.flow.decorators.step.catch import catch as catch
    from fanfold.flow.decorators.step.environment import environment as environment
    from fanfold.flow.decorators.step.isolate import isolate as isolate
    from fanfold.flow.decorators.step.limit import limit as limit
    from fanfold.flow.decorators.step.parallel import parallel as parallel
    from fanfold.flow.decorators.step.resources import resources as resources
    from fanfold.flow.decorators.step.retry import retry as retry
    from fanfold.flow.decorators.step.secrets import secrets as secrets
    from fanfold.flow.decorators.step.timeout import timeout as timeout
    from fanfold.flow.decorators.step.tolerate import tolerate as tolerate
    from fanfold.flow.decorators.step.warm import warm as warm


def __getattr__(name: str) -> object:
    if name not in MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(__import__(MODULES[name], fromlist=[name]), name)
    globals()[name] = value
    return value
