"""Which cards the words of a `card` command mean: `start`, `1712/start`, `1712/work/KEY`, and options that
choose among several.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import click

from fanfold.cli.of_run import LATEST, is_run_id, shown, tasks_named
from fanfold.model.errors import NotFoundError, UsageError
from fanfold.model.named import NamedTuple

if TYPE_CHECKING:
    from fanfold.cards.container import Card
    from fanfold.client import Run, Step, Task

NAMED_MAX = 10


class Wanted(NamedTuple):
    """Which of a task's cards; None means any."""

    id: str | None
    type: str | None
    hash: str | None

    def fits(self, card: Card) -> bool:
        """Whether it is meant."""
        return (
            self.id in (None, card.id)
            and self.type in (None, card.type)
            and (self.hash is None or card.hash.startswith(self.hash))
        )


def options() -> list[click.Parameter]:
    """What chooses among the cards of a task."""
    return [
        click.Option(["--id"], help="The card with this id: @card(id=…)."),
        click.Option(["--type"], help="The card of this type: @card(type=…)."),
        click.Option(["--hash"], help="The card whose hash, as `card list` shows it, begins so."),
        click.Option(["--follow-resumed/--no-follow-resumed"], hidden=True),
    ]


def pathspec() -> click.Parameter:
    """Whose cards: of the newest run, unless a run is named."""
    return click.Argument(["pathspec"], metavar="STEP|RUN/STEP[/TASK]")


def named(word: str, flow: str | None) -> tuple[Run, list[Step], Task | None]:
    """What a word means: the run, its steps, and the task if one is named. Without a run, the newest."""
    from fanfold.client.home import current_home
    from fanfold.store.runids import flow_names

    first, _, rest = word.partition("/")
    begins_with_run = first.isdigit() or first == LATEST
    begins_with_flow = first == flow or rest.split("/", 1)[0] == LATEST or is_run_id(rest.split("/", 1)[0])
    if begins_with_run or begins_with_flow or first in flow_names(current_home()):
        return tasks_named(word, flow)
    return tasks_named(f"{LATEST}/{word}", flow)


def task_named(word: str, flow: str | None) -> Task:
    """The one task that is meant.

    Raises:
        UsageError: its step has several.
    """
    run, steps, task = named(word, flow)
    if task is not None:
        return task
    if len(steps) != 1:
        raise UsageError(f"{word} names no step.", remedy="Write STEP, RUN/STEP or RUN/STEP/TASK.")
    from fanfold.cards.of_run import running_tasks

    found = [*running_tasks(steps[0]), *islice(steps[0].in_order(), NAMED_MAX + 1)]
    tasks = list({task.id: task for task in found}.values())
    if len(tasks) == 1:
        return tasks[0]
    if not tasks:
        raise NotFoundError(f"{steps[0].id} of run {run.id} has no task yet.", remedy="Wait for it.")
    names = ", ".join(shown(task) for task in tasks[:NAMED_MAX])
    raise UsageError(
        f"{steps[0].id} of run {run.id} has several tasks.",
        remedy=f"Name one: {names}{', …' if len(tasks) > NAMED_MAX else ''}.",
    )


def cards_meant(task: Task, wanted: Wanted) -> list[Card]:
    """The cards that are meant, at least one.

    Raises:
        NotFoundError: there is none.
    """
    from fanfold.cards.container import cards_of

    cards = cards_of(task)
    fitting = [card for card in cards if wanted.fits(card)]
    if fitting:
        return fitting
    if not cards:
        raise NotFoundError(
            f"{shown(task)} has no card.", remedy="Write @card above @step, or run it with `run --with card`."
        )
    raise NotFoundError(f"{shown(task)} has no such card.", remedy=f"It has: {'; '.join(map(told, cards))}.")


def told(card: Card) -> str:
    """A card in words, as the options name it."""
    return " ".join(
        [f"--type {card.type}", *([f"--id {card.id}"] if card.id else []), f"--hash {card.hash[:8]}"]
    )
