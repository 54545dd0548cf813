"""Failures, told once for each kind.

Ten thousand items that fail at one line are one thing to a reader. A kind is: step, cause, type of the
exception, line of user code (`Failure.signature`), and what became of the task: retried, caught, or failed
for good.
"""

from __future__ import annotations

from os.path import abspath, dirname, sep

from fanfold.engine.observer import FailureGroup, TaskName
from fanfold.model.status import Cause, Failure
from fanfold.terminal.cells import shown_name, visible
from fanfold.terminal.figures import tasks

TRACEBACK_LINES_MAX = 20
"""How much of a traceback is shown; the whole of it is in the task's record. The end says most."""

CAUGHT = "caught"

OUR_FILE = f'  File "{dirname(dirname(abspath(__file__)))}{sep}'
DEMO_FILE = f"{OUR_FILE}demo{sep}"
"""The demo is a flow like the user's own."""


class FirstOfItsKind:
    """Tells the first failure of each kind, and its traceback once however many attempts end there. Memory
    grows with the kinds, not with the failures.
    """

    def __init__(self) -> None:
        self._seen: set[tuple[object, ...]] = set()

    def lines(self, task: TaskName, attempt: int, failure: Failure, outcome: str) -> list[str]:
        """The lines that show it; none if something like it was shown before."""
        if not self._is_new((task.step, outcome, *failure.signature)):
            return []
        told = told_line(task, attempt, failure, outcome)
        if not self._is_new((task.step, *failure.signature)):
            return [told]
        return [told, *(f"    {line}".rstrip() for line in traceback_lines(failure))]

    def _is_new(self, kind: tuple[object, ...]) -> bool:
        is_new = kind not in self._seen
        self._seen.add(kind)
        return is_new


def outcome(*, will_retry: bool, caught: bool, tolerated: bool = False) -> str:
    """What became of a task that failed, in a word or two."""
    if will_retry:
        return "will be retried"
    if tolerated:
        return "tolerated"
    return CAUGHT if caught else "failed for good"


def sentence(failure: Failure) -> str:
    """`ValueError: singular matrix at sweep.py:41`, on one line and without a full stop: more may follow. Of
    several sentences each keeps its own.
    """
    message = visible(failure.message.partition("\n")[0])
    has_sentences = ". " in message
    if not has_sentences or not failure.where:
        message = message.removesuffix(".")
    if failure.cause is Cause.DIED and failure.type and message:
        return message  # which signal it was, it says itself
    what = f"{kind_of(failure)}: {message}" if message else kind_of(failure)
    if not failure.where:
        return what
    return f"{what} (at {failure.where})" if has_sentences else f"{what} at {failure.where}"


def kind_of(failure: Failure) -> str:
    """`ValueError`; where nothing was raised, what happened."""
    return failure.type.rpartition(".")[2] or _CAUSE_WORDS[failure.cause]


_CAUSE_WORDS = {
    Cause.ERROR: "error",
    Cause.TIMEOUT: "timeout",
    Cause.DIED: "its process died",
    Cause.ENGINE: "the machine failed",
}


def told_line(task: TaskName, attempt: int, failure: Failure, outcome: str) -> str:
    """`FAILED fit/lr=1.0,seed=2: ValueError: singular matrix at sweep.py:41 (attempt 1, failed for good)`."""
    word, mark = ("CAUGHT", "") if outcome == CAUGHT else ("FAILED", f", {outcome}")
    return f"{word} {shown_name(task.short)}: {sentence(failure)} (attempt {attempt + 1}{mark})"


def traceback_lines(failure: Failure) -> list[str]:
    """The traceback as far as it is the user's, and not longer than a screen.

    An error of ours that is written for a reader needs none: it says itself what to do, and where.
    """
    if not failure.traceback or failure.type.startswith("fanfold."):
        return []
    lines = _without_our_frames(failure.traceback.rstrip("\n").split("\n"))
    lines = [visible(line.expandtabs()) for line in lines]
    if len(lines) > TRACEBACK_LINES_MAX:
        return ["...", *lines[-TRACEBACK_LINES_MAX:]]
    return lines


def _without_our_frames(lines: list[str]) -> list[str]:
    shown, ours = [], False
    for line in lines:
        if line.startswith('  File "'):
            ours = line.startswith(OUR_FILE) and not line.startswith(DEMO_FILE)
        elif not line.startswith("    "):
            ours = False
        if not ours:
            shown.append(line)
    return shown


def group_line(group: FailureGroup) -> str:
    """`312 tasks of fit: ValueError: singular matrix at sweep.py:41, first: lr=1.0,seed=2, all with lr=1.0`,
    on one line.
    """
    who = f"{tasks(group.count)} of {group.step}"
    first = shown_name(group.first[0].name) if group.first else ""
    common = f", all with {shown_name(group.common)}" if group.common else ""
    suffix = f", first: {first}{common}" if first else common
    return f"{who}: {sentence(group.failure)}{suffix}{_became(group)}"


def _became(group: FailureGroup) -> str:
    if group.caught:
        return " (caught)"
    if not group.tolerated:
        return ""
    return " (tolerated)" if group.tolerated == group.count else f" ({group.tolerated:,} of them tolerated)"
