"""`metaflow.runtime`: how a run fails."""

from __future__ import annotations

from fanfold.model.errors import TaskFailedError as TaskFailed
