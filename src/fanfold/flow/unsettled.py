"""Values in the arguments of decorators and parameters that are known later than they are written.

`@project(name=config_expr("config.project"))` stands above a class whose config is written below it. Such an
argument is `Unsettled`; once the class is complete (`completion.py`), `settled` puts values in the place of
all of them, also within lists and dicts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

UNPACKED = "_unpacked_config_"
"""How the one key begins that an unsettled value has where it is unpacked: `@conda_base(**expression)`."""


class Unsettled:
    """A value that is known later. `configs` are those of the flow, by name and by attribute."""

    def settled(self, configs: Mapping[str, Any]) -> Any:
        """The value."""
        raise NotImplementedError

    def is_known(self) -> bool:
        """Whether it is known without the flow's configs."""
        return False


def waits(value: Any) -> bool:
    """Whether something in it is known only when the flow's class is complete."""
    if isinstance(value, Unsettled):
        return not value.is_known()
    if isinstance(value, dict):
        return any(map(waits, value.values()))
    return isinstance(value, list | tuple | set) and any(map(waits, value))


def settled(value: Any, configs: Mapping[str, Any]) -> Any:
    """The same, with values in the place of all that were unsettled."""
    if isinstance(value, Unsettled):
        return value.settled(configs)
    if type(value) is dict:
        return _settled_dict(value, configs)
    if type(value) in (list, tuple, set):
        return type(value)(settled(each, configs) for each in value)
    return value


def _settled_dict(written: dict[Any, Any], configs: Mapping[str, Any]) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for key, value in written.items():
        known = settled(value, configs)
        if isinstance(key, str) and key.startswith(UNPACKED):
            found |= dict(known)
        else:
            found[key] = known
    return found
