"""`current`: what a task may know about where it is.

There is one `current` in a process. The worker keeps one `TaskInfo` for all tasks of a step, sets its
`task_id` and `retry_count`, and calls `current._begin(info)`: two stores. All else is worked out when asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, cast

from fanfold.flow.extensions import EXTENSION_OF_CURRENT
from fanfold.model.named import NamedTuple
from fanfold.model.names import task_id

if TYPE_CHECKING:
    from fanfold.flow.decorators.flow.project import ProjectInfo


V = TypeVar("V")


class Parallel(NamedTuple):
    """A node of a `num_parallel` step, as `current.parallel`."""

    main_ip: str
    num_nodes: int
    node_index: int
    control_task_id: str | None


class Cards(Protocol):
    """The cards of one task; the room `cards` makes them."""

    @property
    def collector(self) -> Any:
        """`current.card`."""


class TaskInfo:
    """What `current` tells. Not frozen: a worker changes `task_id` and `retry_count` from task to task.

    Attributes:
        parameter_names: the attributes of the flow's parameters.
        graph_info: the flow's graph as plain data.
        parallel: set in the tasks of a `num_parallel` step.
        project: set where the flow has `@project`.
        cards: those of the task, where its step has `@card`.
    """

    __slots__ = (
        "cards", "flow_name", "graph_info", "namespace", "origin_run_id", "parallel", "parameter_names",
        "place", "project", "retry_count", "run_id", "step_name", "tags", "task_id", "tempdir", "username",
    )  # fmt: skip

    def __init__(
        self,
        flow_name: str,
        run_id: str,
        *,
        origin_run_id: str | None = None,
        username: str = "",
        namespace: str | None = None,
        tags: frozenset[str] = frozenset(),
        parameter_names: tuple[str, ...] = (),
        graph_info: Mapping[str, Any],
        project: ProjectInfo | None = None,
    ) -> None:
        self.flow_name = flow_name
        self.run_id = run_id
        self.step_name = ""
        self.task_id = ""
        self.retry_count = 0
        self.origin_run_id = origin_run_id
        self.username = username
        self.namespace = namespace if namespace is not None or not username else f"user:{username}"
        self.tags = tags
        self.parameter_names = parameter_names
        self.graph_info = graph_info
        self.tempdir: str | None = None
        self.parallel: Parallel | None = None
        self.project = project
        self.cards: Cards | None = None
        self.place: tuple[tuple[int, ...], int | None, int] = ((), None, 0)

    def copy(self) -> TaskInfo:
        """One of its own, for another worker."""
        other: TaskInfo = object.__new__(TaskInfo)
        for name in self.__slots__:
            setattr(other, name, getattr(self, name))
        return other

    def begin(self, step: str, outer: tuple[int, ...], index: int | None, turn: int, attempt: int) -> None:
        """Take in which task begins. Its id is worked out when it is asked for."""
        self.step_name = step
        self.retry_count = attempt
        self.task_id = ""
        self.place = (outer, index, turn)

    def name_task(self) -> str:
        """The task's id."""
        if not self.task_id:
            outer, index, turn = self.place
            self.task_id = task_id((*outer, index) if index is not None else outer, turn=turn)
        return self.task_id


class _Told(Generic[V]):
    """A name of `current` that is a field of the task's info; None outside a task."""

    def __init__(self, doc: str) -> None:
        self.__doc__ = doc

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, here: Current, owner: type) -> V | None:
        return None if here._info is None else cast("V", getattr(here._info, self.name))


class _OfProject(Generic[V]):
    """A name of `current` that is a field of the flow's `@project`."""

    def __init__(self, doc: str) -> None:
        self.__doc__ = doc

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, here: Current, owner: type) -> V:
        if here._info is None or here._info.project is None:
            raise AttributeError(self.name)
        return cast("V", getattr(here._info.project, self.name))


