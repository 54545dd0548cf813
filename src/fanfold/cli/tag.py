"""`tag add|remove|replace|list`: the tags of runs."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from fanfold.cli.of_run import LATEST, all_runs, answered, run_named
from fanfold.cli.work import Work

if TYPE_CHECKING:
    from fanfold.client import Run


def main(arguments: Sequence[str]) -> int:
    """The exit code of `fanfold tag ARGUMENTS`."""
    return answered(build(None), arguments)


def command(flow_class: type) -> click.Command:
    """The command of a flow."""
    return build(flow_class.__name__)


def build(flow: str | None) -> click.Command:
    """The command, for runs of this flow or of any."""
    commands = [_add(flow), _remove(flow), _replace(flow), _list(flow)]
    help = "Add tags to a run, remove, replace and list them."
    return click.Group("tag", commands={each.name or "": each for each in commands}, help=help)


def _which() -> list[click.Parameter]:
    return [
        click.Option(["--run-id"], metavar="RUN", help="The run. Default: the newest."),
        click.Option(["--namespace"], metavar="NAME", help="Only of runs in this namespace."),
    ]


def _add(flow: str | None) -> click.Command:
    def add(tags: tuple[str, ...], run_id: str | None, namespace: str | None) -> Work:
        return lambda: _change(_run(run_id, namespace, flow), (), tags)

    return click.Command("add", callback=add, params=[*_which(), _tags()], help="Add tags to a run.")


def _remove(flow: str | None) -> click.Command:
    def remove(tags: tuple[str, ...], run_id: str | None, namespace: str | None) -> Work:
        return lambda: _change(_run(run_id, namespace, flow), tags, ())

    return click.Command("remove", callback=remove, params=[*_which(), _tags()], help="Remove tags of a run.")


def _replace(flow: str | None) -> click.Command:
    def replace(
        run_id: str | None, namespace: str | None, added: tuple[str, ...], removed: tuple[str, ...]
    ) -> Work:
        if not added and not removed:
            raise click.UsageError("Say what to --add and what to --remove.")
        return lambda: _change(_run(run_id, namespace, flow), removed, added)

    both: list[click.Parameter] = [
        click.Option(["--add", "added"], multiple=True, metavar="TAG", help="A tag to add."),
        click.Option(["--remove", "removed"], multiple=True, metavar="TAG", help="A tag to remove."),
    ]
    help = "Remove tags of a run and add others, at once."
    return click.Command("replace", callback=replace, params=[*_which(), *both], help=help)


def _list(flow: str | None) -> click.Command:
    def show(
        run_id: str | None,
        namespace: str | None,
        all_: bool,
        my_runs: bool,
        hide_system_tags: bool,
        group_by_tag: bool,
        group_by_run: bool,
        flat: bool,
    ) -> Work:
        if (run_id is not None) + all_ + my_runs > 1:
            raise click.UsageError("--run-id, --all and --my-runs exclude one another: give one.")
        if group_by_tag + group_by_run + flat > 1:
            raise click.UsageError("--group-by-tag, --group-by-run and --flat exclude one another: give one.")

        def work() -> int:
            many = all_ or my_runs
            runs = _mine(flow, my_runs, namespace) if many else [_run(run_id, namespace, flow)]
            tags = {run: run.user_tags if hide_system_tags else run.tags for run in runs}
            return _print_flat(tags) if flat else _print(tags, by_run=group_by_run or not many)

        return work

    flags = {
        "--all": "Of all runs.",
        "--my-runs": "Of your own runs.",
        "--hide-system-tags": "Without those that runs get by themselves.",
        "--group-by-tag": "Each tag, with the runs that have it.",
        "--group-by-run": "Each run, with its tags.",
        "--flat": "One tag a line, on stderr.",
    }
    options = [
        click.Option([name] if name != "--all" else [name, "all_"], is_flag=True, help=text)
        for name, text in flags.items()
    ]
    return click.Command("list", callback=show, params=[*_which(), *options], help="List the tags of runs.")


def _tags() -> click.Parameter:
    return click.Argument(["tags"], nargs=-1, required=True, metavar="TAG…")


def _run(word: str | None, namespace: str | None, flow: str | None) -> Run:
    run = run_named(word or LATEST, flow)
    if namespace is not None and namespace not in run.tags:
        from fanfold.model.errors import NamespaceMismatchError

        raise NamespaceMismatchError(
            f"{run.pathspec} is not in namespace {namespace!r}.",
            remedy="Leave --namespace out, or name its tag.",
        )
    return run


def _mine(flow: str | None, my_runs: bool, namespace: str | None) -> list[Run]:
    from fanfold.client.namespaces import user_name

    wanted = {f"user:{user_name()}"} if my_runs else set()
    if namespace is not None:
        wanted.add(namespace)
    return [run for run in all_runs(flow) if wanted <= run.tags]


def _change(run: Run, removed: Sequence[str], added: Sequence[str]) -> int:
    run.replace_tags(removed, added)
    tags = " ".join(sorted(run.user_tags)) or "none"
    print(f"Tags of {run.pathspec}: {tags}", file=sys.stderr)
    return 0


def _print_flat(tags: dict[Run, frozenset[str]]) -> int:
    for tag in sorted(frozenset().union(*tags.values())):
        print(tag, file=sys.stderr)
    return 0


def _print(tags: dict[Run, frozenset[str]], *, by_run: bool) -> int:
    for line in _by_run(tags) if by_run else _by_tag(tags):
        print(line)
    if not tags:
        print("There is no such run.")
    return 0


def _by_run(tags: dict[Run, frozenset[str]]) -> Iterator[str]:
    for run, its in tags.items():
        yield f"{run.pathspec}"
        own, system = sorted(its & run.user_tags), sorted(its & run.system_tags)
        yield f"  tags:         {' '.join(own) or '-'}"
        if system:
            yield f"  system tags:  {' '.join(system)}"


def _by_tag(tags: dict[Run, frozenset[str]]) -> Iterator[str]:
    for tag in sorted(frozenset().union(*tags.values())):
        yield tag
        for run, its in tags.items():
            if tag in its:
                yield f"  {run.pathspec}"
