"""`metaflow.user_decorators.mutable_flow`: a flow as a mutator sees it."""

from __future__ import annotations

from fanfold.flow.user_decorators.mutable_flow import MutableFlow
