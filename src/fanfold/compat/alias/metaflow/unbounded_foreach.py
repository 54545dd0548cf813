"""`metaflow.unbounded_foreach`: names of fan-outs without a known width."""

from __future__ import annotations

from fanfold.compat.decorator_classes import UnboundedForeachInput

UBF_CONTROL = "ubf_control"
UBF_TASK = "ubf_task"
CONTROL_TASK_TAG = "control_task"
