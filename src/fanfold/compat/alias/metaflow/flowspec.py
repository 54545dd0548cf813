"""`metaflow.flowspec`: where some flows import `FlowSpec` from."""

from __future__ import annotations

from fanfold.flow.spec import FlowSpec
from fanfold.model.errors import InvalidNextException
