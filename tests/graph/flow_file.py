"""Flow classes from files and from text, for tests that read graphs."""

from __future__ import annotations

import importlib.util
import itertools
import sys
from pathlib import Path

from fanfold.flow.decorators.policy import policies_of
from fanfold.flow.source import read_graph
from fanfold.flow.spec import FlowSpec
from fanfold.graph.graph import Graph

_numbers = itertools.count()


def flow_class(path: Path) -> type:
    """The one flow of a file, freshly imported under a name of its own."""
    name = f"flow_file_{next(_numbers)}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    own = [value for value in vars(module).values() if isinstance(value, type) and value.__module__ == name]
    return [value for value in own if issubclass(value, FlowSpec)][-1]


def graph_of_file(path: Path) -> Graph:
    """The graph of the one flow of a file, with the policies of its decorators."""
    flow = flow_class(path)
    return read_graph(flow, policies=policies_of(flow))
