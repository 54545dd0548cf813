"""The name `metaflow`, for flows that people already have: every name here is fanfold's own.

This folder is not on Python's path by itself. `fanfold run`, `fanfold exec` and `import fanfold.as_metaflow`
put it there, or `PYTHONPATH=$(fanfold compat-path)`; without them the real Metaflow, if it is installed,
stays what it is.
"""

from __future__ import annotations

import fanfold
from metaflow._absent import absent

__fanfold__ = True
__version__ = f"2.19+fanfold.{fanfold.__version__}"

_ELSEWHERE = {
    "JSONTypeClass": "fanfold.flow.jsontype",
    **dict.fromkeys(
        ("Deployer", "NBDeployer", "DeployedFlow", "TorchrunSingleNodeMultiGPU", "namespaced_event_name"),
        "fanfold.compat.elsewhere",
    ),
}
"""Names of Metaflow that are no public names of fanfold, and the modules that have them."""

_MODULES = (
    "cards cli client decorators exception flowspec includefile metaflow_config parameters plugins util"
)
"""Modules that `import metaflow` alone gives as attributes."""

_PUBLIC = [name for name in fanfold.__all__ if not name.startswith("_")]

__all__ = [*_PUBLIC, *_ELSEWHERE]  # noqa: PLE0604 - one list of public names is enough


def __getattr__(name: str) -> object:
    if name in _PUBLIC:
        value = getattr(fanfold, name)
    elif name in _ELSEWHERE:
        value = getattr(__import__(_ELSEWHERE[name], fromlist=[name]), name)
    elif name in _MODULES.split():
        value = __import__(f"metaflow.{name}", fromlist=[name])
    else:
        value = _of_extension(name)
    globals()[name] = value
    return value


def _of_extension(name: str) -> object:
    from fanfold.flow.decorators.foreign import FOREIGN, foreign

    return foreign(name) if name in FOREIGN else absent(__name__, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
