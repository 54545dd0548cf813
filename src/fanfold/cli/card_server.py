"""`card server`: the cards of a run, as a page that follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fanfold.cli.of_run import LATEST, run_named
from fanfold.cli.work import Work
from fanfold.model.errors import UsageError

if TYPE_CHECKING:
    from fanfold.client import Run

PORT = 8324
CARDS_MAX = 200
POLL_SECONDS = 5.0


def build(flow_class: type | None) -> click.Command:
    """The command, for runs of this flow or of any."""
    flow = flow_class.__name__ if flow_class is not None else None

    def server(run_id: str, port: int, max_cards: int, poll_interval: float, **_: object) -> Work:
        return lambda: _serve(run_id, flow, port, max_cards, poll_interval)

    params: list[click.Parameter] = [
        click.Option(["--run-id"], default=LATEST, metavar="RUN", help="Of this run. Default: the newest."),
        click.Option(["--port"], type=int, default=PORT, help=f"The port (default {PORT}); 0: any free one."),
        click.Option(["--max-cards"], type=int, default=CARDS_MAX, help="List cards of so many tasks."),
        click.Option(
            ["--poll-interval"], type=float, default=POLL_SECONDS, help="Seconds between looks (default 5)."
        ),
        click.Option(["--user-namespace", "--namespace"], hidden=True),
    ]
    help = "Serve the cards of a run to a browser on this machine, also while it goes on."
    return click.Command("server", callback=server, params=params, help=help)


def _serve(word: str, flow: str | None, port: int, cards_max: int, poll_seconds: float) -> int:
    from fanfold.cards.serving import CardServer

    def find() -> Run:
        """The newest run is another one when a new one starts."""
        return run_named(word, flow)

    if word != LATEST:
        find()
    try:
        server = CardServer(find, port=port, cards_max=cards_max, poll_seconds=poll_seconds)
    except OSError as error:
        raise UsageError(
            f"Port {port} cannot be used: {error.strerror}.",
            remedy="Name another: --port 0 takes a free one.",
        ) from None
    print(f"Cards are at {server.address} (Ctrl-C ends this)", flush=True)
    with server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0
