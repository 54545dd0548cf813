"""The options that `run` and `resume` share: how they are typed, and what they mean to the engine.

A flow may have a parameter named like one of ours that the reference does not have (`seed` is a common one).
Flows that people already have must run unchanged, so ours gives way, and is then typed `--fanfold-seed`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import TypedDict, cast

import click

from fanfold.engine.options import RunOptions
from fanfold.model.policy import Isolation

Make = Callable[..., click.Option]


class Typed(TypedDict):
    """The values as the parser gives them."""

    own_max_workers: int | None
    own_max_num_splits: int | None
    own_tag: tuple[str, ...]
    own_run_id_file: str | None
    own_runner_attribute_file: str | None
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
    own_no_cache: bool
    own_max_log_size: int | None
    own_namespace: str | None


REFERENCE_NAMES = frozenset(
    {
        "max-workers",
        "max-num-splits",
        "tag",
        "run-id-file",
        "runner-attribute-file",
        "with",
        "max-log-size",
        "namespace",
    }
)
"""Options that no parameter may be named like, as in the reference; they never give way."""

_OTHER_VARIABLES = {"with": ("decospecs",), "tag": ("tags",)}
"""Options whose environment variable the reference names otherwise."""

COUNT = click.IntRange(min=1)
COUNT.name = "whole number"


def shared_options(command: str, *, taken: Collection[str] = ()) -> list[click.Parameter]:
    """The options, for `run` or `resume`. `taken` are the names of the flow's parameters."""
    make = partial(_option, command, taken)
    return [*_of_reference(make), *_of_run(make), *_of_printing(make)]


def _of_reference(make: Make) -> list[click.Parameter]:
    workers = "Worker processes at the most. Default: the cores, more while tasks wait."
    splits = "Refuse a foreach over more than N items. Default: no limit."
    added = "Add a decorator to every step that lacks it: retry:times=2"
    return [
        make("max-workers", type=COUNT, metavar="N", help=workers),
        make("max-num-splits", type=COUNT, metavar="N", help=splits),
        make("tag", multiple=True, metavar="TAG", help="A tag for the run; may be given several times."),
        make("run-id-file", metavar="FILE", help="Write the run's id to this file once it starts."),
        make("with", multiple=True, metavar="DECORATOR", help=added),
        make("max-log-size", type=int, hidden=True),
        make("runner-attribute-file", hidden=True),
    ]


def _of_run(make: Make) -> list[click.Parameter]:
    keep_going = "After a failure, finish everything that does not depend on it."
    seed = "Seed of the tasks' random numbers. Default: a fresh one, recorded."
    inline = "Run in this process, one task after the other, for breakpoint() and profilers."
    resources = "@resources larger than this machine: cap them, ignore them all, or refuse to start."
    ways = click.Choice(["fit", "ignore", "strict"])
    return [
        make("keep-going", is_flag=True, help=keep_going),
        make("seed", type=int, metavar="N", help=seed),
        make("inline", is_flag=True, help=inline),
        make("isolate", is_flag=True, help="A process of its own for every task."),
        make("warm", is_flag=True, help="Let every process run many tasks of its step."),
        make("no-cache", is_flag=True, help="Run what @cache would take from earlier runs."),
        make("durable", is_flag=True, help="Sync to disk at every commit."),
        make("resources", type=ways, default="fit", help=resources),
    ]


def _of_printing(make: Make) -> list[click.Parameter]:
    return [
        make("quiet", is_flag=True, help="Print failures and the last line only."),
        make("verbose", "-v", is_flag=True, help="Print a line for each task."),
        make("json", is_flag=True, help="Print one JSON object a line."),
    ]


def _option(
    command: str, taken: Collection[str], name: str, *letters: str, **settings: object
) -> click.Option:
    gives_way = name not in REFERENCE_NAMES and name.replace("-", "_") in taken
    typed = f"fanfold-{name}" if gives_way else name
    variable = f"{command}_{typed.replace('-', '_')}".upper()
    also = [f"METAFLOW_{command}_{other}".upper() for other in _OTHER_VARIABLES.get(name, ())]
    return click.Option(
        [*letters, f"--{typed}", f"own_{name.replace('-', '_')}"],
        envvar=[f"FANFOLD_{variable}", f"METAFLOW_{variable}", *also],
        **settings,  # type: ignore[arg-type]
    )


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
        tags=_tags(values["own_tag"]),
        namespace=values.get("own_namespace"),
        resources=values["own_resources"],
        cache=not values["own_no_cache"],
        with_specs=(*values["own_with"], *with_specs, *_default_specs()),
    )


def _tags(given: tuple[str, ...]) -> tuple[str, ...]:
    """Each once. What is no tag is refused before the run, not at its end."""
    if not given:
        return ()
    from fanfold.client.tags import checked

    return tuple(checked(given))


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
