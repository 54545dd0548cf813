"""`metaflow.plugins.parallel_decorator`: the decorator's class."""

from __future__ import annotations

from fanfold.flow.decorators.step.parallel import Parallel as ParallelDecorator
