"""`metaflow.metaflow_config`: settings, from the environment variables that the authoring API names."""

from __future__ import annotations

import os
from typing import Any

_DEFAULTS: dict[str, Any] = {
    "DATASTORE_LOCAL_DIR": ".fanfold",
    "DEFAULT_DATASTORE": "local",
    "DEFAULT_ENVIRONMENT": "local",
    "DEFAULT_METADATA": "local",
    "DATATOOLS_CLIENT_PARAMS": {},
    "DATATOOLS_SESSION_VARS": {},
    "MAX_ATTEMPTS": 6,
    "S3_RETRY_COUNT": 7,
    "SERVICE_HEADERS": {},
}
"""Of settings that mean something to code that reads them."""


def setting(name: str) -> Any:
    """The variable METAFLOW_`name`, else the default, else None: nothing is configured here.

    Raises:
        AttributeError: no setting is named like that.
    """
    if not name.isupper():
        raise AttributeError(f"module 'metaflow.metaflow_config' has no attribute {name!r}")
    found = os.environ.get(f"METAFLOW_{name}")
    if found is None and name == "DATATOOLS_S3ROOT":
        root = os.environ.get("METAFLOW_DATASTORE_SYSROOT_S3")
        return f"{root.rstrip('/')}/data" if root else None
    return _DEFAULTS.get(name) if found is None else found
