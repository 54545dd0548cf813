"""`metaflow.decorators`: where some flows import `step` from."""

from __future__ import annotations

from fanfold.flow.decorators.decorator import DecoratorError as BadStepDecoratorException
from fanfold.flow.spec import step
