"""`metaflow.plugins.timeout_decorator`: what a step sees when its time is up."""

from __future__ import annotations

from fanfold.flow.decorators.step.timeout import Timeout as TimeoutDecorator
from fanfold.model.errors import TaskTimeoutError as TimeoutException
