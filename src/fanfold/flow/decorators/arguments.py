"""Whether an argument is what its type says: users' values are looked at, not trusted."""

from __future__ import annotations


def is_count(value: object) -> bool:
    """A whole number, 0 or more."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_amount(value: object) -> bool:
    """A number, 0 or more and not endless."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf")


def is_name(value: object) -> bool:
    """Text that can name an artifact."""
    return isinstance(value, str) and value.isidentifier()
