"""`get_cards`: the cards of a task, to be read, shown in a notebook, or opened in a browser."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any, overload

from fanfold.cards import live
from fanfold.cards.stored import load_page
from fanfold.client.task import Task
from fanfold.store.codec import Stored
from fanfold.store.digests import digest
from fanfold.store.records import CardEntry

FRAME_HEIGHT_PIXELS = 700


class Card:
    """One card of a task. In a notebook it shows itself.

    Attributes:
        type: as in `@card(type=…)`.
        id: as in `@card(id=…)`; None without one.
        is_live: whether its task has not recorded it yet: it is as the last `refresh` left it.
    """

    def __init__(self, task: Task, type: str, id: str | None) -> None:
        self._task = task
        self.type = type
        self.id = id
        self.is_live = False

    def get(self) -> str:
        """Its page, as HTML."""
        raise NotImplementedError

    @property
    def hash(self) -> str:
        """A text that tells it from other cards."""
        raise NotImplementedError

    @property
    def pathspec(self) -> str:
        """Whose card it is."""
        return self._task.pathspec

    @property
    def path(self) -> str:
        """A file that holds the page, for a browser."""
        return str(saved(self))

    def view(self) -> None:
        """Open it in a browser."""
        import webbrowser

        webbrowser.open(Path(self.path).as_uri())

    def __str__(self) -> str:
        named = f" {self.id!r}" if self.id else ""
        return f"<Card {self.type}{named} of {self.pathspec} ({self.hash})>"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        frame = f"width:100%;height:{FRAME_HEIGHT_PIXELS}px;border:1px solid #8884;border-radius:8px"
        title = escape(f"{self.type} card of {self.pathspec}", quote=True)
        return f'<iframe title="{title}" style="{frame}" srcdoc="{escape(self.get(), quote=True)}"></iframe>'


class RecordedCard(Card):
    """A card in the run's packs."""

    def __init__(self, task: Task, entry: CardEntry) -> None:
        super().__init__(task, entry[0], entry[1])
        self._place: Stored = entry[2]

    def get(self) -> str:
        """Its page, as HTML."""
        return load_page(self._place, self._task._run.values)

    @property
    def hash(self) -> str:
        """A text that tells it from other cards."""
        return self._place[3].hex()[:16]


class LiveCard(Card):
    """A card that lies as a file in the run's folder."""

    def __init__(self, task: Task, page: live.LivePage) -> None:
        super().__init__(task, page.type, page.id)
        self._page = page
        self.is_live = page.is_of_running

    def get(self) -> str:
        """Its page, as HTML. If its task has ended since, the page that was recorded."""
        html = live.read(self._task._run.folder, self._page)
        if html is not None:
            return html
        found = get_cards(self._task, id=self.id, type=self.type)
        return found[0].get() if found else ""

    @property
    def hash(self) -> str:
        """A text that tells it from other cards."""
        return digest(self._page.file_name.encode()).hex()[:16]

    @property
    def path(self) -> str:
        """Its file."""
        return str(self._task._run.folder.cards / self._page.file_name)


class CardContainer(Sequence[Card]):
    """The cards of a task, in the order of their decorators. In a notebook it shows them all."""

    def __init__(self, cards: Sequence[Card]) -> None:
        self._cards = list(cards)

    @overload
    def __getitem__(self, index: int) -> Card: ...
    @overload
    def __getitem__(self, index: slice) -> CardContainer: ...
    def __getitem__(self, index: int | slice) -> Card | CardContainer:
        if isinstance(index, slice):
            return CardContainer(self._cards[index])
        return self._cards[index]

    def __len__(self) -> int:
        return len(self._cards)

    def __iter__(self) -> Iterator[Card]:
        return iter(self._cards)

    def __repr__(self) -> str:
        return f"CardContainer({self._cards!r})"

    def get(self) -> str:
        """The page of the first one, as HTML; empty without cards."""
        return self._cards[0].get() if self._cards else ""

    def view(self) -> None:
        """Open them all in a browser."""
        for card in self._cards:
            card.view()

    def _repr_html_(self) -> str:
        return "\n".join(card._repr_html_() for card in self._cards) or "<p>No cards.</p>"


def get_cards(
    task: Task | str, id: str | None = None, type: str | None = None, follow_resumed: bool = True
) -> CardContainer:
    """The cards of a task, given as a `Task` or as its pathspec; those with this id, of this type.

    A resumed run holds the cards of the tasks that it reused, so `follow_resumed` changes nothing.

    Raises:
        NotFoundError: there is no such task.
    """
    found = Task(task, _namespace_check=False) if isinstance(task, str) else task
    return CardContainer([
        card
        for card in cards_of(found)
        if (id is None or card.id == id) and (type is None or card.type == type)
    ])  # fmt: skip


def cards_of(task: Task) -> list[Card]:
    """All cards of a task: those that were recorded, or else those that it shows while it runs; then those
    made later.
    """
    found = task._now()
    record = found.record if found else None
    recorded: list[Card] = [RecordedCard(task, entry) for entry in (record.cards if record else None) or ()]
    pages = [page for page in live.pages_of(task._run.folder) if _is_of(page, task)]
    shown = [page for page in pages if page.is_of_running and not recorded]
    made_later = [page for page in pages if live.is_made_of(page, found)]
    return [*recorded, *(LiveCard(task, page) for page in (*shown, *made_later))]


def _is_of(page: live.LivePage, task: Any) -> bool:
    return bool([page.step, page.task] == task.path_components[2:])


def saved(card: Card) -> Path:
    """A file that holds a card's page, outside of the run: what is opened in a browser is to stay there for a
    while, and the run may lie where nothing can be written.
    """
    from tempfile import gettempdir, mkdtemp

    folder = Path(gettempdir()) / f"fanfold-cards-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.lstat().st_uid != os.getuid():  # someone else was there first, and would see what is in it
        folder = Path(mkdtemp(prefix="fanfold-cards-"))
    words = [*card._task.path_components, card.type, card.hash]
    file = folder / ("-".join(words).replace("/", "-") + live.SUFFIX)
    file.write_text(card.get(), encoding="utf-8")
    return file
