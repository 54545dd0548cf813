"""Chunks: what a worker is told so that it can run its tasks without ever asking."""

from __future__ import annotations

from fanfold.engine.ready import spans_of
from fanfold.engine.whereabouts import Whereabouts
from fanfold.graph.graph import Graph
from fanfold.model.names import FanId
from fanfold.model.place import Span
from fanfold.model.status import Failure
from fanfold.run.effects import Launch
from fanfold.workers.messages import Chunk, JoinBrief

HANDLED = "fanfold.model.errors.FailureHandledByCatch"


def chunk_of(
    number: int, launches: list[Launch], graph: Graph, whereabouts: Whereabouts, failure: Failure | None
) -> Chunk:
    """The chunk for launches that may share one. `failure` is what a fallback hands to `@catch`."""
    launch = launches[0]
    spans = spans_of(launches)
    fans = {span.fan: whereabouts.fan_brief(span.fan) for span in spans}
    joins = _joins(spans, whereabouts) if graph[launch.span.step].is_join else {}
    return Chunk(
        number,
        spans,
        launch.chain,
        launch.attempt,
        tuple(fans.values()),
        tuple(whereabouts.parents(span) for span in spans),
        joins,
        _fallback(launch, failure) if launch.fallback else None,
        loops=launch.loops,
    )


def _joins(spans: tuple[Span, ...], whereabouts: Whereabouts) -> dict[tuple[FanId, int], JoinBrief]:
    return {
        (span.fan, index): whereabouts.join_brief(span.task(index))
        for span in spans
        for index in range(span.first, span.stop)
    }


def _fallback(launch: Launch, failure: Failure | None) -> tuple[str, str, str]:
    attempts = launch.attempt
    last = failure.message if failure else "Its process died."
    sentence = f"Task execution failed in {attempts} {'attempt' if attempts == 1 else 'attempts'}. {last}"
    return (HANDLED, sentence, sentence)
