"""`metaflow.plugins.project_decorator`: the decorator's class."""

from __future__ import annotations

from fanfold.flow.decorators.flow.project import Project as ProjectDecorator
