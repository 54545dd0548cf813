"""Keyword arguments as a command line: `max_workers=2, tags=["a"]` is `--max-workers 2 --tag a`.

Options have the names that they are typed by. All other keywords are values of parameters; these are handed
over as Python's, in a file, so that lists and dictionaries need no writing down, secrets stand in no list of
processes, and the flow itself says which names it has.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from fanfold.model.errors import UsageError
from fanfold.model.named import NamedTuple
from fanfold.runner.keywords import PREFIX, pairs

_SEVERAL = {"tags": "--tag", "tag": "--tag", "decospecs": "--with"}
_PAIRS = {"config": "--config", "config_value": "--config-value"}
_SWITCHES = {"pylint": ("--pylint", "--no-pylint"), "quiet": ("--quiet", "--not-quiet")}

_SHARED = frozenset({
    "max_workers", "max_num_splits", "max_log_size", "run_id_file", "seed", "resources", "keep_going",
    "inline", "isolate", "warm", "durable", "quiet", "verbose", "json", "tags", "tag", "decospecs",
})  # fmt: skip
OF_COMMAND = {
    "run": _SHARED | {"namespace"},
    "resume": _SHARED | {"origin_run_id", "step", "step_to_rerun"},
}
"""The options of each command, by name."""

BEFORE_COMMAND = frozenset({
    "quiet", "decospecs", "environment", "datastore", "datastore_root", "metadata", "package_suffixes",
    "event_logger", "monitor", "pylint", "force_rebuild_environments", "production", "branch", "config",
    "config_value",
})  # fmt: skip


class CommandLine(NamedTuple):
    """A command with its options, and the values that go along."""

    words: tuple[str, ...]
    values: dict[str, Any]


def command_line(command: str, before: Mapping[str, Any], given: Mapping[str, Any]) -> CommandLine:
    """`run` or `resume` with these keyword arguments; `before` are those that stand before the command.

    Raises:
        UsageError: a keyword that nobody knows there.
    """
    known = OF_COMMAND[command]
    options = {name: value for name, value in given.items() if name.removeprefix(PREFIX) in known}
    values = {name: value for name, value in given.items() if name not in options}
    if command == "resume" and values:
        raise UsageError(
            f"resume takes no parameters: {next(iter(values))} stays as in the run that it goes on with."
        )
    steps = [str(options.pop(name)) for name in ("step", "step_to_rerun") if name in options]
    first = [word for name, value in before.items() for word in _words(name, value)]
    rest = [word for name, value in options.items() for word in _words(name, value)]
    return CommandLine((*first, command, *rest, *steps), values)


def check_before(given: Mapping[str, Any]) -> None:
    """See that these may stand before a command.

    Raises:
        UsageError: one may not.
    """
    for name in given:
        if name not in BEFORE_COMMAND:
            from fanfold.flow.nearness import near

            where = "run()" if name in OF_COMMAND["run"] else ""
            raise UsageError(
                f"A runner has no option {name!r}.",
                remedy=f"Give it to {where}." if where else near(name, BEFORE_COMMAND),
            )


def _words(name: str, value: Any) -> list[str]:
    """An option with its value."""
    if value is None:
        return []
    if name in _SEVERAL:
        several: Iterable[Any] = (value,) if isinstance(value, str) else value
        return [word for each in several for word in (_SEVERAL[name], str(each))]
    if name in _PAIRS:
        found = pairs(name, value).items()
        return [word for each, text in found for word in (_PAIRS[name], each, _as_text(each, text))]
    if name in _SWITCHES and isinstance(value, bool):
        return [_SWITCHES[name][not value]] if value or name != "quiet" else []
    flag = "--" + name.replace("_", "-")
    if isinstance(value, bool):
        return [flag] if value else []
    return [flag, str(value)]


def _as_text(name: str, value: Any) -> str:
    """A path as it is, and a value as JSON."""
    if isinstance(value, str | os.PathLike):
        return str(value)
    import json

    try:
        return json.dumps(value)
    except TypeError as error:
        raise UsageError(f"The value of config {name!r} cannot be written as JSON: {error}.") from None
