"""`metaflow.user_decorators.user_step_decorator`: decorators around steps, and mutators of them."""

from __future__ import annotations

from fanfold.flow.user_decorators.mutators import StepMutator
from fanfold.flow.user_decorators.step_decorator import USER_SKIP_STEP, UserStepDecorator, user_step_decorator
