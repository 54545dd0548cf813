"""`metaflow.decorators`: where some flows import `step` from, and what extensions derive from."""

from __future__ import annotations

from fanfold.compat.decorator_classes import FlowDecorator, StepDecorator
from fanfold.flow.decorators.decorator import DecoratorError as BadFlowDecoratorException
from fanfold.flow.decorators.decorator import DecoratorError as BadStepDecoratorException
from fanfold.flow.decorators.decorator import DecoratorError as DuplicateFlowDecoratorException
from fanfold.flow.decorators.decorator import DecoratorError as DuplicateStepDecoratorException
from fanfold.flow.decorators.decorator import DecoratorError as UnknownFlowDecoratorException
from fanfold.flow.decorators.decorator import DecoratorError as UnknownStepDecoratorException
from fanfold.flow.spec import step
