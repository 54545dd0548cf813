"""Namespaces: which runs the client shows. A namespace is a tag; by default it is the user's own,
``user:<name>``, and None shows all runs.
"""

from __future__ import annotations

import os
import sys

from fanfold.model.errors import NamespaceMismatchError
from fanfold.model.variables import USER_VARIABLES

_chosen: list[str | None] = []


def namespace(ns: str | None) -> str | None:
    """Show only runs with this tag from now on; None: all. Gives what `get_namespace` then gives."""
    _chosen[:] = [ns]
    return ns


def get_namespace() -> str | None:
    """The tag that runs must have to be shown; None: none."""
    if _chosen:
        return _chosen[-1]
    told = _of_running_task()
    return f"user:{user_name()}" if told is None else told or None  # an empty one is everybody's


def default_namespace() -> str | None:
    """Show one's own runs from now on (within a task: those of the run's `--namespace`)."""
    _chosen.clear()
    return get_namespace()


def user_name() -> str:
    """Who calls: the name that runs are tagged with. Whoever has no name is their number."""
    for variable in USER_VARIABLES:
        if os.environ.get(variable):
            return os.environ[variable]
    return f"uid-{os.getuid()}" if hasattr(os, "getuid") else "unknown"


def is_visible(tags: frozenset[str]) -> bool:
    """Whether a run with these tags is in the current namespace."""
    wanted = get_namespace()
    return wanted is None or wanted in tags


def mismatch(pathspec: str) -> NamespaceMismatchError:
    """The error for what exists, in another namespace."""
    return NamespaceMismatchError(
        f"{pathspec} is not in namespace {get_namespace()!r}.",
        remedy="namespace(None) shows the runs of everybody.",
    )


def _of_running_task() -> str | None:
    # Asked of `current` only where a flow is loaded anyway: the client itself needs no flow.
    module = sys.modules.get("fanfold.flow.current")
    if module is None:
        return None
    found: str | None = module.current.namespace
    return found
