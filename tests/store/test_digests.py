"""Digests: of bytes, however they are handed over."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fanfold.store.digests import digest


@given(st.lists(st.binary()))
def test_parts_have_the_digest_of_the_whole(parts: list[bytes]) -> None:
    assert digest(*parts) == digest(b"".join(parts))


@given(st.binary())
def test_any_kind_of_bytes_has_the_same_digest(data: bytes) -> None:
    assert digest(data) == digest(bytearray(data)) == digest(memoryview(data))
    assert len(digest(data)) == 16
