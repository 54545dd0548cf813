"""Parameters and class constants as one task gets them.

In a process that runs many tasks a list that one task changed in place must not be what the next one finds:
values that can change are handed out as a copy of the task's own, made when it first asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pickle import dumps, loads
from typing import Any

_FROZEN = frozenset([type(None), bool, int, float, complex, str, bytes, range])


class Handout:
    """Hands out the run's constants. `copies` says whether this process runs many tasks."""

    def __init__(self, values: Mapping[str, Any], *, copies: bool) -> None:
        changeable = {name: value for name, value in values.items() if type(value) not in _FROZEN}
        self._shared = values
        self._pickles = {name: dumps(value, 5) for name, value in changeable.items()} if copies else {}

    def for_task(self) -> Mapping[str, Any]:
        """The constants of one task."""
        return _Own(self._shared, self._pickles) if self._pickles else self._shared


class _Own(Mapping[str, Any]):
    """One task's view: shared values as they are, others copied at first sight."""

    __slots__ = ("_own", "_pickles", "_shared")

    def __init__(self, shared: Mapping[str, Any], pickles: Mapping[str, bytes]) -> None:
        self._shared = shared
        self._pickles = pickles
        self._own: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._pickles:
            return self._shared[name]
        if name not in self._own:
            self._own[name] = loads(self._pickles[name])
        return self._own[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._shared)

    def __len__(self) -> int:
        return len(self._shared)
