"""`metaflow.plugins.optuna`: of an extension."""

from __future__ import annotations

from fanfold.compat.elsewhere import get_db_url
