"""What a run says once, before it starts: of decorators that are accepted and not honoured, and of artifacts
that cannot be seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from fanfold.flow.decorators.catalog import DECLARING
from fanfold.flow.decorators.flow_decorators import flow_decorators_of
from fanfold.flow.decorators.policy import decorators_of
from fanfold.flow.hidden_artifacts import hidden_artifacts
from fanfold.flow.steps import steps_of

if TYPE_CHECKING:
    from fanfold.flow.decorators.decorator import Decorator
    from fanfold.graph.graph import Graph


def notes_of(flow_class: type, *, with_specs: Sequence[str] = (), graph: Graph | None = None) -> list[str]:
    """One plain line for each, the flow's first, then the steps' in their order; each once."""
    extra: Sequence[Decorator] = ()
    skips: Sequence[str] = ()
    if with_specs:
        from fanfold.flow.with_specs import parse_all, skipped

        extra = parse_all(with_specs)
        skips = skipped(extra, graph)
    notes = [decorator.note() for decorator in _all_decorators(flow_class, extra)]
    hidden = hidden_artifacts(flow_class, graph) if graph is not None else []
    return list(dict.fromkeys(filter(None, [*notes, _libraries(flow_class, extra), *skips, *hidden])))


def _libraries(flow_class: type, extra: Sequence[Decorator]) -> str:
    if not any(decorator.name in DECLARING for decorator in _all_decorators(flow_class, extra)):
        return ""
    from fanfold.flow.decorators.libraries import libraries_note

    return libraries_note(flow_class, extra=extra)


def _all_decorators(flow_class: type, extra: Sequence[Decorator]) -> Iterator[Decorator]:
    yield from flow_decorators_of(flow_class)
    for function in steps_of(flow_class).values():
        yield from decorators_of(function, extra=extra)
