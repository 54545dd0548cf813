"""`dump RUN/step[/task]`: the artifacts of tasks, as text or as a pickle."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from fanfold.cli.of_run import answered, shown, tasks_named
from fanfold.cli.work import Work
from fanfold.model.counted import counted
from fanfold.model.errors import FanfoldError, UsageError
from fanfold.store.masking import MASK, Veil

if TYPE_CHECKING:
    from fanfold.client import DataArtifact, Task


def main(arguments: Sequence[str]) -> int:
    """The exit code of `fanfold dump ARGUMENTS`."""
    return answered(build(None), arguments)


def command(flow_class: type) -> click.Command:
    """The command of a flow."""
    return build(flow_class.__name__)


def build(flow: str | None) -> click.Command:
    """The command, for runs of this flow or of any."""

    def dump(pathspec: str, private: bool, max_value_size: int, include: str, file: str | None) -> Work:
        chosen = [name.strip() for name in include.split(",") if name.strip()]

        def work() -> int:
            tasks = _tasks(pathspec, flow)
            if file is not None:
                return _save(tasks, chosen, file, private=private)
            return _print(tasks, chosen, max_value_size, private=private)

        return work

    params: list[click.Parameter] = [
        click.Argument(["pathspec"], metavar="RUN/STEP[/TASK]"),
        click.Option(["--private"], is_flag=True, help="Also names that begin with an underscore."),
        click.Option(
            ["--max-value-size"],
            type=int,
            default=1000,
            help="Leave out values of more bytes (default 1000).",
        ),
        click.Option(["--include"], default="", metavar="A,B", help="Only these artifacts."),
        click.Option(["--file"], metavar="FILE", help="Pickle them all to this file, by task and name."),
    ]
    help = "Print the artifacts of a task, or of all tasks of a step."
    return click.Command("dump", callback=dump, params=params, help=help)


def _tasks(pathspec: str, flow: str | None) -> Iterator[Task]:
    _, steps, task = tasks_named(pathspec, flow)
    if task is not None:
        return iter([task])
    if len(pathspec.split("/")) < 2 or len(steps) != 1:
        raise UsageError(f"{pathspec} names no step.", remedy="Write RUN/step or RUN/step/task.")
    return steps[0].in_order()


def _artifacts(task: Task, chosen: list[str], *, private: bool) -> Iterator[DataArtifact]:
    names = sorted(name for name in task.data._entries if private or not name.startswith("_"))
    return (task[name] for name in names if not chosen or name in chosen)


def _name(task: Task) -> str:
    return "/".join(task.path_components[1:])


def _print(tasks: Iterator[Task], chosen: list[str], max_value_size: int, *, private: bool) -> int:
    failed = False
    for task in tasks:
        sys.stdout.flush()
        print(f"--- {shown(task)}", file=sys.stderr, flush=True)
        veil = task._run.veil()
        for artifact in _artifacts(task, chosen, private=private):
            try:
                print(_line(artifact, max_value_size, veil))
            except Exception as error:  # noqa: BLE001 - unpickling and `repr` run the user's own code
                failed = True
                _tell(artifact, error)
    return 1 if failed else 0


def _tell(artifact: DataArtifact, error: Exception) -> None:
    """One artifact that cannot be read keeps nobody from the others."""
    sys.stdout.flush()
    why = f"{type(error).__name__}: {error}"
    if isinstance(error, FanfoldError):
        why = f"{error.message} {error.remedy}"
    print(f"{artifact.id} cannot be read: {why}", file=sys.stderr, flush=True)


def _line(artifact: DataArtifact, max_value_size: int, veil: Veil) -> str:
    value: Any = artifact.data
    about = f"{artifact.id} [size: {artifact.size} type: {type(value)}]"
    if artifact.size > max_value_size:
        return about
    return f"{about} = {MASK if artifact.id in veil.names else veil.over(repr(value))}"


def _save(tasks: Iterator[Task], chosen: list[str], file: str, *, private: bool) -> int:
    from pickle import dump

    values: dict[str, dict[str, Any]] = {}
    failed = False
    for task in tasks:
        found = values[_name(task)] = {}
        for artifact in _artifacts(task, chosen, private=private):
            try:
                found[artifact.id] = artifact.data
            except Exception as error:  # noqa: BLE001 - unpickling and `repr` run the user's own code
                failed = True
                _tell(artifact, error)
    try:
        with open(file, "wb") as stream:
            dump(values, stream)
    except OSError as error:
        raise UsageError(
            f"{file} cannot be written: {error.strerror}.", remedy="Name another file."
        ) from None
    print(f"Artifacts of {counted(len(values), 'task')} written to {file}.", file=sys.stderr)
    return 1 if failed else 0
