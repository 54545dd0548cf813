"""`card create`: a card of a task that was recorded without it."""

from __future__ import annotations

import json

import click

from fanfold.cli.cards_meant import pathspec, task_named
from fanfold.cli.work import Work
from fanfold.model.errors import UsageError


def build(flow_class: type | None) -> click.Command:
    """The command, for runs of this flow or of any."""
    flow = flow_class.__name__ if flow_class is not None else None

    def create(pathspec: str, type: str, id: str, options: str, timeout: float, **_: object) -> Work:
        return lambda: _create(pathspec, flow, type, id, options, timeout)

    params = [
        pathspec(),
        click.Option(["--type"], default="default", help="The type of the card (default: default)."),
        click.Option(["--id"], help="An id to find it by."),
        click.Option(["--options"], default="{}", metavar="JSON", help="Options of the type."),
        click.Option(["--timeout"], type=float, default=45, help="Seconds that drawing may take."),
        click.Option(["--render-error-card/--no-render-error-card"], hidden=True),
        click.Option(["--with-error-card"], is_flag=True, hidden=True),
    ]
    help = "Make a card of a task that has ended. Prints where its page lies."
    return click.Command("create", callback=create, params=params, help=help)


def _create(word: str, flow: str | None, type: str, id: str | None, options: str, seconds: float) -> int:
    from fanfold.cards.made_later import make_later

    task = task_named(word, flow)
    card = make_later(task, type, id=id, options=_read(options), seconds_max=seconds)
    print(card.path)
    return 0


def _read(text: str) -> dict[str, object]:
    try:
        options = json.loads(text)
    except ValueError as error:
        raise UsageError(
            f"--options is no JSON: {error}.", remedy='Write it such as --options \'{"title": "…"}\'.'
        ) from None
    if not isinstance(options, dict):
        raise UsageError("--options is no mapping.", remedy='Write it such as --options \'{"title": "…"}\'.')
    return options
