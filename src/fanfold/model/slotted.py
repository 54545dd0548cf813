"""Records that may change, as plain classes.

Each process of a run defines all classes that it uses anew, and a dataclass writes and compiles half a
millisecond of code to define itself. These are told by their slots and do without; what never changes is a
NamedTuple.
"""

from __future__ import annotations


class Slotted:
    """Equal to one of its class with equal slots, and shown by them."""

    __slots__: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in _slots(self))

    __hash__ = None  # type: ignore[assignment]  # what may change is no key

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in _slots(self))
        return f"{type(self).__name__}({fields})"


def _slots(record: Slotted) -> list[str]:
    return [name for kind in type(record).__mro__ for name in getattr(kind, "__slots__", ())]
