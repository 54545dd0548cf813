"""`card server`: a page that lists a run's cards, and these, for a browser on this machine.

While tasks run, what they show by `current.card.refresh` is seen here: both pages load themselves anew.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from urllib.parse import quote, unquote

from fanfold.cards.container import Card, cards_of
from fanfold.cards.kinds.default import status_of
from fanfold.cards.markup import template
from fanfold.cards.of_run import steps_of, tasks_with_cards
from fanfold.cards.page import page
from fanfold.client.run import Run
from fanfold.client.task import Task
from fanfold.model.errors import FanfoldError, NotFoundError

HOST = "127.0.0.1"
NAMES_OF_HOST = ("127.0.0.1", "localhost", "[::1]")
"""Who asks by another name is a page of someone else's that was led here."""

Find = Callable[[], Run]


class CardServer(ThreadingHTTPServer):
    """Serves the cards of the run that `find` gives at the time: the newest one may change.

    Raises:
        OSError: the port is taken.
    """

    daemon_threads = True

    def __init__(self, find: Find, *, port: int, cards_max: int, poll_seconds: float) -> None:
        self.find = find
        self.cards_max = cards_max
        self.poll_seconds = poll_seconds
        super().__init__((HOST, port), _Answer)

    @property
    def address(self) -> str:
        """What to open in a browser."""
        return f"http://{HOST}:{self.server_address[1]}/"


class _Answer(BaseHTTPRequestHandler):
    """One request."""

    server: CardServer

    def do_GET(self) -> None:
        """Give the list, or a card."""
        host = self.headers.get("Host", "").rpartition(":")[0] or self.headers.get("Host", "")
        if host not in NAMES_OF_HOST:
            self._give(HTTPStatus.FORBIDDEN, "Only for a browser on this machine.")
            return
        try:
            self._give(HTTPStatus.OK, self._page())
        except FanfoldError as error:
            missing = isinstance(error, NotFoundError)
            status = HTTPStatus.NOT_FOUND if missing else HTTPStatus.INTERNAL_SERVER_ERROR
            self._give(
                status, page("Cards", template("nothing.html", error=error), reload_seconds=self._poll())
            )

    def _poll(self) -> float:
        return self.server.poll_seconds

    def _page(self) -> str:
        names = [unquote(part) for part in self.path.partition("?")[0].split("/") if part]
        run = self.server.find()
        if not names:
            return index(run, self.server.cards_max, self._poll())
        if names[0] == "card" and len(names) == 4:
            return _card(run, *names[1:]).get()
        raise NotFoundError(f"There is no page {self.path}.", remedy="Go back to the list: /")

    def _give(self, status: HTTPStatus, html: str) -> None:
        data = html.encode("utf-8", "replace")
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *arguments: object) -> None:
        """Nobody wants to read of each request."""


def index(run: Run, cards_max: int, poll_seconds: float) -> str:
    """The page that lists a run's cards."""
    found = list(islice(tasks_with_cards(steps_of(run)), cards_max + 1))
    entries = [
        {
            "task": f"{task.parent.id} · {task.key or task.id}" if task.index is not None else task.parent.id,
            "status": _status(run, task, cards),
            "cards": [(_address(task, card), card.id or card.type) for card in cards],
        }
        for task, cards in found[:cards_max]
    ]
    body = template(
        "index.html",
        pathspec=run.pathspec,
        status=run.status,
        entries=entries,
        is_cut=len(found) > cards_max,
    )
    return page(f"Cards of {run.pathspec}", body, reload_seconds=poll_seconds)


def _status(run: Run, task: Task, cards: list[Card]) -> dict[str, str]:
    if run.status == "running" and any(card.is_live for card in cards):
        return {"word": "running", "theme": "accent"}
    return status_of(task)


def _address(task: Task, card: Card) -> str:
    name = f"{card.type}.{card.id or ''}"
    return "/card/" + "/".join(quote(part, safe="") for part in (task.parent.id, task.id, name))


def _card(run: Run, step: str, task: str, name: str) -> Card:
    """The card of that name: the one that the running task shows, and the recorded one once there is one."""
    cards = cards_of(run[step][task])
    for card in cards:
        if name == f"{card.type}.{card.id or ''}":
            return card
    raise NotFoundError(f"{step}/{task} has no such card.", remedy="Go back to the list: /")
