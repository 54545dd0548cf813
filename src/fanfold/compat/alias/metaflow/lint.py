"""`metaflow.lint`: what a flow that cannot run is refused with."""

from __future__ import annotations

from fanfold.model.errors import LintError as LintWarn
