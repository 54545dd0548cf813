"""The graph is read from the text of a flow, whatever stands around its steps."""

from __future__ import annotations

import ast
import linecache
import textwrap
from pathlib import Path

import pytest

from fanfold.flow.source import plain_doc, read_graph
from fanfold.flow.source_next import Following, following
from fanfold.flow.spec import FlowSpec
from fanfold.graph.graph import Graph, NodeType
from fanfold.graph.lint import check
from fanfold.model.names import StepName
from fanfold.model.policy import StepPolicy
from tests.graph.flow_file import flow_class, graph_of_file

DECORATED = Path(__file__).parent / "flows" / "plain_decorators.py"


@pytest.fixture(scope="module")
def decorated() -> Graph:
    return graph_of_file(DECORATED)


def test_inherited_steps_and_those_of_mixins_belong_to_the_flow(decorated: Graph) -> None:
    assert check(decorated) is None
    assert set(decorated.nodes) == {"start", "greet", "work", "hidden", "join", "end"}


def test_plain_decorators_do_not_hide_what_a_step_says(decorated: Graph) -> None:
    for name in ("start", "work", "hidden"):
        node = decorated[StepName(name)]
        assert node.type is NodeType.LINEAR
        assert _text(DECORATED, node.line).startswith(f"def {name}(")
        assert ".next(" in _text(DECORATED, node.next_line)


def test_a_step_may_call_its_object_as_it_likes(decorated: Graph) -> None:
    assert decorated[StepName("work")].out_steps == ("hidden",)


def test_docs_decorators_and_policies_come_along(decorated: Graph) -> None:
    assert decorated.doc == "Plain decorators above and below @step, and a mixin."
    assert decorated[StepName("greet")].doc == 'Say hello.\n\nPolitely:\n    "Hello."'
    assert decorated[StepName("work")].decorators == ("retry",)
    assert decorated[StepName("work")].policy.retries == 3


def test_the_flow_has_a_file_and_a_line(decorated: Graph) -> None:
    assert decorated.file == str(DECORATED)
    assert _text(DECORATED, decorated.line).startswith("class PlainDecoratorsFlow")


def test_methods_that_are_no_steps_are_known(decorated: Graph) -> None:
    assert decorated.methods == ("not_a_step",)


def test_without_policies_each_step_has_the_plain_one() -> None:
    assert all(node.policy == StepPolicy() for node in read_graph(flow_class(DECORATED)).nodes.values())


def test_a_class_inside_a_function_and_inside_an_if_is_found(tmp_path: Path) -> None:
    graph = _graph(
        tmp_path,
        """
        from fanfold import FlowSpec, step

        def make():
            if True:
                class HiddenFlow(FlowSpec):
                    @step
                    def start(self):
                        self.next(self.end)
                    @step
                    def end(self):
                        pass
            return HiddenFlow

        Flow = make()
        """,
    )
    assert graph.line == 6
    assert graph[StepName("start")].next_line == 9


def test_marked_steps_are_the_first_and_the_last(tmp_path: Path) -> None:
    graph = _graph(
        tmp_path,
        """
        from fanfold import FlowSpec, step

        class MarkedFlow(FlowSpec):
            @step(start=True)
            def load(self):
                self.next(self.save)
            @step(end=True)
            def save(self):
                pass
        """,
    )
    assert (graph.start, graph.end) == ("load", "save")
    assert graph[StepName("save")].type is NodeType.END
    assert check(graph) is None


def test_a_file_with_another_encoding_is_read_as_python_reads_it(tmp_path: Path) -> None:
    text = """\
# -*- coding: latin-1 -*-
from fanfold import FlowSpec, step


class UmlautFlow(FlowSpec):
    @step
    def start(self):
        self.gr\u00f6\u00dfe = "\u00fc"
        self.next(self.end)

    @step
    def end(self):
        pass
"""
    path = tmp_path / "ümläut flow.py"
    path.write_bytes(text.encode("latin-1"))
    assert graph_of_file(path)[StepName("start")].out_steps == ("end",)


def test_a_notebook_cell_is_read_from_where_notebooks_keep_it() -> None:
    cell = "<cell 1>"
    text = textwrap.dedent(
        """\
        from fanfold import FlowSpec, step

        class CellFlow(FlowSpec):
            @step
            def start(self):
                self.next(self.end)
            @step
            def end(self):
                pass
        """
    )
    linecache.cache[cell] = (len(text), None, text.splitlines(keepends=True), cell)
    try:
        scope: dict[str, type] = {"__name__": "a_cell"}  # type: ignore[dict-item]
        exec(compile(text, cell, "exec"), scope)
        graph = read_graph(scope["CellFlow"])
    finally:
        del linecache.cache[cell]
    assert graph[StepName("start")].out_steps == ("end",)
    assert graph[StepName("start")].file == cell
    assert (graph.file, graph.line) == (cell, 3)


def test_a_file_that_changed_after_it_was_imported_is_not_read_wrongly(tmp_path: Path) -> None:
    path = tmp_path / "flow.py"
    path.write_text(
        "from fanfold import FlowSpec, step\n\nclass F(FlowSpec):\n"
        "    @step\n    def start(self):\n        self.next(self.end)\n"
        "    @step\n    def end(self):\n        pass\n"
    )
    flow = flow_class(path)
    path.write_text("this is no Python at all (\n")
    error = check(read_graph(flow))
    assert error is not None
    assert error.rule == "readable_source"


def test_a_flow_without_steps_has_an_empty_graph() -> None:
    class Empty(FlowSpec):
        pass

    assert read_graph(Empty).nodes == {}


def test_docs_lose_the_indentation_of_their_source() -> None:
    assert plain_doc("One.\n\n        Two:\n            three\n        ") == "One.\n\nTwo:\n    three"
    assert plain_doc(None) == ""


