"""The options that `run` and `resume` share: how they are typed, and what they mean to the engine.

A flow may have a parameter named like one of ours that the reference does not have (`seed` is a common one).
Flows that people already have must run unchanged, so ours gives way, and is then typed `--fanfold-seed`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TypedDict, cast

import click

from fanfold.engine.options import RunOptions
from fanfold.model.policy import Isolation


class Typed(TypedDict):
    """The values as the parser gives them."""

    own_max_workers: int | None
    own_max_num_splits: int | None
    own_tag: tuple[str, ...]
    own_run_id_file: str | None
    own_with: tuple[str, ...]
    own_keep_going: bool
    own_seed: int | None
    own_inline: bool
    own_isolate: bool
    own_warm: bool
    own_durable: bool
    own_resources: str
    own_quiet: bool
    own_verbose: bool
    own_json: bool
    own_max_log_size: int | None
    own_namespace: str | None


REFERENCE_NAMES = frozenset(
    {"max-workers", "max-num-splits", "tag", "run-id-file", "with", "max-log-size", "namespace"}
)
"""Options that no parameter may be named like, as in the reference; they never give way."""


def shared_options(command: str, *, taken: Collection[str] = ()) -> list[click.Parameter]:
    """The options, for `run` or `resume`. `taken` are the names of the flow's parameters."""

    def option(name: str, *letters: str, **settings: object) -> click.Option:
        typed = name if name in REFERENCE_NAMES or name.replace("-", "_") not in taken else f"fanfold-{name}"
        variable = f"{command}_{typed.replace('-', '_')}".upper()
        return click.Option(
            [*letters, f"--{typed}", f"own_{name.replace('-', '_')}"],
            envvar=[f"FANFOLD_{variable}", f"METAFLOW_{variable}"],
            **settings,  # type: ignore[arg-type]
        )

    count = click.IntRange(min=1)
    return [
        option(
            "max-workers",
            type=count,
            metavar="N",
            help="Worker processes at the most. Default: the cores, more while tasks wait.",
        ),
        option(
            "max-num-splits",
            type=count,
            metavar="N",
            help="Refuse a foreach over more than N items. Default: no limit.",
        ),
        option("tag", multiple=True, metavar="TAG", help="A tag for the run; may be given several times."),
        option("run-id-file", metavar="FILE", help="Write the run's id to this file once it starts."),
        option(
            "with",
            multiple=True,
            metavar="DECORATOR",
            help="Add a decorator to every step that lacks it: retry:times=2",
        ),
        option(
            "keep-going", is_flag=True, help="After a failure, finish everything that does not depend on it."
        ),
        option(
            "seed",
            type=int,
            metavar="N",
            help="Seed of the tasks' random numbers. Default: a fresh one, recorded.",
        ),
        option(
            "inline",
            is_flag=True,
            help="Run in this process, one task after the other, for breakpoint() and profilers.",
        ),
        option("isolate", is_flag=True, help="A process of its own for every task."),
        option("warm", is_flag=True, help="Let every process run many tasks of its step."),
        option("durable", is_flag=True, help="Sync to disk at every commit."),
        option(
            "resources",
            type=click.Choice(["fit", "ignore", "strict"]),
            default="fit",
            help="@resources larger than this machine: cap them, ignore them all, or refuse to start.",
        ),
        option("quiet", is_flag=True, help="Print failures and the last line only."),
        option("verbose", "-v", is_flag=True, help="Print a line for each task."),
        option("json", is_flag=True, help="Print one JSON object a line."),
        option("max-log-size", type=int, hidden=True),
    ]


def options_from(values: Typed, with_specs: tuple[str, ...]) -> RunOptions:
    """What they mean to the engine. `with_specs` stood before the command.

    Raises:
        click.UsageError: two that exclude one another.
    """
    return RunOptions(
        max_workers=values["own_max_workers"],
        keep_going=values["own_keep_going"],
        seed=values["own_seed"],
        inline=values["own_inline"],
        isolation=_isolation(isolate=values["own_isolate"], warm=values["own_warm"]),
        max_num_splits=values["own_max_num_splits"],
        durable=values["own_durable"],
        tags=tuple(dict.fromkeys(values["own_tag"])),
        namespace=values.get("own_namespace"),
        resources=values["own_resources"],
        with_specs=(*values["own_with"], *with_specs, *_default_specs()),
    )


def typed(values: dict[str, object]) -> Typed:
    """The values of the shared options among all that the parser gave."""
    return cast(Typed, values)


def _isolation(*, isolate: bool, warm: bool) -> Isolation:
    if isolate and warm:
        raise click.UsageError("--isolate and --warm exclude one another: give one.")
    return Isolation.ISOLATED if isolate else Isolation.WARM if warm else Isolation.AUTO


def _default_specs() -> list[str]:
    import os

    return os.environ.get("METAFLOW_DEFAULT_DECOSPECS", "").split()
