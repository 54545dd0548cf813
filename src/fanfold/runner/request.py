"""What is to be run, and how: all that a driver must know, wherever it lives."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from fanfold.engine.options import RunOptions
from fanfold.flow.configs.given import GivenConfigs
from fanfold.model.named import NamedTuple

if TYPE_CHECKING:
    from fanfold.engine.driver import RunResult
    from fanfold.engine.observer import Observer


class Origin(NamedTuple):
    """The run that is to be gone on with, and the step to run again with all that follows it.

    `run_id` None: the newest run of this script.
    """

    run_id: str | None = None
    step: str | None = None


class Request(NamedTuple):
    """One run of a flow.

    Attributes:
        flow_class: any subclass of FlowSpec, importable or not.
        values: of its parameters, by name, as text or as Python's values.
        resumes: None for a new run.
        configs: what its configs are to be read from, or to be.
    """

    flow_class: type[Any]
    values: Mapping[str, object] = {}
    options: RunOptions = RunOptions()
    resumes: Origin | None = None
    configs: GivenConfigs = GivenConfigs()


def perform(request: Request, observer: Observer) -> RunResult:
    """Run it, as this process's driver.

    Raises:
        FanfoldError: it could not be started.
    """
    if request.resumes is None:
        from fanfold.engine.driver import run

        with _configured(request):
            return run(request.flow_class, request.values, request.options, observer)
    from fanfold.engine.resuming import resume

    run_id, step = request.resumes
    return resume(
        request.flow_class, origin_run_id=run_id, step=step, options=request.options, observer=observer
    )


def _configured(request: Request) -> AbstractContextManager[None]:
    """Its configs are as they were given. A flow without any pays for none of this."""
    if request.configs == GivenConfigs():
        return nullcontext()
    from fanfold.flow.configs.called import called_with

    return called_with(request.flow_class, request.configs)
