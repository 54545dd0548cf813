"""`metaflow.user_decorators.mutable_step`: a step as a mutator sees it."""

from __future__ import annotations

from fanfold.flow.user_decorators.mutable_step import MutableStep
