"""`current.card`: takes what a task wants on its cards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fanfold.flow.decorators.step.card import Card


class CardCollector:
    """The components of one card, in order; and, by id or type, those of the step's other cards."""

    def __init__(self, cards: Sequence[Card]) -> None:
        self.components: list[Any] = []
        self._cards = cards
        self._others: dict[str, CardCollector] = {}

    def append(self, component: Any, id: str | None = None) -> None:
        """Add a component; with `id` one that can be updated later."""
        self.components.append(component)

    def extend(self, components: Iterable[Any]) -> None:
        """Add several components."""
        self.components.extend(components)

    def clear(self) -> None:
        """Take everything off."""
        self.components.clear()

    def refresh(self, *data: Any, **options: Any) -> None:
        """Show the card as it is now, while the task runs."""

    def get(self, type: str | None = None) -> list[CardCollector]:
        """The cards of that type; all of them without one."""
        return [self[card.id] for card in self._cards if card.id and type in (None, card.type)]

    def __getitem__(self, id: str) -> CardCollector:
        """The card of that id. An unknown id gets one that nobody sees: cards never fail a task."""
        if id not in self._others:
            self._others[id] = CardCollector(())
        return self._others[id]

    def __iter__(self) -> Iterable[Any]:
        return iter(self.components)

    def __len__(self) -> int:
        return len(self.components)

    def __bool__(self) -> bool:
        return True  # `if current.card:` asks whether there is one
