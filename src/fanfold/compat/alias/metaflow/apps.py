"""`metaflow.apps`: of an extension."""

from __future__ import annotations

from fanfold.compat.elsewhere import AppDeployer
