"""`Metaflow()`: all flows that have runs here."""

from __future__ import annotations

from collections.abc import Iterator

from fanfold.client.flow import Flow
from fanfold.client.home import current_home
from fanfold.client.pathspec import missing_flow
from fanfold.model.errors import NotFoundError
from fanfold.store.runids import flow_names


class Metaflow:
    """The flows that have runs in the current namespace, by name: iterate, or `Metaflow()["MyFlow"]`."""

    @property
    def flows(self) -> list[Flow]:
        """Them all."""
        return list(self)

    def __iter__(self) -> Iterator[Flow]:
        flows = (Flow._at(current_home(), name) for name in _names())
        return (flow for flow in flows if flow.is_in_namespace())

    def __getitem__(self, name: str) -> Flow:
        if name not in _names():
            raise missing_flow(name, _names(), current_home())
        return Flow(name)

    def __contains__(self, name: str) -> bool:
        return any(flow.id == name for flow in self)

    def __repr__(self) -> str:
        return f"Metaflow({str(current_home())!r})"


def _names() -> list[str]:
    try:
        return [str(name) for name in flow_names(current_home())]
    except NotFoundError:  # nothing was ever run here
        return []
