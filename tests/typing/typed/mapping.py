"""A function over many items."""

from __future__ import annotations

from typing import assert_type

import fanfold


def measured(word: str) -> int:
    """How long it is."""
    return len(word)


results = fanfold.map(measured, ["fan", "fold"], retry=2, timeout="30s", key=str.upper)
assert_type(results, fanfold.Results[int])
assert_type(results[0], int)
assert_type(results["FAN"], int)
assert_type(results[:1], list[int])
assert_type(list(results.ok), list[int])
assert_type(list(results.as_completed()), list[tuple[str, int]])
assert_type(results.failed, list[fanfold.FailedItem])
