"""`card view`: the cards of a task in a browser, where there is one."""

from __future__ import annotations

import os
import sys

import click

from fanfold.cli.cards_meant import Wanted, cards_meant, options, pathspec, task_named
from fanfold.cli.work import Work


def build(flow_class: type | None) -> click.Command:
    """The command, for runs of this flow or of any."""
    flow = flow_class.__name__ if flow_class is not None else None

    def view(pathspec: str, id: str, type: str, hash: str, **_: object) -> Work:
        return lambda: _view(pathspec, flow, Wanted(id, type, hash))

    help = "Open a task's cards in the browser. Without one, print where they lie."
    return click.Command("view", callback=view, params=[pathspec(), *options()], help=help)


def _view(word: str, flow: str | None, wanted: Wanted) -> int:
    cards = cards_meant(task_named(word, flow), wanted)
    for card in cards:
        print(card.path)
    if has_browser():
        for card in cards:
            card.view()
    else:
        print("There is no browser here. Copy the file, or open it where there is one.", file=sys.stderr)
    return 0


def has_browser() -> bool:
    """Whether a page can be shown to a person: a browser in a terminal would take the terminal."""
    import webbrowser

    if sys.platform != "darwin" and not any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    ):
        return False
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True
