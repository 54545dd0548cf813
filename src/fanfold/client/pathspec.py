"""Pathspecs, `Flow/run/step/task/artifact`: names of what the client shows, and the errors for names that
are wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fanfold.model.errors import InvalidPathspecError, NotFoundError

LEVELS = ("Flow", "Run", "Step", "Task", "DataArtifact")
_FORMS = ("Flow", "Flow/run", "Flow/run/step", "Flow/run/step/task", "Flow/run/step/task/artifact")


class MissingError(NotFoundError, KeyError):
    """What is asked for by name is not there. A KeyError too, since `run["step"]` reads like a mapping."""


def parts(pathspec: str, level: int) -> list[str]:
    """The names in the pathspec of an object of this level (1 for a flow). A task may be named by its item's
    key, which may hold slashes itself.

    Raises:
        InvalidPathspecError: it has too few names, or too many.
    """
    names = pathspec.split("/", min(level, 4) - 1)
    if level == len(LEVELS):
        names[3:] = names[-1].rsplit("/", 1)
    too_many = level < 4 and "/" in names[-1]
    if len(names) != level or too_many or not all(names):
        raise InvalidPathspecError(
            f"{pathspec!r} names no {LEVELS[level - 1]}.", remedy=f"Write {_FORMS[level - 1]}."
        )
    return names


def missing(kind: str, name: str, known: Iterable[str], searched: str) -> MissingError:
    """The error for a name that is not there: where it was looked for, and which names come near."""
    from difflib import get_close_matches

    names = [str(each) for each in known]
    near = get_close_matches(name, names, n=3)
    if near:
        remedy = f"Did you mean {' or '.join(near)}?"
    elif names:
        remedy = f"There are: {', '.join(names[:10])}{', …' if len(names) > 10 else ''}."
    else:
        remedy = "There is none yet."
    return MissingError(f"There is no {kind} named {name!r} in {searched}.", remedy=remedy)


def missing_flow(name: str, known: Iterable[str], home: Path) -> MissingError:
    """The error for a flow without runs; says how to get those that Metaflow recorded, if there are any."""
    error = missing("flow", name, known, str(home))
    error.remedy += theirs(name)
    return error


def theirs(flow: str) -> str:
    """How to get runs that Metaflow recorded of this flow, if there are any here or further up."""
    for folder in (Path.cwd(), *Path.cwd().parents):
        found = folder / ".metaflow"
        if (found / flow).is_dir():
            return f" Metaflow recorded runs of it in {found}: fanfold import {found} {flow}"
    return ""
