"""`run_step`: one step by itself, in the test's own process."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from fanfold.cards.task_cards import Desk, TaskCards
from fanfold.engine.driver import checked_graph
from fanfold.engine.options import RunOptions
from fanfold.flow.constants import constants_of, install
from fanfold.flow.current import TaskInfo, current
from fanfold.flow.parameters import parameters_of, resolve
from fanfold.flow.task import TaskState
from fanfold.flow.user import user_name
from fanfold.graph.graph import Graph, Node
from fanfold.graph.plain import as_plain
from fanfold.model.errors import UsageError
from fanfold.model.names import StepName
from fanfold.store.folder import RunFolder
from fanfold.store.location import Location
from fanfold.testing.flow_of_step import flow_of
from fanfold.testing.given_inputs import GivenInput
from fanfold.testing.stage import Stage
from fanfold.testing.step_result import Next, StepResult
from fanfold.workers.attempt import StepCode, collect
from fanfold.workers.changes import Changes

Given = StepResult | Mapping[str, Any] | object
"""An input of a join: what `run_step` gave, or artifacts by name, or an object with attributes."""

_NOT_GIVEN: Any = object()


def run_step(
    step: Callable[..., Any],
    /,
    *,
    input: Any = _NOT_GIVEN,
    index: int = 0,
    artifacts: Mapping[str, Any] | None = None,
    parameters: Mapping[str, Any] | None = None,
    inputs: Sequence[Given] | Mapping[str, Given] | None = None,
    flow: type[Any] | None = None,
) -> StepResult:
    """Run one step as one attempt of one task, in this process, and give what it left. Nothing is recorded.

    The step gets copies of what it is given, and what it leaves has to be picklable, as in a run. `@retry`
    does nothing here; `@timeout`, `@environment` and `@catch` do what they do.

    Args:
        step: the step, `Sweep.work`.
        input: the item, for a step that a foreach leads to; `index` is its index.
        artifacts: what the steps before it have set, by name. What cannot be pickled, such as a mock, is
            given as it is.
        parameters: values of parameters, by name; the others have their defaults.
        inputs: for a join: what its parents left, in order, each as a result of `run_step`, a dictionary, or
            an object with attributes. A dictionary of these names the steps that they come from.
        flow: the flow, where several have this step.

    Raises:
        UsageError: no step, inputs for a step that takes none, or none for a join.
        LintError: the flow is not sound.
    """
    flow_class = flow_of(step, flow)
    graph = checked_graph(flow_class, RunOptions())
    node = graph[StepName(step.__name__)]
    _check_inputs(node, inputs)
    constants = {**constants_of(flow_class), **_parameters(flow_class, parameters or {})}
    install(flow_class)
    items = None if input is _NOT_GIVEN else [None] * index + [input]
    with tempfile.TemporaryDirectory(prefix="fanfold-step-") as folder, _kept_current():
        stage = Stage(Path(folder), flow_class, constants)
        try:
            obj = stage.task(node.name, artifacts or {}, stage.fan(items), index)
            given = None if inputs is None else stage.inputs(_given(node, inputs))
            attempt = _Attempt(stage, flow_class, graph, node, constants)
            return attempt.run(obj, given)
        finally:
            stage.close()


class _Attempt:
    """The one attempt."""

    def __init__(
        self, stage: Stage, flow_class: type[Any], graph: Graph, node: Node, constants: Mapping[str, Any]
    ) -> None:
        self._stage = stage
        self._node = node
        self._constants = constants
        self._code = StepCode(flow_class, graph, node.name)
        self._info = TaskInfo(
            flow_name=flow_class.__name__,
            run_id="0",
            username=user_name(),
            parameter_names=tuple(parameters_of(flow_class)),
            graph_info=as_plain(graph),
        )
        self._error: BaseException | None = None

    def run(self, obj: Any, inputs: Any) -> StepResult:
        """Run it, and gather what it left."""
        state: TaskState = obj._task
        live = dict(obj.__dict__)
        self._code.function = self._watched(self._code.function, live)
        state.is_join = inputs is not None
        scope = {} if state.is_join else state.scope
        self._info.begin(self._node.name, (), state.index, 0, 0)
        self._info.cards = self._cards(obj, state) if self._code.cards else None
        current._begin(self._info)
        out, err, changes = StringIO(), StringIO(), Changes(self._stage.packs)
        last = self._code.attempts_max - 1  # when `@catch` takes over
        with redirect_stdout(out), redirect_stderr(err), _environment(self._node):
            _, _, _, entries, transition, failure = self._code.run(
                obj, state, inputs, last, changes, self._stage.writer
            )
        if failure is not None and self._error is None:
            self._error = self._afterwards(obj, state, changes)
        stored = {name: entry for name, entry in {**scope, **entries}.items() if entry != ()}
        return StepResult(
            self._node.name,
            {**live, **{name: self._stage.packs.load(entry) for name, entry in stored.items()}},
            self._constants,
            next=Next() if transition is None else self._next(transition),
            error=self._error,
            output=(out.getvalue(), err.getvalue()),
            item=(state.input(), state.index),
        )

    def _cards(self, obj: Any, state: TaskState) -> TaskCards:
        """What `current.card` puts things on. Nobody looks at it."""
        code, stage = self._code, self._stage
        desk = Desk(
            code.function,
            code.cards,
            None,
            self._info,
            RunFolder(stage.packs.folder),
            Location("", 0, 0),
            stage.packs,
            stage.writer,
            lambda: None,
            lambda sentences: None,
        )
        return TaskCards(desk, obj, state)

    def _watched(self, function: Callable[..., Any], live: dict[str, Any]) -> Callable[..., Any]:
        """The step's function, which keeps what it raises, and takes what was only lent out of the object."""

        def watched(obj: Any, *inputs: Any) -> Any:
            try:
                return function(obj, *inputs)
            except BaseException as error:
                self._error = error
                raise
            finally:
                for name, value in live.items():
                    if obj.__dict__.get(name) is value:
                        del obj.__dict__[name]

        return watched

    def _afterwards(self, obj: Any, state: TaskState, changes: Changes) -> BaseException | None:
        """What was wrong with what the step left, though it raised nothing itself."""
        try:
            self._code._check(state.transition)
            collect(obj, state, changes, self._stage.writer)
        except Exception as error:  # noqa: BLE001 - it is what is asked for
            return error
        return None

    def _next(self, transition: Any) -> Next:
        items = None
        if transition.items is not None:
            reader = self._stage.items(transition.items)
            items = [reader.item(number) for number in range(transition.width)]
        return Next(transition.targets, items, transition.width, transition.case)


