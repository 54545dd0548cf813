"""`metaflow.plugins.resources_decorator`: the decorator's class."""

from __future__ import annotations

from fanfold.flow.decorators.step.resources import Resources as ResourcesDecorator
