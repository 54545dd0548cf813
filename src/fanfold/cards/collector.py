"""`current.card`: takes what a task wants on its cards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from fanfold.cards.component import MetaflowCardComponent, UserComponent
from fanfold.model.policy import CardWish

Refresh = Callable[[Any, bool], None]


class Components(list[Any]):
    """What is on one card, in order; `components["id"]` is the one that was appended with this id."""

    def __init__(self, warn: Callable[[str], None]) -> None:
        super().__init__()
        self._by_id: dict[str, Any] = {}
        self._warn = warn

    def add(self, component: Any, id: str | None) -> None:
        """Put one on, below the rest. One of the same id is replaced where it stands."""
        old = None if id is None else self._by_id.get(id)
        if id is not None:
            self._by_id[id] = component
            if isinstance(component, MetaflowCardComponent):
                component.component_id = id
        position = next((number for number, each in enumerate(self) if each is old), None)
        if old is None or position is None:
            super().append(component)
        else:
            super().__setitem__(position, component)

    def clear(self) -> None:
        """Take everything off."""
        super().clear()
        self._by_id.clear()

    def __getitem__(self, key: Any) -> Any:
        if not isinstance(key, str):
            return super().__getitem__(key)
        if key not in self._by_id:
            self._warn(f"current.card.components[{key!r}]: nothing was appended with this id.")
            return _Nothing()
        return self._by_id[key]

    def __contains__(self, key: object) -> bool:
        return key in self._by_id if isinstance(key, str) else super().__contains__(key)


class _Nothing(UserComponent):
    """Stands for a component that is not there: cards never fail a task."""

    def update(self, *values: Any, **options: Any) -> None:
        """Nobody sees it."""

    def render(self) -> str:
        """Nothing."""
        return ""


class CardCollector:
    """The components of one card; and, by id or type, those of the task's other cards."""

    def __init__(
        self,
        wish: CardWish | None,
        cards: Sequence[CardCollector],
        refresh: Refresh,
        warn: Callable[[str], None],
    ) -> None:
        self.wish = wish
        self.components = Components(warn)
        self._cards = cards
        self._refresh = refresh
        self._warn = warn

    def append(self, component: Any, id: str | None = None) -> None:
        """Add a component; with `id` one that is found again as `components[id]`."""
        self.components.add(component, id)

    def extend(self, components: Iterable[Any]) -> None:
        """Add several components."""
        for component in components:
            self.components.add(component, None)

    def clear(self) -> None:
        """Take everything off."""
        self.components.clear()

    def refresh(self, data: Any = None, force: bool = False, **options: Any) -> None:
        """Show the task's cards as they are now, while it runs. As often as is good: the last state is shown
        in any case once the task has ended.
        """
        self._refresh(data, force)

    def get(self, type: str | None = None) -> list[CardCollector]:
        """The task's cards of that type; all of them without one."""
        return [card for card in self._cards if card.wish is not None and type in (None, card.wish.type)]

    def __getitem__(self, id: str) -> CardCollector:
        """The card of that id. An unknown id gets one that nobody sees: cards never fail a task."""
        for card in self._cards:
            if card.wish is not None and card.wish.id == id:
                return card
        self._warn(f"current.card[{id!r}]: this step has no card of this id.")
        return CardCollector(None, self._cards, self._refresh, self._warn)

    def __setitem__(self, id: str, components: Iterable[Any]) -> None:
        card = self[id]
        card.clear()
        card.extend(components)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.components)

    def __len__(self) -> int:
        return len(self.components)

    def __bool__(self) -> bool:
        return True  # `if current.card:` asks whether there is one
