"""What a worker process is told once: the run it works for and where its own files are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fanfold.flow.current import TaskInfo
from fanfold.flow.parameters import parameters_of
from fanfold.graph.graph import Graph
from fanfold.graph.plain import as_plain
from fanfold.model.named import NamedTuple
from fanfold.model.names import RunId
from fanfold.store.checked import Checked
from fanfold.store.constants import load_constants
from fanfold.store.loading import Packs
from fanfold.store.location import Location

if TYPE_CHECKING:
    from fanfold.flow.decorators.flow.project import ProjectInfo


class FlowCode(NamedTuple):
    """The flow's code, which a forked process has and a started one gets by running the file."""

    flow_class: type[Any]
    graph: Graph


class RunFacts(NamedTuple):
    """What else there is to know of the run; travels as a pickle. `parameters` says where the run's
    constants lie.
    """

    run_id: RunId
    folder: Path
    parameters: Location
    seed: int | None = None
    origin_run_id: RunId | None = None
    user: str = ""
    tags: tuple[str, ...] = ()
    namespace: str | None = None
    max_num_splits: int | None = None
    seeded_at_import: bool = False
    with_specs: tuple[str, ...] = ()


class RunBrief(NamedTuple):
    """The run, as its tasks see it.

    `constants` holds the values of parameters and class constants by attribute name; `checked` is shared by
    all workers that are forked from the process that made the brief; `info` is what `current` tells, of which
    each worker has a copy.
    """

    code: FlowCode
    facts: RunFacts
    constants: Mapping[str, Any]
    checked: Checked
    info: TaskInfo


def brief_of(code: FlowCode, facts: RunFacts) -> RunBrief:
    """The brief, with the run's constants loaded."""
    constants = constants_of_run(facts)
    return RunBrief(code, facts, constants, Checked(), _info(code, facts, constants))


def _info(code: FlowCode, facts: RunFacts, constants: Mapping[str, Any]) -> TaskInfo:
    configs = constants.get("_configs", {}).values()
    return TaskInfo(
        flow_name=code.flow_class.__name__,
        run_id=facts.run_id,
        origin_run_id=facts.origin_run_id,
        username=facts.user,
        namespace=facts.namespace,
        tags=frozenset(facts.tags),
        parameter_names=(*parameters_of(code.flow_class), *configs),
        graph_info=as_plain(code.graph),
        project=_project(code, facts),
    )


def _project(code: FlowCode, facts: RunFacts) -> ProjectInfo | None:
    if not getattr(code.flow_class, "_flow_decorators", ()):
        return None
    from fanfold.flow.decorators.flow.project import project_of

    return project_of(code.flow_class, facts.user)


def constants_of_run(facts: RunFacts) -> Mapping[str, Any]:
    """The values of parameters and class constants, by attribute."""
    packs = Packs(facts.folder / "packs")
    try:
        return load_constants(packs, facts.parameters)
    finally:
        packs.close()


class Seat(NamedTuple):
    """Where a worker process sits: its cells, its channel, its pack and its output.

    `stem` names pack and logs. Descriptors are this process's own.
    """

    number: int
    stem: str
    channel: int
    pack: int
    readers: tuple[int, int]
    writers: tuple[int, int]
    logs: tuple[int, int]

    @property
    def descriptors(self) -> tuple[int, ...]:
        """All of them, in the order in which they are passed."""
        return (self.channel, self.pack, *self.readers, *self.writers, *self.logs)
