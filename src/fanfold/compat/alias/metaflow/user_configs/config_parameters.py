"""`metaflow.user_configs.config_parameters`: configs and their values."""

from __future__ import annotations

from fanfold.flow.configs.config import Config
from fanfold.flow.configs.expression import config_expr
from fanfold.flow.configs.value import ConfigValue
