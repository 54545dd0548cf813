"""Artifacts on their way from Metaflow's store into a pack: their pickles go over as they are, so that none
has to be loaded, and classes that are not here do not matter until somebody reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from pickle import dumps
from typing import Any
from urllib.parse import unquote, urlsplit

from fanfold.flow.caught import CaughtError
from fanfold.imported.layout import Attempt, TheirFlow
from fanfold.imported.plain import Stub, plain, unzipped
from fanfold.model.limits import INLINE_BYTES_MAX
from fanfold.store.codec import Entry, is_immediate, store
from fanfold.store.packs import PackWriter

INTERNAL = frozenset({
    "_catch_exception", "_configs_processed", "_control_mapper_tasks", "_control_task_is_mapper_zero",
    "_current_step", "_exception", "_foreach_num_splits", "_foreach_stack", "_foreach_values", "_foreach_var",
    "_graph_info", "_iteration_stack", "_parallel_ubf_iter", "_success", "_task_ok", "_transition",
    "_unbounded_foreach",
})  # fmt: skip
"""What Metaflow keeps for itself beside the users' artifacts."""

_SCALARS = frozenset(f"<class '{name}'>" for name in ("NoneType", "bool", "int", "float", "str", "bytes"))
_INCLUDED = "metaflow.includefile.IncludedFile"
_WRAPPER = "metaflow.exception.MetaflowExceptionWrapper"


class Entries:
    """Writes each artifact once, however many tasks have it."""

    def __init__(self, flow: TheirFlow, writer: PackWriter) -> None:
        self._flow = flow
        self._writer = writer
        self._written: dict[str, Entry] = {}

    def of(
        self, attempt: Attempt, *, above: Mapping[str, str], constants: Mapping[str, str]
    ) -> dict[str, Entry]:
        """The entries of what an attempt has and the task above it has not; names that are gone, deleted."""
        shas = users(attempt.shas)
        own = {
            name: self._entry(sha, attempt.types.get(name, ""))
            for name, sha in shas.items()
            if above.get(name) != sha and constants.get(name) != sha
        }
        return own | {name: () for name in above if name not in shas}

    def _entry(self, sha: str, kind: str) -> Entry:
        if sha not in self._written:
            self._written[sha] = self._made(self._flow.pickle(sha), kind)
        return self._written[sha]

    def _made(self, data: bytes, kind: str) -> Entry:
        if kind in _SCALARS and len(data) <= INLINE_BYTES_MAX:
            value = plain(data)
            if is_immediate(value):
                return value  # type: ignore[no-any-return]
        if "metaflow." in kind:
            data = translated(data, self._flow.path.parent)
        if len(data) <= INLINE_BYTES_MAX:
            return (data,)
        return store(data, [], kind.removeprefix("<class '").removesuffix("'>") or "object", self._writer)


def users(shas: Mapping[str, str]) -> dict[str, str]:
    """Without what Metaflow keeps for itself."""
    return {name: sha for name, sha in shas.items() if name not in INTERNAL}


def translated(data: bytes, folder: Path) -> bytes:
    """An included file as its text or bytes, a caught exception as ours; anything else as it is."""
    found = plain(data)
    kind = getattr(found, "class_name", "") if isinstance(found, Stub) else ""
    if kind == _WRAPPER:
        return dumps(caught(found), 5)
    if kind == _INCLUDED:
        return dumps(_contents(found, folder), 5)
    return data


def caught(found: Any) -> CaughtError:
    """What Metaflow kept of an exception."""
    state = getattr(found, "state", {})
    return CaughtError(*(str(state.get(name) or "") for name in ("type", "exception", "stacktrace")))


def _contents(found: Stub, folder: Path) -> str | bytes | None:
    """The file lies in the `.metaflow` folder; that may have been moved since its place was written down."""
    told = found.state.get("_descriptor") or (found.arguments or ({},))[0]
    place = Path(unquote(urlsplit(str(told.get("url", ""))).path))
    moved = (
        folder.joinpath(*place.parts[place.parts.index(".metaflow") + 1 :])
        if ".metaflow" in place.parts
        else place
    )
    path = moved if moved.is_file() else place
    if not path.is_file():
        return None
    data = unzipped(path.read_bytes())
    return data.decode(told.get("encoding") or "utf-8") if told.get("is_text", True) else data