def _parameters(flow_class: type[Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the parameters. One that is required and was not given is missed when it is asked for."""
    return resolve(flow_class, given, user_name=user_name(), lenient=True)


def _check_inputs(node: Node, inputs: object) -> None:
    if node.is_join and inputs is None:
        raise UsageError(
            f"{node.name} is a join.",
            remedy=f"Give it what its parents left: run_step(…{node.name}, inputs=[…])",
        )
    if not node.is_join and inputs is not None:
        raise UsageError(f"{node.name} is no join, and takes no inputs.", remedy="Give it artifacts={…}.")


def _given(node: Node, inputs: Sequence[Given] | Mapping[str, Given]) -> list[GivenInput]:
    """The inputs with the steps that they come from: as they say, else as the flow's source does."""
    pairs: list[tuple[str | None, Given]]
    pairs = list(inputs.items()) if isinstance(inputs, Mapping) else [(None, each) for each in inputs]
    steps = list(node.in_steps)
    by_place = steps if len(steps) == len(pairs) else [steps[0]] * len(pairs)
    return [_one(name, each, place) for (name, each), place in zip(pairs, by_place, strict=True)]


def _one(name: str | None, given: Given, place: str) -> GivenInput:
    if isinstance(given, StepResult):
        return GivenInput(name or given.step, given.artifacts, given.input)
    artifacts = dict(given) if isinstance(given, Mapping) else dict(vars(given))
    return GivenInput(name or place, artifacts, artifacts.pop("input", None))


@contextmanager
def _environment(node: Node) -> Iterator[None]:
    """The variables of `@environment`, while the step runs."""
    variables = dict(node.policy.environment)
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _kept_current() -> Iterator[None]:
    """A test may itself run in a task."""
    info, scratch = current._info, current._scratch
    try:
        yield
    finally:
        current._info, current._scratch = info, scratch
