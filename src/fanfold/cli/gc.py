"""`fanfold gc`: delete old runs, and keep what somebody may still want."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from fanfold.cli.deletion import delete, options
from fanfold.cli.of_run import answered, readable_runs
from fanfold.cli.work import Work

if TYPE_CHECKING:
    from fanfold.client import Run

KEEPING_TAGS = frozenset({"keep", "pinned"})
"""A run with one of these tags is never taken."""

_SECONDS = {"m": 60, "h": 3600, "d": 86_400, "w": 604_800}


def _age(ctx: click.Context, param: click.Parameter, value: str | None) -> float | None:
    """The seconds that `30d`, `12h` or `2w` mean."""
    if value is None:
        return None
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([mhdw])", value.strip())
    if found is None:
        raise click.BadParameter(f"{value!r} is no age: write 30d, 12h, 90m or 2w.", ctx, param)
    return float(found[1]) * _SECONDS[found[2]]


def main(arguments: Sequence[str]) -> int:
    """The exit code of `fanfold gc ARGUMENTS`."""
    return answered(_command(), arguments)


def _command() -> click.Command:
    def gc(
        flow: str | None,
        keep: int | None,
        older_than: float | None,
        cache: float | None,
        yes: bool,
        dry_run: bool,
    ) -> Work:
        if cache is not None and keep is None and older_than is None:
            return lambda: _gc_cache(flow, cache, dry_run=dry_run)
        if keep is None and older_than is None:
            raise click.UsageError("Say which runs are old: --keep N, --older-than 30d, or both.")

        def work() -> int:
            code = _gc(flow, keep or 0, older_than or 0.0, yes=yes, dry_run=dry_run)
            return code or (0 if cache is None else _gc_cache(flow, cache, dry_run=dry_run))

        return work

    params: list[click.Parameter] = [
        click.Argument(["flow"], required=False, metavar="[FLOW]"),
        click.Option(
            ["--keep"], type=click.IntRange(min=0), metavar="N", help="Keep the newest N runs of each flow."
        ),
        click.Option(
            ["--older-than"],
            callback=_age,
            metavar="AGE",
            help="Delete only what started longer ago: 30d, 12h, 2w.",
        ),
        click.Option(
            ["--cache"],
            callback=_age,
            metavar="AGE",
            help="Give back what @cache kept and nobody used for so long: 30d, 12h, 2w.",
        ),
        *options(),
    ]
    help = (
        "Delete old runs. A run that is going, or has the tag keep or pinned, stays; "
        "what a resumed run shares with one that stays is not lost."
    )
    return click.Command("gc", callback=gc, params=params, help=help)


def _gc(flow: str | None, keep: int, older_seconds: float, *, yes: bool, dry_run: bool) -> int:
    old = list(_old(flow, keep, time.time() - older_seconds))
    if not old:
        print("Nothing to delete.")
        return 0
    return delete(old, yes=yes, dry_run=dry_run)


def _gc_cache(flow: str | None, unused_seconds: float, *, dry_run: bool) -> int:
    """What the caches of flows hold is nobody's only copy of anything that cannot be computed again."""
    from fanfold.client.home import current_home
    from fanfold.store.cache import prune
    from fanfold.store.runids import flow_names

    home = current_home()
    folders = [home / flow] if flow is not None else [home / name for name in flow_names(home)]
    for folder in folders:
        for each in prune(folder, unused_seconds=unused_seconds, dry=dry_run):
            print(
                f"{folder.name}: {each.results:,} kept results of run {each.run_id}, "
                f"{each.own_bytes:,} bytes that no run has any more"
            )
    return 0


def _old(flow: str | None, keep: int, before_seconds: float) -> Iterator[Run]:
    """The runs that may go, of each flow the newest first. Runs that are spared count among the newest."""
    seen: dict[str, int] = {}
    for run in readable_runs(flow):
        name = run.path_components[0]
        seen[name] = seen.get(name, 0) + 1
        is_old = run._run.record().created_seconds < before_seconds
        if seen[name] > keep and is_old and not run.user_tags & KEEPING_TAGS and run.status != "running":
            yield run
