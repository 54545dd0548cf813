"""How this program is called, so that what it tells people to type next is right."""

from __future__ import annotations

import sys

_called_as: list[str] = []


def call_it(words: list[str]) -> None:
    """Tell how the flow was reached, where it was not by `python FILE`: `["fanfold", "flow.py"]`."""
    _called_as[:] = [_joined(words)]


def program_name() -> str:
    """What to type before a flow's command: `python flow.py`, `python -m pkg.flow`, `fanfold flow.py`."""
    if _called_as:
        return _called_as[-1]
    if came_by_value():
        return ""  # there is no file to name: the class came from Python, and is resumed from there
    main = sys.modules.get("__main__")
    spec = getattr(main, "__spec__", None)
    # Under `python -m cProfile flow.py` it is the profiler that was run as a module.
    if spec is not None and sys.argv[0] == getattr(main, "__file__", None):
        return _joined(["python", "-m", spec.name.removesuffix(".__main__")])
    return _joined(["python", sys.argv[0]])


def came_by_value() -> bool:
    """Whether the flow's class was made in another process, and not by this one from a file."""
    parcel = sys.modules.get("fanfold.workers.parcel")
    return parcel is not None and parcel.was_opened()


def imported_as() -> str:
    """The name that the flow got fanfold under: `metaflow` if the alias is in use."""
    return "metaflow" if getattr(sys.modules.get("metaflow"), "__fanfold__", False) else "fanfold"


def _joined(words: list[str]) -> str:
    from shlex import join

    return join(words)
