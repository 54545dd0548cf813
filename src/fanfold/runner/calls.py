"""`fanfold.run` and `fanfold.resume`: a flow's class, run from Python."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from fanfold.client.run import Run
from fanfold.flow.launching import called_from_python
from fanfold.model.errors import FlowError, UsageError
from fanfold.runner.apart import run_apart
from fanfold.runner.keywords import Pairs, Showing, Words, asked
from fanfold.runner.outcome import RunOutcome
from fanfold.runner.request import Origin, Request
from fanfold.runner.showing import observer_for
from fanfold.runner.witness import Witness

KEPT = ("config", "config_value", "namespace")
"""Options that a resumed run has from its origin."""


def run(
    flow_class: type[Any],
    /,
    *,
    max_workers: int | None = None,
    tags: Words = (),
    decospecs: Words = (),
    config: Pairs = (),
    config_value: Pairs = (),
    namespace: str | None = None,
    max_num_splits: int | None = None,
    run_id_file: str | None = None,
    keep_going: bool = False,
    seed: int | None = None,
    inline: bool = False,
    isolate: bool = False,
    warm: bool = False,
    durable: bool = False,
    resources: str = "fit",
    show_output: bool = True,
    quiet: bool = False,
    verbose: bool = False,
    check: bool = True,
    **parameters: Any,
) -> RunOutcome:
    """Run a flow and wait for its end: `fanfold.run(Sweep, rate=0.1, max_workers=4).data.best`.

    Works in a script, a test, a notebook and an interactive session, for any class.

    Args:
        flow_class: the flow.
        max_workers: worker processes at the most.
        tags: tags for the run.
        decospecs: decorators for every step that lacks them, as after `--with` (`"retry:times=3"`).
        config: paths of files by the names of configs that are read from them, as after `--config`.
        config_value: values by the names of configs: dictionaries, or text for their parsers.
        namespace: what client calls inside the flow look in.
        max_num_splits: refuse a foreach over more items.
        run_id_file: write the run's id to this file once it starts.
        keep_going: after a failure, finish everything that does not depend on it.
        seed: of the tasks' random numbers.
        inline: run in this process, one task after the other, for `breakpoint()`, profilers and coverage.
        isolate: a process of its own for every task.
        warm: let every process run many tasks of its step.
        durable: sync to disk at every commit.
        resources: "fit", "ignore" or "strict".
        show_output: print how it goes and what tasks print. `quiet`: failures and the last line only;
            `verbose`: a line for each task.
        check: raise an error if the run fails. False: the outcome says so.
        parameters: values of the flow's parameters, by name.

    Raises:
        TaskFailedError: a task failed for good (RunError: the machine did). `error.run` is the run.
        FanfoldError: the flow, a parameter or an option is wrong; nothing was run.
        KeyboardInterrupt: it was interrupted; the run has ended in order, and can be resumed.
    """
    ours = {name: value for name, value in locals().items() if name not in ("flow_class", "parameters")}
    told = asked(flow_class, ours, parameters, DEFAULTS)
    request = Request(flow_class, told.values, told.options, configs=told.configs)
    return _outcome(request, told.showing, check=told.check)


DEFAULTS: Mapping[str, Any] = run.__kwdefaults__ or {}
"""Of all options of a run. Its signature lists them, once."""


def resume(
    flow_class: type[Any],
    /,
    *,
    origin_run_id: str | Run | RunOutcome | None = None,
    step: str | None = None,
    **options: Any,
) -> RunOutcome:
    """Run what an earlier run did not finish, and reuse the rest. The class may have changed meanwhile.

    Args:
        origin_run_id: the run to go on with: its id, or the run. None: the newest one of this script or
            notebook.
        step: run this step again too, and all after it.
        options: those of `run`. There are no parameters, no configs and no namespace among them: these are
            those of the run that it goes on with.

    Raises:
        NotFoundError: there is no such run. RunBusyError: it is still going. UsageError: a parameter.
        And as `run`.
    """
    ours = {name: options.pop(name, value) for name, value in DEFAULTS.items()}
    told = asked(flow_class, ours, options, DEFAULTS)
    kept = [*told.values, *(name for name in KEPT if ours[name] != DEFAULTS[name])]
    if kept:
        raise UsageError(f"resume takes no parameters: {kept[0]} stays as in the run that it goes on with.")
    origin = Origin(_run_id(origin_run_id), step)
    return _outcome(Request(flow_class, {}, told.options, origin), told.showing, check=told.check)


def _run_id(origin: str | Run | RunOutcome | None) -> str | None:
    """The id of a run that was named in one way or another; `Flow/1712` is as good as `1712`."""
    if isinstance(origin, RunOutcome):
        origin = origin.run
    if isinstance(origin, Run):
        return origin.id
    return str(origin).rpartition("/")[2] if origin is not None else None


def _outcome(request: Request, showing: Showing, *, check: bool) -> RunOutcome:
    _refuse_while_arriving(request.flow_class)
    called_from_python()
    options = request.options._replace(again=f"fanfold.resume({request.flow_class.__name__})")
    request = request._replace(options=options)
    witness = Witness(observer_for(showing, inline=options.inline))
    result = run_apart(request, witness.as_observer)
    outcome = RunOutcome(result.folder, result.exit_code)
    if check and not outcome.successful:
        raise witness.error(outcome)
    return outcome


def _refuse_while_arriving(flow_class: type) -> None:
    """A process that works for a flow runs its file up to there: what stands before it runs again."""
    boot = sys.modules.get("fanfold.workers.boot")
    if boot is not None and boot.is_arriving():
        raise FlowError(
            f"fanfold.run({flow_class.__name__}) stands before the flow that this process is to work for, "
            "and would run in each of its processes.",
            remedy="Put it behind the call of that flow, or into a file of its own.",
        )
