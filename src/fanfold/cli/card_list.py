"""`card list`: which cards there are."""

from __future__ import annotations

import sys
from itertools import islice
from typing import TYPE_CHECKING

import click

from fanfold.cli.cards_meant import named
from fanfold.cli.columns import aligned
from fanfold.cli.of_run import LATEST, shown
from fanfold.cli.work import Work

if TYPE_CHECKING:
    from fanfold.cards.container import Card
    from fanfold.client import Run, Task

TASKS_MAX = 50


def build(flow_class: type | None) -> click.Command:
    """The command, for runs of this flow or of any."""
    flow = flow_class.__name__ if flow_class is not None else None

    def list_(pathspec: str, as_json: bool, limit: int, **_: object) -> Work:
        return lambda: _list(pathspec, flow, limit, as_json=as_json)

    params = [
        click.Argument(["pathspec"], default=LATEST, metavar="[STEP|RUN[/STEP[/TASK]]]"),
        click.Option(["--as-json", "--json", "as_json"], is_flag=True, help="As JSON."),
        click.Option(["-n", "--limit"], type=int, default=TASKS_MAX, help="Of so many tasks; 0: of all."),
        click.Option(["--follow-resumed/--no-follow-resumed"], hidden=True),
    ]
    return click.Command("list", callback=list_, params=params, help="List the cards of a run, step or task.")


def _list(word: str, flow: str | None, limit: int, *, as_json: bool) -> int:
    from fanfold.cards.container import cards_of
    from fanfold.cards.of_run import steps_of, tasks_with_cards

    run, steps, task = named(word, flow)
    wanted = steps if len(steps) == 1 else steps_of(run)
    tasks = iter([(task, cards_of(task))]) if task is not None else tasks_with_cards(wanted)
    found = list(islice(tasks, limit + 1 if limit else None))
    kept = found[:limit] if limit else found
    if as_json:
        _print_json(kept)
    elif any(cards for _, cards in kept):
        rows = [
            (shown(task), card.type, card.id or "", card.hash[:8], _note(run, card))
            for task, cards in kept
            for card in cards
        ]
        print("\n".join(aligned([("TASK", "TYPE", "ID", "HASH", ""), *rows])))
    else:
        print("No cards.", file=sys.stderr)
    if len(found) > len(kept):
        print(f"Those of the first {limit} tasks: --limit 0 lists all.", file=sys.stderr)
    return 0


def _note(run: Run, card: Card) -> str:
    if not card.is_live:
        return ""
    return "still running" if run.status == "running" else "as it was when its task was gone"


def _print_json(found: list[tuple[Task, list[Card]]]) -> None:
    import json

    rows = [
        {
            "pathspec": task.pathspec,
            "cards": [{"type": card.type, "id": card.id, "hash": card.hash} for card in cards],
        }
        for task, cards in found
    ]
    print(json.dumps(rows, indent=2))
