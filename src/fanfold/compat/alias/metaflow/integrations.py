"""`metaflow.integrations`: events."""

from __future__ import annotations

from fanfold.compat.elsewhere import ArgoEvent
