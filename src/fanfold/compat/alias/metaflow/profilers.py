"""`metaflow.profilers`: of an extension."""

from __future__ import annotations

from fanfold.flow.decorators.foreign import foreign

gpu_profile = foreign("gpu_profile")
