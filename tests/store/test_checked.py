"""What was compared with its digest once need not be again, in this process or those forked from it."""

from __future__ import annotations

import os

from hypothesis import given
from hypothesis import strategies as st

from fanfold.store.checked import Checked

BUFFERS = st.tuples(
    st.sampled_from(["0-1", "17-2"]), st.integers(0, 1 << 40), st.binary(min_size=16, max_size=16)
)


@given(st.lists(BUFFERS, min_size=1, max_size=30, unique=True))
def test_only_what_was_added_is_there(buffers: list[tuple[str, int, bytes]]) -> None:
    checked = Checked()
    *added, other = buffers
    for each in added:
        checked.add(*each)
    assert not checked.has(*other)
    assert all(checked.has(*each) for each in added[-1:])


def test_a_forked_process_tells_the_others() -> None:
    checked = Checked()
    child = os.fork()
    if not child:
        checked.add("0-1", 4096, b"d" * 16)
        os._exit(0)
    os.waitpid(child, 0)
    assert checked.has("0-1", 4096, b"d" * 16)
    assert not checked.has("0-1", 4096, b"e" * 16)
