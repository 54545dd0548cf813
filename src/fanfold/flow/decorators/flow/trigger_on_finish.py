"""`@trigger_on_finish`: after which flows a cluster is to start this one. Accepted; nothing here waits."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, overload

from fanfold.flow.decorators.decorator import Class, Decorator, on_flow

Upstream = str | Mapping[str, Any] | Callable[..., Any]


@dataclass(frozen=True, kw_only=True)
class TriggerOnFinish(Decorator):
    """What `@trigger_on_finish` says."""

    name: ClassVar[str] = "trigger_on_finish"

    flow: Upstream | None = None
    flows: Sequence[Upstream] | Callable[..., Any] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    def check(self) -> None:
        """One flow, or several."""
        if self.flow is not None and self.flows:
            raise self.refused("flow and flows are both given.", "Give one of the two.")
        if not self.flow and not self.flows:
            raise self.refused("no flow is named.", "Write @trigger_on_finish(flow='OtherFlow').")
        if not callable(self.flows) and not isinstance(self.flows, list | tuple):
            raise self.refused("flows is not a list.", "Write @trigger_on_finish(flows=['A', 'B']).")
        if self.flow:
            self._check_flow(self.flow)
        for flow in () if callable(self.flows) else self.flows:
            self._check_flow(flow)

    def _check_flow(self, flow: Upstream) -> None:
        """`Flow`, `project.branch.Flow`, or a dictionary with its name."""
        if callable(flow):
            return
        name = flow.get("name") if isinstance(flow, Mapping) else flow
        if callable(name):
            return
        parts = name.split(".") if isinstance(name, str) else []
        if len(parts) in (0, 2) or not re.fullmatch(r"\w+", parts[-1], re.ASCII):
            raise self.refused(
                f"{flow!r} names no flow.",
                "Give 'Flow', 'project.branch.Flow', or {'name': 'Flow', 'project': …, 'project_branch': …}.",
            )

    def note(self) -> str:
        """Events are a cluster's."""
        return "@trigger_on_finish: fanfold waits for no other flow; it runs when you start it."


@overload
def trigger_on_finish(flow_class: Class, /) -> Class: ...
@overload
def trigger_on_finish(
    *, flow: Upstream | None = None, flows: Sequence[Upstream] = (), options: Mapping[str, Any] = ...
) -> Callable[[Class], Class]: ...
def trigger_on_finish(*flow_class: Any, **options: Any) -> Any:
    """Say after which flows a cluster should start this one."""
    return on_flow(TriggerOnFinish, flow_class, options)
