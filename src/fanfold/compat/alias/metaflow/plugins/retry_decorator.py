"""`metaflow.plugins.retry_decorator`: the decorator's class."""

from __future__ import annotations

from fanfold.flow.decorators.step.retry import Retry as RetryDecorator
