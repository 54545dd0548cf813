"""`metaflow.parameters`: parameters and their types."""

from __future__ import annotations

from fanfold.flow.jsontype import JSONType, JSONTypeClass
from fanfold.flow.parameter import Parameter
from fanfold.flow.parameter_context import ParameterContext
