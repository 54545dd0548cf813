"""`merge_artifacts`: what the inputs of a join agree on becomes the join's own.

Two inputs agree on an artifact when its stored bytes are equal, or when both values have the same type and
a `==` that answers plain True. Nothing is loaded where the bytes are equal, and nothing is taken over where
anything disagrees.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fanfold.model.errors import FlowError, MergeConflictError, MissingInMergeError
from fanfold.store.codec import Entry
from fanfold.store.loading import Packs


def merge(obj: Any, inputs: Iterable[Any], *, exclude: list[str], include: list[str]) -> None:
    """Take over the artifacts of `inputs` into `obj`, a join's object."""
    task = obj._task
    if not task.is_join:
        raise FlowError(
            "merge_artifacts can only be called in a join step.",
            remedy="Call it in the step that takes inputs.",
        )
    if exclude and include:
        raise FlowError("merge_artifacts takes include or exclude, not both.")
    found, conflicts = _gather(obj, inputs, frozenset(exclude), frozenset(include))
    if conflicts:
        names = sorted(conflicts)
        raise MergeConflictError(
            f"Step *{task.step}* cannot merge {', '.join(f'*{name}*' for name in names)}: "
            "the inputs have different values.",
            names,
            remedy=f"Set self.{names[0]} yourself before merge_artifacts, or exclude it.",
        )
    missing = [name for name in include if name not in found and not _has(obj, name)]
    if missing:
        raise MissingInMergeError(
            f"Step *{task.step}* is to merge {', '.join(missing)}, which no input has.",
            missing,
            remedy="Check the names in include.",
        )
    for name, entry in found.items():
        task.take_over(name, entry)


def _gather(
    obj: Any, inputs: Iterable[Any], exclude: frozenset[str], include: frozenset[str]
) -> tuple[dict[str, Entry], set[str]]:
    found: dict[str, Entry] = {}
    conflicts: set[str] = set()
    skipped: set[str] = set()
    for each in inputs:
        task = each._task
        for name, entry in task.scope.items():
            if name in found:
                if found[name] is not entry and not agree(found[name], entry, task.packs):
                    conflicts.add(name)
            elif name not in skipped:
                wanted = name in include if include else name not in exclude
                if wanted and not _has(obj, name):
                    found[name] = entry
                else:
                    skipped.add(name)
    return found, conflicts


def _has(obj: Any, name: str) -> bool:
    return name in obj.__dict__ or name in obj._task.scope or hasattr(type(obj), name)


def agree(one: Entry, other: Entry, packs: Packs) -> bool:
    """Whether two entries hold equal values."""
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        return one == other or (one != one and other != other)  # noqa: PLR0124 - so is a NaN told
    if one == other or _same_bytes(one, other):
        return True
    return isinstance(one, tuple) and _equal(packs.load(one), packs.load(other))


def _same_bytes(one: Entry, other: Entry) -> bool:
    """Whether two stored values have the same digests."""
    if not (isinstance(one, tuple) and isinstance(other, tuple) and len(one) == 6 == len(other)):
        return False
    return one[3] == other[3] and [each[2] for each in one[5]] == [each[2] for each in other[5]]


def _equal(one: Any, other: Any) -> bool:
    if type(one) is not type(other):
        return False
    try:
        answer = one == other
    except Exception:  # noqa: BLE001 - the user's own __eq__
        return False
    return answer is True
