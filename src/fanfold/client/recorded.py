"""What all objects of the client have in common: a place in the tree of flows, runs, steps, tasks and
artifacts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

from fanfold.client.home import current_home
from fanfold.client.namespaces import is_visible, mismatch
from fanfold.client.opened import OpenRun, open_run
from fanfold.client.pathspec import missing_flow, parts, theirs
from fanfold.model.errors import NotFoundError
from fanfold.model.names import FlowName, RunId
from fanfold.store.folder import RunFolder
from fanfold.store.runids import find_run, flow_names

COMPLETIONS_MAX = 100

Child = TypeVar("Child", bound="Recorded[Any]")


def _home_for(flow: str) -> Path:
    """Where to look. Where nothing was ever run, there may be runs of Metaflow's."""
    try:
        return current_home()
    except NotFoundError as error:
        error.remedy += theirs(flow)
        raise


class Recorded(Generic[Child]):
    """A flow, run, step, task or artifact that was recorded. `X(pathspec)` finds it.

    Args:
        pathspec: its name from the flow on, such as ``Flow/run/step/task``.
        attempt: of a task or an artifact: which attempt; the last one if not given.

    Raises:
        NotFoundError: there is no such thing, or it is in another namespace.
    """

    level: ClassVar[int]

    def __init__(self, pathspec: str, attempt: int | None = None, _namespace_check: bool = True) -> None:
        names = parts(pathspec, self.level)
        self._find(_home_for(names[0]), names, attempt)
        if _namespace_check and not self.is_in_namespace():
            raise mismatch(pathspec)

    def _find(self, home: Path, names: list[str], attempt: int | None) -> None:
        raise NotImplementedError

    @property
    def id(self) -> str:
        """Its own name: the last part of the pathspec."""
        return self.path_components[-1]

    @property
    def path_components(self) -> list[str]:
        """The names from the flow on."""
        raise NotImplementedError

    @property
    def pathspec(self) -> str:
        """`Flow/run/step/task/artifact`, as far as it goes."""
        return "/".join(self.path_components)

    @property
    def tags(self) -> frozenset[str]:
        """The tags of its run: the users' and the system's."""
        return self.user_tags | self.system_tags

    @property
    def user_tags(self) -> frozenset[str]:
        """The tags that people gave to its run."""
        raise NotImplementedError

    @property
    def system_tags(self) -> frozenset[str]:
        """The tags that its run got by itself: who ran it, with which Python."""
        raise NotImplementedError

    def is_in_namespace(self) -> bool:
        """Whether the current namespace shows it."""
        return is_visible(self.tags)

    def _children(self) -> Iterator[Child]:
        raise NotImplementedError

    def _child(self, name: str) -> Child:
        raise NotImplementedError

    def __iter__(self) -> Iterator[Child]:
        return self._children()

    def __getitem__(self, name: str | int) -> Child:
        return self._child(str(name))

    def _ipython_key_completions_(self) -> list[str]:
        """What a notebook offers after `[`: the first of them."""
        return [child.id for child in islice(self._children(), COMPLETIONS_MAX)]

    def __contains__(self, name: str | int) -> bool:
        try:
            self._child(str(name))
        except NotFoundError:
            return False
        return True

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.pathspec!r})"

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._state() == other._state()

    def __hash__(self) -> int:
        return hash(self.pathspec)

    def _state(self) -> tuple[str, str, int | None]:
        """From what another process finds it again: the home, the pathspec, the attempt."""
        raise NotImplementedError

    def __reduce__(self) -> tuple[object, ...]:
        return (_again, (type(self), *self._state()))


def _again(kind: type[Recorded[Any]], home: str, pathspec: str, attempt: int | None) -> Recorded[Any]:
    """The object that was pickled. Its namespace was looked at when it was found first."""
    found = kind.__new__(kind)
    place = Path(home)
    found._find(place if place.is_dir() else current_home(), parts(pathspec, kind.level), attempt)
    return found


class OfRun(Recorded[Child]):
    """What belongs to one run."""

    _run: OpenRun

    @property
    def user_tags(self) -> frozenset[str]:
        """The tags that people gave to its run."""
        return frozenset(self._run.record().tags)

    @property
    def system_tags(self) -> frozenset[str]:
        """The tags that its run got by itself: who ran it, with which Python."""
        return frozenset(self._run.record().system_tags)

    @property
    def origin_pathspec(self) -> str | None:
        """The same thing in the run that this one resumed; None if it resumed none."""
        origin = self._run.record().origin_run_id
        if origin is None:
            return None
        flow, _, *rest = self.path_components
        return "/".join([flow, origin, *rest])

    def _state(self) -> tuple[str, str, int | None]:
        return (str(self._run.home), self.pathspec, None)


def found_run(home: Path, flow: str, run_id: str) -> OpenRun:
    """A run by its names.

    Raises:
        NotFoundError: there is no such flow or run.
    """
    try:
        folder: RunFolder = find_run(home, FlowName(flow), RunId(run_id))
    except NotFoundError as error:
        known = flow_names(home)
        if flow in known:
            raise
        raise missing_flow(flow, known, home) from error
    return open_run(folder)


def time_of(seconds: float | None) -> datetime | None:
    """A moment as people of this place write it: without a zone, in local time, as Metaflow's client does."""
    return datetime.fromtimestamp(seconds) if seconds else None