@pytest.mark.parametrize(
    ("written", "type_", "targets"),
    [
        ("self.next(self.a)", NodeType.LINEAR, ("a",)),
        ("self.next(self.a, self.b, self.c)", NodeType.SPLIT, ("a", "b", "c")),
        ("self.next(self.a, foreach='xs')", NodeType.FOREACH, ("a",)),
        ("self.next(self.a, foreach=name, allow_empty=True, key='id')", NodeType.FOREACH, ("a",)),
        ("self.next(self.a, num_parallel=4)", NodeType.PARALLEL, ("a",)),
        ("self.next(self.a, num_parallel=self.n)", NodeType.PARALLEL, ("a",)),
        ("self.next({'x': self.a, 'y': self.b, 'z': self.a}, condition='k')", NodeType.SWITCH, ("a", "b")),
        (
            "self.next({-1: self.a, None: self.b, self.cfg.mode: self.c}, condition='k')",
            NodeType.SWITCH,
            ("a", "b", "c"),
        ),
    ],
)
def test_each_legal_form_is_read(written: str, type_: NodeType, targets: tuple[str, ...]) -> None:
    found = _following(written)
    assert (found.type, found.out_steps, found.problem) == (type_, targets, "")
    assert (found.next_count, found.tail_is_next) == (1, True)


def test_what_the_forms_carry_is_kept() -> None:
    assert _following("self.next(self.a, foreach='xs')").foreach_var == "xs"
    assert _following("self.next(self.a, foreach=name)").foreach_var is None
    assert _following("self.next(self.a, num_parallel=4)").parallel_width == 4
    assert _following("self.next(self.a, num_parallel=self.n)").parallel_width is None
    switch = _following("self.next({-1: self.a, self.cfg.mode: self.b}, condition='k')")
    assert switch.condition == "k"
    assert switch.switch_cases == ((-1, "a"), ("self.cfg.mode", "b"))


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("self.next()", "names no step"),
        ("self.next(self.a())", "without the parentheses: self.a."),
        ("self.next(a)", "write self.a."),
        ("self.next('a')", "write self.a."),
        ("self.next(self.a.b)", "steps are written self.name"),
        ("self.next(*targets)", "*targets is no step"),
        ("self.next(self.a, self.a)", "self.a is named twice"),
        ("self.next(self.a, self.b, foreach='xs')", "exactly one step, not to 2 (a, b)"),
        ("self.next(self.a, self.b, num_parallel=2)", "exactly one step, not to 2 (a, b)"),
        ("self.next(self.a, foreach=[1, 2])", "self.items = [1, 2] and then foreach='items'"),
        ("self.next(self.a, foreach='xs', num_parallel=2)", "one of foreach= and num_parallel=, not both"),
        ("self.next(self.a, forech='xs')", "knows no forech="),
        ("self.next(self.a, **more)", "hides what follows"),
        ("self.next(self.a, allow_empty=True)", "allow_empty= belongs to foreach="),
        ("self.next({'x': self.a, 'y': self.b}, condition=self.kind)", "as a string"),
        ("self.next({'x': self.a, 'y': 'b'}, condition='k')", "write self.b."),
        ("self.next({kind: self.a, 'y': self.b}, condition='k')", "kind is no key of a switch"),
        ("self.next({'x': self.a, **more}, condition='k')", "** hides cases"),
        ("self.next(cases, condition='k')", "written out, not cases"),
        ("self.next({'x': self.a}, self.b, condition='k')", "one dictionary of its cases"),
        ("self.next({'x': self.a, 'y': self.b}, foreach='xs')", "takes condition=, and no foreach="),
    ],
)
def test_a_form_that_is_none_is_put_in_words(written: str, told: str) -> None:
    found = _following(written)
    assert found.type is NodeType.UNKNOWN
    assert told in found.problem


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("if x:\n    self.next(self.a)", "inside the if of line 2"),
        ("try:\n    self.next(self.a)\nfinally:\n    pass", "inside the try of line 2"),
        ("with x:\n    self.next(self.a)", "inside the with of line 2"),
        ("match x:\n    case 1:\n        self.next(self.a)", "inside the match of line 2"),
        ("def go():\n    self.next(self.a)\ngo()", "inside the function of line 2"),
        ("self.next(self.a)\nprint()", "line 3 comes after it"),
        ("return self.next(self.a)", "without the return"),
        ("x = self.next(self.a)", "stands alone"),
    ],
)
def test_a_next_that_is_not_the_last_statement_is_put_in_words(written: str, told: str) -> None:
    found = _following(written)
    assert found.type is NodeType.UNKNOWN
    assert not found.tail_is_next
    assert found.next_count == 1
    assert told in found.problem


def test_a_step_that_ends_by_raising_is_told_so() -> None:
    found = _following("raise NotImplementedError")
    assert found.next_count == 0
    assert "raising an error on line 2" in found.problem


def test_all_calls_are_counted_and_those_of_others_are_not() -> None:
    assert _following("self.next(self.a)\nself.next(self.b)").next_count == 2
    inner = "class Turns:\n    def __next__(self):\n        return self.next()\nself.next(self.a)"
    assert _following(inner).next_count == 1
    assert _following("other.next(self.b)\nself.next(self.a)").next_count == 1


def _following(body: str) -> Following:
    text = "def work(self):\n" + textwrap.indent(body, "    ")
    function = ast.parse(text).body[0]
    assert isinstance(function, ast.FunctionDef)
    return following(function)


def _graph(tmp_path: Path, text: str) -> Graph:
    path = tmp_path / "flow.py"
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return graph_of_file(path)


def _text(path: Path, line: int) -> str:
    return path.read_text(encoding="utf-8").splitlines()[line - 1].strip()
