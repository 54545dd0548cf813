"""`task.data`: the artifacts of a task as attributes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fanfold.client.values import Values
from fanfold.store.codec import Entry


class TaskData:
    """The artifacts of a task, class constants and parameters among them: `task.data.name`. Each is loaded
    when it is first asked for, and then kept.
    """

    def __init__(self, entries: Mapping[str, Entry], values: Values, where: str) -> None:
        self.__dict__["_entries"] = entries
        self.__dict__["_values"] = values
        self.__dict__["_where"] = where

    def __getattr__(self, name: str) -> Any:
        entries: Mapping[str, Entry] = self.__dict__.get("_entries", {})
        if name not in entries:
            raise AttributeError(_missing(name, entries, self.__dict__.get("_where", "")))
        value = self.__dict__[name] = self._values.load(entries[name])
        return value

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def __dir__(self) -> list[str]:
        return sorted(self._entries)

    def __repr__(self) -> str:
        return f"<TaskData of {self._where}: {', '.join(public(self._entries))}>"


def public(entries: Mapping[str, Entry]) -> list[str]:
    """The names that people gave."""
    return [name for name in entries if not name.startswith("_")]


def _missing(name: str, entries: Mapping[str, Entry], where: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, list(entries), n=3)
    return f"{where} has no artifact '{name}'." + (f" Did you mean {' or '.join(near)}?" if near else "")
