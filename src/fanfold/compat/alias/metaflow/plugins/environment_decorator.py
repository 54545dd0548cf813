"""`metaflow.plugins.environment_decorator`: the decorator's class."""

from __future__ import annotations

from fanfold.flow.decorators.step.environment import Environment as EnvironmentDecorator