class Current:
    """The one `current`. Outside a task its names are None, and `current.is_running_flow` is False."""

    __slots__ = ("_info", "_scratch")

    _info: TaskInfo | None
    _scratch: dict[str, Any] | None
    """What belongs to this task alone: what extensions set."""

    flow_name = _Told[str]("The flow's name.")
    run_id = _Told[str]("The run's id.")
    step_name = _Told[str]("The step's name.")
    origin_run_id = _Told[str]("The run that this one resumes.")
    username = _Told[str]("Who started the run.")
    namespace = _Told[str](
        "The namespace that client calls look in at first: `--namespace`, or the user's own."
    )
    tempdir = _Told[str]("A folder for files that need not outlive the task.")
    parallel = _Told[Parallel]("Which node of a `num_parallel` step this task is; None in other steps.")

    project_name = _OfProject[str]("The name in `@project`.")
    project_flow_name = _OfProject[str]("The flow's name within its project and branch.")
    branch_name = _OfProject[str]("The branch of the project.")
    is_user_branch = _OfProject[bool]("Whether the branch is a user's own.")
    is_production = _OfProject[bool]("Whether the run is one of production.")

    def __init__(self) -> None:
        self._end()

    def _begin(self, info: TaskInfo) -> None:
        """A task begins. The worker may go on changing and reusing `info`."""
        self._info = info
        self._scratch = None

    def _end(self) -> None:
        """The task is over."""
        self._info = None
        self._scratch = None

    def _update_env(self, values: Mapping[str, Any]) -> None:
        """Set further names for this task, as extensions of the authoring API do."""
        self._scratch = {**(self._scratch or {}), **values}

    def get(self, name: str, default: Any = None) -> Any:
        """The value of that name, or `default` where there is none."""
        return getattr(self, name, default)

    def __contains__(self, name: str) -> bool:
        return getattr(self, name, None) is not None

    def __getattr__(self, name: str) -> Any:
        scratch = object.__getattribute__(self, "_scratch") if name[:1] != "_" else None
        if scratch and name in scratch:
            return scratch[name]
        raise AttributeError(_why_missing(name))

    @property
    def is_running_flow(self) -> bool:
        """Whether a task is being run."""
        return self._info is not None

    @property
    def task_id(self) -> str | None:
        """The task's id: its place in its foreach, such as `3`."""
        return None if self._info is None else self._info.name_task()

    @property
    def retry_count(self) -> int:
        """How many attempts of this task came before this one."""
        return self._info.retry_count if self._info else 0

    @property
    def pathspec(self) -> str | None:
        """`Flow/run/step/task`, which names this task to the client."""
        info = self._info
        return None if info is None else f"{info.flow_name}/{info.run_id}/{info.step_name}/{info.name_task()}"

    @property
    def tags(self) -> frozenset[str]:
        """What was given with `--tag`."""
        return self._info.tags if self._info else frozenset()

    @property
    def parameter_names(self) -> list[str] | None:
        """The attributes of the flow's parameters."""
        return None if self._info is None else list(self._info.parameter_names)

    @property
    def graph(self) -> Mapping[str, Any]:
        """The flow's graph as plain data."""
        if self._info is None:
            raise RuntimeError("current.graph is there only while a task runs.")
        return self._info.graph_info

    graph_info = graph

    @property
    def is_parallel(self) -> bool:
        """Whether this task is a node of a `num_parallel` step."""
        return self._info is not None and self._info.parallel is not None

    @property
    def trigger(self) -> None:
        """What started the run by an event; fanfold's runs are started by people."""
        return None

    @property
    def task(self) -> Any:
        """The client's object for this task."""
        return self._client("Task", self.pathspec)

    @property
    def run(self) -> Any:
        """The client's object for this run."""
        info = self._info
        return self._client("Run", None if info is None else f"{info.flow_name}/{info.run_id}")

    @property
    def card(self) -> Any:
        """Where a step with `@card` puts what its card shows."""
        if self._info is None or self._info.cards is None:
            raise AttributeError("card")
        return self._info.cards.collector

    def _client(self, kind: str, pathspec: str | None) -> Any:
        if pathspec is None:
            return None
        # By name: the client lies beside this layer, and only flows that ask for it pay for it.
        from importlib import import_module

        return getattr(import_module("fanfold.client"), kind)(pathspec, _namespace_check=False)


def _why_missing(name: str) -> str:
    """Python asks for any missing name here, also for one whose property raised."""
    if name == "card":
        return "current.card is there only in a step with a card: write @card above @step."
    if isinstance(vars(Current).get(name), _OfProject):
        return (
            f"current.{name} is there only in a flow of a project: write @project(name='…') above the class."
        )
    extension = EXTENSION_OF_CURRENT.get(name)
    if extension is None:
        return f"current has no attribute '{name}'"
    return (
        f"current.{name} is made by {extension}, an extension of Metaflow that fanfold does not have. "
        f"Guard it with `if current.get('{name}'):`, or run this flow with Metaflow and the extension."
    )


current = Current()
