"""A flow can be looked at: as a drawing in which fans fan out, in words, and in the language of Graphviz."""

from __future__ import annotations

from pathlib import Path

import pytest

from fanfold.graph.drawing import describe, dot, draw
from fanfold.graph.graph import Graph
from fanfold.graph.lint import check
from tests.graph.flow_file import graph_of_file

DRAWN = """\
start
├─  choose
│   ├─  kind 'x' or 'z': left
│   ├─  kind 'y': right
│   └─  repeat
│   ├─  again True: ↺ repeat
│   └─  again False: chosen
├─  groups
│   ├┬┬┬  foreach group_names
│   ││││  members
│   ││││  ├┬┬┬  num_parallel 3
│   ││││  ││││  work
│   ││││  └┴┴┴  join_members
│   └┴┴┴  join_groups
└─  join
end"""


@pytest.fixture(scope="module")
def graph() -> Graph:
    found = graph_of_file(Path(__file__).parent / "flows" / "many_shapes.py")
    assert check(found) is None
    return found


def test_fans_and_branches_are_drawn_beside_their_steps(graph: Graph) -> None:
    assert draw(graph) == DRAWN


def test_the_description_tells_each_step_with_its_text_and_what_follows(graph: Graph) -> None:
    text = describe(graph)
    assert text.startswith("ManyShapesFlow\n\n    Fans in branches and branches in fans.\n\n    start\n")
    assert "Step start, line 8\n    Begin.\n    => choose, groups\n" in text
    assert "=> members, foreach group_names" in text
    assert "=> by kind: 'x': left, 'y': right, 'z': left" in text
    assert "folds groups; => join" in text
    assert text.endswith("the end\n")


def test_graphviz_is_told_fans_cases_and_joins(graph: Graph) -> None:
    lines = dot(graph).splitlines()
    assert lines[0] == 'digraph "ManyShapesFlow" {'
    assert '    "groups" -> "members" [label="foreach group_names", style=bold];' in lines
    assert '    "repeat" -> "repeat" [label="again True", style=dashed];' in lines
    assert '    "join" [shape=invhouse];' in lines
    assert lines[-1] == "}"
