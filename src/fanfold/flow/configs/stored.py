"""The configs that a run began with, read from its folder.

Processes that import the flow's file anew take them from there, and so does a run that goes on with another:
files and defaults may have changed since.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fanfold.flow.configs.given import hand_over
from fanfold.flow.configs.of_flow import NAMES
from fanfold.store.folder import RunFolder
from fanfold.store.loading import Packs
from fanfold.store.location import Location, location_of

_OF_EARLIER_RUNS = ("resume", "debug")
"""Commands that go on with a run that there is."""


class StoredConfigs:
    """Gives a run's configs by name, each loaded when it is asked for. Raises KeyError."""

    def __init__(self, folder: Path, location: Location) -> None:
        self.run_id = folder.name
        self._folder = folder / "packs"
        packs = Packs(self._folder)
        self._entries = packs.record(location.pack, location.offset).entries
        self._attributes: dict[str, str] = packs.load(self._entries.get(NAMES)) or {}
        packs.close()

    def __call__(self, name: str) -> Any:
        packs = Packs(self._folder)  # opened anew: few configs are asked for, and the process lives on
        try:
            return packs.load(self._entries[self._attributes[name]])
        finally:
            packs.close()

    def __contains__(self, name: str) -> bool:
        return name in self._attributes


def hand_over_stored(folder: Path, location: Location) -> StoredConfigs:
    """Take every config's value from this run. Costs one read if it has none."""
    stored = StoredConfigs(folder, location)
    hand_over(stored)
    return stored


def stored_configs_of(folder: RunFolder) -> StoredConfigs:
    """The configs of a run that has ended."""
    from fanfold.store.ledger_reader import LedgerReader

    with LedgerReader.open(folder.ledger) as reader:
        return StoredConfigs(folder.path, location_of(reader.meta("parameters")))


def earlier_run(flow_name: str, *, words: Sequence[str] | None = None) -> RunFolder | None:
    """The run that this command line (`resume`, `debug`) is about to go on with; None if it is for something
    else.

    It is looked for before the flow's class is there. `flow_name` may be that of a base class, so where there
    is no such flow any other counts that was run from the same file; `resume` makes sure of it later.
    """
    rest = list(sys.argv[1:] if words is None else words)
    command = next((word for word in rest if word in ("run", *_OF_EARLIER_RUNS)), None)
    if command not in _OF_EARLIER_RUNS:
        return None
    from fanfold.model.names import FlowName
    from fanfold.store.home import find_home
    from fanfold.store.runids import flow_names, latest_run, runs

    home = find_home(create=False)
    names = sorted(flow_names(home), key=lambda name: name != flow_name)
    wanted = _origin_run_id(rest) if command == "resume" else _debugged_run_id(rest)
    for name in map(FlowName, names):
        if wanted is None:
            found = latest_run(home, name, script=Path(sys.argv[0]).absolute())
        else:
            found = next((run for run in runs(home, name) if run.run_id == wanted), None)
        if found is not None:
            return found
    return None


def _debugged_run_id(words: Sequence[str]) -> str | None:
    return next((word.partition("/")[0] for word in words[words.index("debug") + 1 :] if "/" in word), None)


def _origin_run_id(words: Sequence[str]) -> str | None:
    for number, word in enumerate(words):
        option, equals, text = word.partition("=")
        if option == "--origin-run-id":
            return (text if equals else "".join(words[number + 1 : number + 2])).rpartition("/")[2]
    return None
