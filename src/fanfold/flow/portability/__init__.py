"""What Metaflow would refuse or do otherwise, told from the source of a flow: for who writes flows here and
deploys them there. Nothing is run for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from fanfold.flow.portability import decorators, fans, joins, names
from fanfold.flow.portability.finding import Finding
from fanfold.flow.portability.source import FlowSource
from fanfold.graph.graph import Graph


def findings(flow_class: type, graph: Graph) -> list[Finding]:
    """Each line that Metaflow would refuse or run differently, by file and line."""
    source = FlowSource(flow_class, graph)
    return sorted(dict.fromkeys(_all(source)), key=lambda found: (found.file, found.line, found.what))


def _all(source: FlowSource) -> Iterator[Finding]:
    for room in (names, decorators, fans, joins):
        yield from room.findings(source)
