"""Commands about runs that were recorded: they need no flow, so `fanfold logs RUN` does what
`python FLOW.py logs RUN` does. Here is what they share: how they are parsed, and which run, step and task is
meant.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NoReturn

import click

from fanfold.cli.outcome import USAGE_EXIT
from fanfold.cli.work import Work
from fanfold.model.errors import FanfoldError, NotFoundError, UsageError

if TYPE_CHECKING:
    from fanfold.client import Run, Step, Task

RUN_ID_DIGITS = 10

LATEST = "latest"
"""Means the newest run, wherever a run is to be named."""


def answered(command: click.Command, arguments: Sequence[str]) -> int:
    """Do what the arguments of a command of `fanfold` ask for; gives the exit code."""
    try:
        name = f"fanfold {command.name}"
        work: Work | int | None = command.main(list(arguments), prog_name=name, standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return USAGE_EXIT
    except click.Abort:
        raise KeyboardInterrupt from None
    if work is None or isinstance(work, int):
        return work or 0
    return work()


def is_run_id(word: str) -> bool:
    """Whether a word looks like a run's id, and not like an item's name."""
    return len(word) == RUN_ID_DIGITS and word.isdecimal()


def run_named(word: str, flow: str | None) -> Run:
    """The run that a word means: `1712`, `Flow/1712`, or `latest`, of this flow or of any.

    Raises:
        NotFoundError: there is none. UsageError: there are several.
    """
    from fanfold.client import Run

    *above, run_id = word.split("/")
    flow = above[-1] if above else flow
    if run_id == LATEST:
        return latest_run(flow)
    if flow is not None:
        return Run(f"{flow}/{run_id}", _namespace_check=False)
    found = [run for run in all_runs(None) if run.id == run_id]
    if len(found) > 1:
        raise UsageError(
            f"There are several runs {run_id}.",
            remedy=f"Say which: {' or '.join(run.pathspec for run in found)}",
        )
    return found[0] if found else _missing(run_id)


def id_of(word: str, flow: str) -> str:
    """The id of the flow's run that is meant: `latest` is one, anything else is taken as it is."""
    return latest_run(flow).id if word == LATEST else word


def latest_run(flow: str | None) -> Run:
    """The newest run of this flow, or of any."""
    found = max(readable_runs(flow), key=started, default=None)
    return found or _missing(LATEST if flow is None else f"{flow}/{LATEST}")


def started(run: Run) -> tuple[float, str]:
    """What runs of several flows are sorted by. The id alone is not enough: it is the next second where one
    is run twice within a second.
    """
    return run._run.record().created_seconds, run.id


def all_runs(flow: str | None) -> Iterator[Run]:
    """All runs, whoever made them."""
    from fanfold.client.home import current_home
    from fanfold.client.opened import open_run
    from fanfold.client.run import Run as ClientRun
    from fanfold.model.names import FlowName
    from fanfold.store.runids import flow_names, runs

    home = current_home()
    flows = flow_names(home) if flow is None else [FlowName(flow)]
    return (ClientRun._of(open_run(folder)) for name in flows for folder in runs(home, name))


def readable_runs(flow: str | None) -> Iterator[Run]:
    """All runs but those that are damaged, which are told and harm no other."""
    for run in all_runs(flow):
        try:
            run._run.record()
        except FanfoldError as error:
            print(f"Passed over: {error.message}", file=sys.stderr)
            continue
        yield run


def _missing(word: str) -> NoReturn:
    from difflib import get_close_matches

    from fanfold.client.home import current_home

    flow, _, run_id = word.rpartition("/")
    if run_id == LATEST:
        whose = f" of {flow}" if flow else ""
        remedy = "Run it first." if flow else "Run a flow first."
        raise NotFoundError(f"There is no run{whose} in {current_home()}.", remedy=remedy)
    known = [run.id for run in all_runs(None)]
    near = get_close_matches(run_id, known, n=3) or sorted(known, reverse=True)[:3]
    raise NotFoundError(
        f"There is no run {run_id} in {current_home()}.",
        remedy=f"The nearest: {', '.join(near)}." if near else "Nothing was run here yet.",
    )


def names_in(word: str, flow: str | None) -> tuple[Run, str | None, str | None]:
    """The run that `RUN[/step[/task]]` means, and the names of the step and the task. The flow's name may
    stand before them.
    """
    parts = word.split("/")
    if not parts[0].isdigit() and parts[0] != LATEST and len(parts) > 1:
        flow, parts = parts[0], parts[1:]
    run = run_named(parts[0] if flow is None else f"{flow}/{parts[0]}", flow)
    return run, parts[1] if len(parts) > 1 else None, "/".join(parts[2:]) or None


def tasks_named(word: str, flow: str | None) -> tuple[Run, list[Step], Task | None]:
    """What `RUN[/step[/task]]` means: the run, the steps of it in order, and the task if one is named. The
    flow's name may stand before it.
    """
    run, name, key = names_in(word, flow)
    if name is None:
        return run, list(run)[::-1], None
    step = run[name]
    return run, [step], step[key] if key is not None else None


def shown(task: Task) -> str:
    """`RUN/step/KEY`, the items around it first; `RUN/step/id` where there is no key, or one that would be
    taken for another's id.
    """
    _, run_id, step, its_id = task.path_components
    named = f"{task._around}/{task.key}" if task._around else task.key
    looks_like_id = named.replace(".", "").isdecimal()
    return f"{run_id}/{step}/{its_id if looks_like_id else named or its_id}"
