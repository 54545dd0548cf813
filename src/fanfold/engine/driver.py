"""Running a flow, up to the fork of the zygote: the graph that is checked, the values that are given. What
comes after is `whole_run`, which is loaded while the zygote gets ready.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fanfold.engine.capacity import Capacity
from fanfold.engine.forking import why_not_fork
from fanfold.engine.options import RunOptions
from fanfold.flow.completion import complete
from fanfold.flow.configs import are_used
from fanfold.flow.constants import constants_of, install
from fanfold.flow.decorators.policy import policies_of
from fanfold.flow.parameters import resolve
from fanfold.flow.secrecy import veil_over
from fanfold.flow.source import read_graph
from fanfold.flow.user import user_name
from fanfold.graph.graph import Graph
from fanfold.graph.lint import check
from fanfold.model.named import NamedTuple
from fanfold.model.names import RunId
from fanfold.model.policy import Isolation
from fanfold.model.status import RunStatus
from fanfold.model.uncollected import Uncollected
from fanfold.store.home import find_home
from fanfold.store.masking import as_constant
from fanfold.workers.brief import FlowCode
from fanfold.workers.local import LocalPool
from fanfold.workers.seeding import remember_import

if TYPE_CHECKING:
    from fanfold.engine.observer import Observer
    from fanfold.workers.pool import Pool


class RunResult(NamedTuple):
    """How a run ended. `exit_code` is what the command ends with."""

    run_id: RunId
    status: RunStatus
    exit_code: int
    folder: Path


class Prepared(NamedTuple):
    """A run that may begin: it is sound, and its workers' zygote gets ready. `values` are those of its
    parameters and constants, `home` the folder that will hold it.
    """

    flow_class: type[Any]
    graph: Graph
    values: Mapping[str, Any]
    home: Path
    capacity: Capacity
    pool: Pool
    options: RunOptions

    def run(self, observer: Observer) -> RunResult:
        """Run it, and call the flow's exit hooks.

        Raises:
            FanfoldError: the run's folder cannot be made; nothing was run.
        """
        with Uncollected():
            from fanfold.engine.whole_run import run_new

        return run_new(self, observer)


def prepare(flow_class: type[Any], parameters: Mapping[str, object], options: RunOptions) -> Prepared:
    """Check all that a run needs, and fork its zygote. `parameters` are values by parameter name, as given;
    the rest come from the environment and the defaults.

    Raises:
        FanfoldError: the flow, a parameter or the folder is wrong.
    """
    graph = checked_graph(flow_class, options)
    capacity = Capacity({name: node.policy for name, node in graph.nodes.items()}, options.resources)
    values = {
        **constants_of(flow_class),
        **config_constants(flow_class),
        **resolve(flow_class, parameters, user_name=user_name()),
    }
    values |= as_constant(veil_over(flow_class, values))
    install(flow_class)
    home = find_home(create=True)
    remember_import([graph.file])
    pool = pool_for(FlowCode(flow_class, graph), options)
    return Prepared(flow_class, graph, values, home, capacity, pool, options)


def run(
    flow_class: type[Any], parameters: Mapping[str, object], options: RunOptions, observer: Observer
) -> RunResult:
    """Run a flow: `prepare`, and what comes after it.

    Raises:
        FanfoldError: the flow, a parameter or the folder is wrong; nothing was run.
    """
    return prepare(flow_class, parameters, options).run(observer)


def config_constants(flow_class: type[Any]) -> dict[str, Any]:
    """What the run keeps of its configs."""
    if not are_used():
        return {}
    from fanfold.flow.configs.of_flow import stored

    return stored(flow_class)


def checked_graph(flow_class: type[Any], options: RunOptions) -> Graph:
    """The flow's graph with its policies, found sound.

    Raises:
        LintError: it is not.
    """
    complete(flow_class, with_specs=options.with_specs)
    plain = read_graph(flow_class)
    policies = policies_of(flow_class, with_specs=options.with_specs, graph=plain)
    if options.isolation is not Isolation.AUTO:
        policies = {name: policy._replace(isolation=options.isolation) for name, policy in policies.items()}
    graph = plain.with_nodes(
        {name: node._replace(policy=policies[name]) for name, node in plain.nodes.items()}
    )
    error = check(graph)
    if error is not None:
        raise error
    return graph


def pool_for(code: FlowCode, options: RunOptions) -> Pool:
    """The workers that the options ask for. Forks the zygote, so it comes before anything is opened."""
    if options.inline:
        from fanfold.workers.inline import InlinePool

        return InlinePool(code)
    reason = why_not_fork()
    pool = LocalPool(code, fork=reason is None)
    pool.notes += [reason] if reason else []
    return pool
