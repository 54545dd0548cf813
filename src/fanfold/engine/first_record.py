"""What is told of a run when it begins, in its run.json."""

import os
import sys
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fanfold._version import __version__
from fanfold.flow.secrecy import in_a_line, shown
from fanfold.model.names import FlowName
from fanfold.model.status import RunStatus
from fanfold.store import lock, runjson
from fanfold.store.commit import commit_of
from fanfold.store.masking import veil_of
from fanfold.workers.brief import RunFacts

if TYPE_CHECKING:
    from fanfold.engine.whole_run import Setting


def first_record(setting: "Setting", facts: RunFacts, values: Mapping[str, Any]) -> runjson.RunRecord:
    """The run's run.json as it begins."""
    now = time.time()
    options = setting.options
    return runjson.RunRecord(
        FlowName(setting.flow_class.__name__),
        facts.run_id,
        RunStatus.RUNNING,
        created_seconds=now,
        started_seconds=now,
        script=os.path.realpath(sys.argv[0]),
        argv=tuple(map(veil_of(values).over, sys.argv[1:])),
        user=facts.user,
        tags=options.tags,
        system_tags=(
            f"user:{facts.user}",
            "runtime:dev",
            f"metaflow_version:{runjson.metaflow_version(__version__)}",
            f"python_version:{sys.version.split()[0]}",
            *_project_tags(setting.flow_class, facts.user),
        ),
        parameters={name: in_a_line(value) for name, value in shown(setting.flow_class, values).items()},
        host=lock.host_name(),
        boot_id=lock.boot_id(),
        pid=os.getpid(),
        python=sys.version.split()[0],
        fanfold=__version__,
        seed=facts.seed,
        origin_run_id=facts.origin_run_id,
        durable=options.durable,
        git=commit_of(os.path.dirname(os.path.abspath(setting.graph.file))),
        again=options.again,
    )


def _project_tags(flow_class: type[Any], user: str) -> tuple[str, ...]:
    """The tags of a flow with `@project`."""
    if not getattr(flow_class, "_flow_decorators", ()):
        return ()
    from fanfold.flow.decorators.flow.project import project_of

    project = project_of(flow_class, user)
    return project.tags() if project is not None else ()
