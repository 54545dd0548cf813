"""How `FlowClass()` starts a command line from the bottom layer: by the dotted name of the entry point,
resolved when it is called.
"""

from __future__ import annotations

from typing import Any

ENTRY_POINT = "fanfold.cli.flow_command:main"

_current: list[str] = [ENTRY_POINT]


def start(flow_class: type[Any]) -> None:
    """Hand the class to the entry point."""
    from importlib import import_module

    module, _, function = _current[-1].partition(":")
    getattr(import_module(module), function)(flow_class)


def use(entry_point: str) -> None:
    """Name another entry point (``package.module:function``) for `FlowClass()` in this process."""
    _current[-1] = entry_point
