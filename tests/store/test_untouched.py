"""A mapped buffer that nobody wrote to is known to be as it was stored; one that was written to is not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fanfold.store.codec import encode
from tests.store.packed import Packed

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells which pages were written to"
)


@pytest.fixture
def packed(tmp_path: Path) -> Iterator[Packed]:
    pack = Packed(tmp_path)
    yield pack
    pack.close()


def digest_of(packed: Packed, array: Any) -> bytes | None:
    return packed.store.untouched.digest_of(memoryview(array).cast("B"))


def test_an_array_that_was_read_is_as_stored(packed: Packed) -> None:
    entry: Any = encode(np.arange(1_000_000), packed.writer)
    array = packed.store.load(entry)
    array.sum()
    assert digest_of(packed, array) == entry[5][0][2]


def test_an_array_of_which_one_number_was_changed_is_not(packed: Packed) -> None:
    entry: Any = encode(np.arange(1_000_000), packed.writer)
    array = packed.store.load(entry)
    array[999_999] = 0
    assert digest_of(packed, array) != entry[5][0][2]
    array[999_999] = 999_999
    assert digest_of(packed, array) == entry[5][0][2], "it is as it was"


def test_of_an_array_of_which_much_was_written_to_nothing_is_known(packed: Packed) -> None:
    array = packed.store.load(encode(np.arange(1_000_000), packed.writer))
    array[:300_000] += 1
    assert digest_of(packed, array) is None


def test_a_part_of_an_array_is_not_taken_for_the_whole(packed: Packed) -> None:
    array = packed.store.load(encode(np.arange(1_000_000), packed.writer))
    assert digest_of(packed, array[:500_000]) is None
    assert digest_of(packed, np.arange(1_000_000)) is None


def test_what_was_unmapped_is_forgotten(packed: Packed) -> None:
    """Or an array that comes to lie there would be taken for what lay there before."""
    array = packed.store.load(encode(np.arange(1_000_000), packed.writer))
    assert packed.store.untouched._origins
    del array
    assert not packed.store.untouched._origins
