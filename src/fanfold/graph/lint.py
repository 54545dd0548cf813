"""Lint: whether a graph can run, before anything does."""

from __future__ import annotations

from fanfold.graph.graph import Graph
from fanfold.model.errors import LintError


def check(graph: Graph) -> LintError | None:
    """The first thing that is wrong with the flow; None if it can run."""
    return None
