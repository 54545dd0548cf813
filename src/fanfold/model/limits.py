"""Limits and thresholds, each with its unit and its reason."""

from __future__ import annotations

ISOLATED_TASKS_MAX = 100
"""A step whose tasks in this run number no more than this gets a process for each: the reference's default
cap of
100 splits, so whatever runs there by default is isolated here as it is there."""

WORKERS_MAX = 16
"""How far the pool grows while its items mostly wait: the reference's default `--max-workers`."""

INLINE_BYTES_MAX = 2048
"""An artifact whose pickle is no longer than this lies in its task's record; larger ones beside it in the
pack.
"""

SCOPE_DEPTH_MAX = 16
"""After so many records in a row that inherit from one another, one is written that names everything it
inherits.
"""

STEP_DEATHS_MAX = 3
"""So many deaths of fresh processes on a step's first item end the run."""

KEY_CHARS_MAX = 30
"""Length of an item's name where it comes from `repr`, as in the reference."""

KEY_TEXT_CHARS_MAX = 200
"""The same of an item that is a text: a path or an address as it is, and the beginning of a document."""

GRACE_SECONDS = 5.0
"""How long running tasks get to end after a failure or an interrupt, as in the reference."""
