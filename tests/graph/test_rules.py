"""Each lint rule finds its bad flow, at the line that is wrong, and leaves its good flow alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fanfold.graph.graph import Graph, Node, NodeType
from fanfold.graph.lint import RULES, check, rule_name
from fanfold.graph.matching import matched
from fanfold.model.errors import LintError
from fanfold.model.names import FlowName, StepName
from tests.graph.flow_file import graph_of_file

FLOWS = Path(__file__).parent / "flows"
PAGES = Path(__file__).resolve().parents[2] / "docs" / "lint"
NAMES = [rule_name(rule) for rule in RULES]

# What a reader has to learn from each: the fault, and the way out in their own names.
SAID = {
    "readable_source": ("source of step *start* cannot be read", "exec()"),
    "reserved_name": ("cannot be called *input*", "input_step"),
    "start_and_end": ("has no step *start*", "@step(start=True)"),
    "marked_and_named": ("*load* is marked with start=True", "plain @step above load"),
    "start_is_first": ("*improve* leads back to *start*", 'condition="verdict"'),
    "end_is_last": ("takes inputs", "def join(self, inputs): … self.next(self.end)"),
    "step_name": ("cannot be called *trainModel*", "train_model"),
    "step_arguments": ("*scale* takes 3 arguments", "def scale(self, inputs):"),
    "missing_next": ("*start* is missing a self.next()", "self.next(self.end)"),
    "next_last": ("inside the if of line 8", '{"x": self.high, "y": self.low}'),
    "next_form": ("exactly one step, not to 2 (square, cube)", 'self.next(self.square, foreach="items")'),
    "one_next": ("calls self.next() 2 times", "self.next(self.count, self.measure)"),
    "switch_cases": ("no condition=", '{"x": self.quick, "y": self.thorough}'),
    "join_that_splits": ("both a join (it takes inputs) and a foreach", "self.next(self.after_join)"),
    "unknown_step": ("*proces*, an unknown step", "Did you mean self.process?"),
    "loop": ("train -> judge -> train", "switch to itself"),
    "orphan": ("*clean* is unreachable", "self.next(self.clean)"),
    "foreach_into_join": ("straight into the join *join*", 'self.next(self.work, foreach="words")'),
    "switch_into_join": ("straight into the join *join*", "def skip(self): self.next(self.join)"),
    "joined_twice": ("*fold_counts* and *fold_measures*", "lead to fold_counts"),
    "join_without_split": ("no split is open when *start*", "def collect(self): without inputs"),
    "unrelated_branches": ("from *length* the split of *measure*", "self.next(self.join_measure) in length"),
    "unjoined_split": ("the foreach of step *start* is still open", "self.next(self.join)"),
    "catch_place": ("@catch cannot stand above step *start*", "a step of its own before it"),
    "tolerate_place": (
        "above step *start*, which is not inside a foreach",
        "between the foreach and its join",
    ),
    "cache_place": ("@cache cannot stand above step *join*: a join's inputs", "a step behind it"),
    "limit_place": ("*train*, a node of the num_parallel of *start*", "Start fewer nodes in *start*"),
    "limit_pool": ("*start* and *fetch* give the pool 'api' different limits", '@limit(pool="api")'),
    "parallel_place": ("leads to the @parallel step *train*", "self.next(self.train, num_parallel=4)"),
    "parallel_join": ("*train* is followed by *score*", "self.next(self.join)"),
}


def test_each_rule_is_tested_here() -> None:
    assert set(NAMES) == set(SAID)


@pytest.mark.parametrize("rule", NAMES)
def test_a_bad_flow_is_refused_at_its_line_with_what_to_write_instead(rule: str) -> None:
    path = FLOWS / f"{rule}_bad.py"
    error = check(graph_of_file(path))
    assert error is not None
    message, remedy = SAID[rule]
    assert error.rule == rule
    assert message in error.message
    assert remedy in error.remedy
    assert error.file == str(path)
    assert error.line == _marked_line(path)


@pytest.mark.parametrize("rule", NAMES)
def test_a_good_flow_is_accepted(rule: str) -> None:
    assert check(graph_of_file(FLOWS / f"{rule}_good.py")) is None


@pytest.mark.parametrize("rule", NAMES)
def test_a_page_shows_the_flows_that_are_tested(rule: str) -> None:
    page = (PAGES / f"{rule}.md").read_text(encoding="utf-8")
    shown = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert shown == [_class_text(FLOWS / f"{rule}_{kind}.py") for kind in ("bad", "good")]


def test_the_index_lists_all_pages_in_the_order_of_the_rules() -> None:
    index = (PAGES / "index.md").read_text(encoding="utf-8")
    assert re.findall(r"\((\w+)\.md\)", index) == NAMES


# Where one rule speaks of several faults, the flows hold one of them, and the others stand here.


def test_a_flow_without_steps_says_how_steps_are_written() -> None:
    assert _error(_graph([])).rule == "start_and_end"


def test_a_missing_end_names_the_step_that_may_be_meant() -> None:
    error = _error(_graph([_step("start", "edn"), _step("edn")], end=None))
    assert error.rule == "start_and_end"
    assert "*edn*" in error.remedy


def test_a_flow_of_one_step_needs_no_certain_name() -> None:
    only = Node(StepName("only"), NodeType.END)
    assert check(_graph([only], start="only", end="only")) is None


def test_one_step_that_leads_on_is_told_that_the_end_is_missing() -> None:
    start = Node(StepName("start"), NodeType.END, (StepName("finish"),), next_count=1)
    error = _error(_graph([start], end="start"))
    assert error.rule == "start_and_end"
    assert "no step *end*" in error.message


def test_two_marked_ends_are_one_too_many() -> None:
    nodes = [_step("start", "done"), _step("done"), _step("over")]
    graph = _graph(nodes, end="done", ends_marked=(StepName("done"), StepName("over")))
    assert "*done* and *over* are all marked with end=True" in _error(graph).message


def test_an_end_that_goes_on_is_refused() -> None:
    end = Node(StepName("end"), NodeType.END, (StepName("start"),), next_count=1)
    assert _error(_graph([_step("start", "end"), end])).rule == "end_is_last"


def test_a_first_step_cannot_be_a_join() -> None:
    start = Node(StepName("start"), NodeType.LINEAR, (StepName("end"),), is_join=True, args_count=2)
    error = _error(_graph([start, _step("end")]))
    assert error.rule == "join_without_split"
    assert "first step" in error.message


def test_a_switch_with_one_case_is_told_to_do_without() -> None:
    start = _switch("start", ("a", "end"))
    assert "only one case" in _error(_graph([start, _step("end")])).message


def test_a_case_that_is_there_twice_is_refused() -> None:
    start = _switch("start", (1, "a"), (True, "end"))
    assert "two cases for True" in _error(_graph([start, _step("a", "end"), _step("end")])).message


def test_a_method_without_the_decorator_is_told_to_be_made_a_step() -> None:
    graph = _graph([_step("start", "work"), _step("end")], methods=("work",))
    assert _error(graph).remedy == "There is a method work: write @step above it to make it a step."


def test_an_unknown_step_that_resembles_none_lists_the_steps() -> None:
    assert "start, end" in _error(_graph([_step("start", "quux"), _step("end")])).remedy


def test_a_step_that_leads_to_itself_is_a_loop_unless_it_is_a_switch() -> None:
    error = _error(_graph([_step("start", "a"), _step("a", "a"), _step("end")]))
    assert error.rule == "loop"
    assert "a -> a" in error.message
    again = _switch("a", (True, "a"), (False, "end"))
    assert check(_graph([_step("start", "a"), again, _step("end")])) is None


def test_static_branches_that_meet_in_a_plain_step_are_told_to_make_it_a_join() -> None:
    start = Node(StepName("start"), NodeType.SPLIT, (StepName("a"), StepName("b")))
    error = _error(_graph([start, _step("a", "c"), _step("b", "c"), _step("c", "end"), _step("end")]))
    assert error.rule == "unrelated_branches"
    assert error.remedy == "Make it a join: def c(self, inputs):."


def _graph(
    nodes: list[Node],
    *,
    start: str = "start",
    end: str | None = "end",
    ends_marked: tuple[StepName, ...] = (),
    methods: tuple[str, ...] = (),
) -> Graph:
    by_name = {node.name: node for node in nodes}
    first = StepName(start) if StepName(start) in by_name else None
    last = StepName(end) if end is not None and StepName(end) in by_name else None
    flow = FlowName("TestFlow")
    return matched(Graph(flow, by_name, first, last, ends_marked=ends_marked, methods=methods))


def _step(name: str, target: str | None = None) -> Node:
    """A linear step; the end, if it leads nowhere."""
    if target is None:
        return Node(StepName(name), NodeType.END)
    return Node(StepName(name), NodeType.LINEAR, (StepName(target),), next_count=1)


def _switch(name: str, *cases: tuple[object, str]) -> Node:
    targets = tuple(dict.fromkeys(StepName(target) for _, target in cases))
    written = tuple((key, StepName(target)) for key, target in cases)
    return Node(StepName(name), NodeType.SWITCH, targets, condition="kind", switch_cases=written)


def _error(graph: Graph) -> LintError:
    error = check(graph)
    assert error is not None
    return error


def _marked_line(path: Path) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.endswith("# wrong"))


def _class_text(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return text[text.index("class ") :]
