"""A console block: commands behind `$`, each with what it prints.

A block is one shell, so that `cd`, `export` and `$?` mean what they mean to a reader. A command has to
succeed, unless a comment behind it says how it ends: `$ python flow.py run  # exit code 1`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

PROMPT = "$ "
_EXIT_CODE = re.compile(r"#.*\bexit code (\d+)\s*$")
_STATUS = "-- this command ended with"


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it is typed, what the page shows of its output, and how it ends."""

    text: str
    shown: str

    @property
    def exit_code(self) -> int:
        """What it should end with."""
        told = _EXIT_CODE.search(self.text)
        return int(told[1]) if told else 0


def commands_of(text: str) -> list[Command]:
    """The commands of a block.

    Raises:
        ValueError: something stands before the first.
    """
    lines = text.splitlines()
    if not lines or not lines[0].startswith(PROMPT):
        raise ValueError(f"a console block begins with {PROMPT!r}")
    return list(_commands(lines))


def _commands(lines: list[str]) -> Iterator[Command]:
    while lines:
        typed = 1 + len(list(takewhile(lambda line: line.endswith("\\"), lines)))
        output = list(takewhile(lambda line: not line.startswith(PROMPT), lines[typed:]))
        text = "\n".join([lines[0].removeprefix(PROMPT), *lines[1:typed]])
        yield Command(text, "\n".join(output))
        lines = lines[typed + len(output) :]


def script_of(commands: list[Command]) -> str:
    """One script for the shell, which tells after each command how it ended."""
    told = f"told=$?; printf '\\n{_STATUS} %s\\n' $told; (exit $told)"
    return "\n".join(["exec 2>&1", *(f"{{ {command.text}\n}}\n{told}" for command in commands)])


def results_of(output: str) -> list[tuple[str, int]]:
    """What each command printed, and its exit code."""
    parts = re.split(rf"\n{_STATUS} (\d+)\n", output)
    return list(zip(parts[::2], map(int, parts[1::2]), strict=False))
