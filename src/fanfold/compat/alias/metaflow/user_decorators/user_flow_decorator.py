"""`metaflow.user_decorators.user_flow_decorator`: mutators of flows."""

from __future__ import annotations

from fanfold.flow.user_decorators.mutators import FlowMutator
