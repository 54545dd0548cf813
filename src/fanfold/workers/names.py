"""How `key=` names the items of a split, and what is said where it names several alike."""

from __future__ import annotations

from typing import Any

NAMES_COMPARED_MAX = 1_000_000
"""A name is compared by its hash, 8 bytes and what a set adds to them: beyond this many nobody looks."""


class Names:
    """Names items by a function, or by the name of a key or an attribute of theirs."""

    def __init__(self, key: Any) -> None:
        self._key = key
        self._seen: set[int] = set()
        self._repeated = 0
        self._first = ""

    def __call__(self, item: Any) -> str:
        name = str(self._of(item)) or "''"
        if len(self._seen) < NAMES_COMPARED_MAX:
            before = len(self._seen)
            self._seen.add(hash(name))
            if len(self._seen) == before:
                self._repeated += 1
                self._first = self._first or name
        return name

    def _of(self, item: Any) -> object:
        if callable(self._key):
            return self._key(item)
        return item[self._key] if isinstance(item, dict) else getattr(item, self._key)

    def complaint(self) -> str:
        """A sentence for a person where several items are called the same; empty where none are."""
        if not self._repeated:
            return ""
        items = "1 item has" if self._repeated == 1 else f"{self._repeated:,} items have"
        return (
            f"key= names items alike: {items} the name of an earlier one, such as {self._first!r}. "
            "They are found by their index only."
        )
