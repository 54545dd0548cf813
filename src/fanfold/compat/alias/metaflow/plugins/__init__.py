"""`metaflow.plugins`: decorators in modules of their own."""

from __future__ import annotations

from metaflow.plugins.catch_decorator import CatchDecorator
from metaflow.plugins.environment_decorator import EnvironmentDecorator
from metaflow.plugins.resources_decorator import ResourcesDecorator
from metaflow.plugins.retry_decorator import RetryDecorator
from metaflow.plugins.timeout_decorator import TimeoutDecorator
