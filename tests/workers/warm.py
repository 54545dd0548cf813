"""A warm worker's freshness, without the worker."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from fanfold.workers import seeding
from fanfold.workers.fresh import Fresh

T = TypeVar("T")
SEED = 7


@contextmanager
def warm(*, run_seed: int | None = SEED, seeded_at_import: bool = False) -> Iterator[Fresh]:
    """This process as a warm worker."""
    seeding.states_at_import = None  # whatever a run in this process remembered before
    fresh = Fresh(run_seed, seeded_at_import)
    try:
        yield fresh
    finally:
        fresh.close()


def task(fresh: Fresh, work: Callable[[], T], *, index: int = 0) -> T:
    """What the work gives as a task of its own."""
    fresh.begin("work", (), index, 0, 0)
    try:
        return work()
    finally:
        fresh.end()


def said_of(fresh: Fresh, work: Callable[[], object]) -> list[str]:
    """What a task leaves behind, in words."""
    fresh.begin("work", (), 0, 0, 0)
    work()
    return fresh.end()


BEGINNING = """
from fanfold.workers.fresh import Fresh
from fanfold.workers.seeding import remember_import

def task(fresh, index, work):
    fresh.begin("work", (), index, 0, 0)
    try:
        return work()
    finally:
        assert fresh.end() == []
"""


def printed_by(script: str, *, before: str = "") -> list[str]:
    """The lines that a new interpreter prints, which runs `before` and then the script with `Fresh` and
    `task`.

    Names of `random` are held by pytest and Hypothesis, so that what a process that never drew does can be
    seen only in one of its own.
    """
    text = textwrap.dedent(before) + BEGINNING + textwrap.dedent(script)
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()
