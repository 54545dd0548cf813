"""`metaflow.plugins.catch_decorator`: what `@catch` records when a task's process died."""

from __future__ import annotations

from fanfold.flow.decorators.step.catch import Catch as CatchDecorator
from fanfold.model.errors import FailureHandledByCatch
