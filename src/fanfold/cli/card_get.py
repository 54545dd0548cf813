"""`card get`: the page of a card, as HTML."""

from __future__ import annotations

import sys

import click

from fanfold.cli.cards_meant import Wanted, cards_meant, options, pathspec, task_named, told
from fanfold.cli.work import Work
from fanfold.model.errors import UsageError


def build(flow_class: type | None) -> click.Command:
    """The command, for runs of this flow or of any."""
    flow = flow_class.__name__ if flow_class is not None else None

    def get(pathspec: str, file: str | None, id: str, type: str, hash: str, **_: object) -> Work:
        return lambda: _get(pathspec, flow, Wanted(id, type, hash), file)

    params = [pathspec(), click.Argument(["file"], required=False), *options()]
    return click.Command("get", callback=get, params=params, help="Print a card's page, or write it to FILE.")


def _get(word: str, flow: str | None, wanted: Wanted, file: str | None) -> int:
    cards = cards_meant(task_named(word, flow), wanted)
    if len(cards) > 1:
        raise UsageError(
            f"{word} has {len(cards)} cards.", remedy=f"Say which: {'; '.join(map(told, cards))}."
        )
    data = cards[0].get().encode()
    if file is None:
        sys.stdout.buffer.write(data)
        return 0
    try:
        with open(file, "wb") as stream:
            stream.write(data)
    except OSError as error:
        raise UsageError(
            f"{file} cannot be written: {error.strerror}.", remedy="Name another file."
        ) from None
    print(f"Card written to {file}.", file=sys.stderr)
    return 0
