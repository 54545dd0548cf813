"""Packs: what was appended whole is read back whole, and what was not is seen to be torn."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanfold.model.errors import DamageError, FormatError
from fanfold.store.packs import BLOB, FRAME, HEADER, ITEMS, KIND_SHIFT, MAGIC, RECORD, PackReader
from tests.store.packed import Packed


@pytest.fixture
def packed(tmp_path: Path) -> Iterator[Packed]:
    pack = Packed(tmp_path)
    yield pack
    pack.close()


FRAMES = st.lists(
    st.tuples(st.sampled_from([RECORD, ITEMS, BLOB]), st.integers(0, 400_000)), min_size=1, max_size=12
)


def write(packed: Packed, frames: list[tuple[int, int]]) -> list[tuple[int, bytes]]:
    written = []
    for number, (kind, size) in enumerate(frames):
        payload = bytes([number + 1]) * size
        if kind == BLOB:
            packed.writer.append_blob([payload])
        else:
            packed.writer.append(kind, payload)
        written.append((kind, payload))
    return written


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(frames=FRAMES, number=st.integers())
def test_frames_of_any_size_come_back_in_order(
    frames: list[tuple[int, int]], number: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    packed = Packed(tmp_path_factory.mktemp("packs"))
    written = write(packed, frames)
    reader = PackReader(packed.path)
    found = list(reader.frames(len(HEADER), reader.size()))
    assert [(frame.kind, frame.payload) for frame in found] == [
        (kind, b"" if kind == BLOB else payload) for kind, payload in written
    ]
    assert sum(frame.length for frame in found) == packed.size() - len(HEADER)
    reader.close()
    packed.close()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(frames=FRAMES, cut=st.integers(1, 1_000_000))
def test_a_pack_cut_anywhere_gives_its_whole_frames_and_then_stops(
    frames: list[tuple[int, int]], cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    packed = Packed(tmp_path_factory.mktemp("packs"))
    written = write(packed, frames)
    size = max(len(HEADER), packed.size() - cut)
    os.truncate(packed.path, size)
    reader = PackReader(packed.path)
    found = list(reader.frames(len(HEADER), reader.size()))
    torn = [frame for frame in found if frame.payload is None]
    whole = [frame for frame in found if frame.payload is not None]
    assert len(torn) <= 1 and found[len(whole) :] == torn
    assert [frame.kind for frame in whole] == [kind for kind, _ in written[: len(whole)]]
    assert all(frame.offset + frame.length <= size for frame in found)
    reader.close()
    packed.close()


def test_a_damaged_record_is_an_error_that_names_file_and_place(packed: Packed) -> None:
    place = packed.writer.append(RECORD, b"whole" * 10)
    packed.spoil(place.offset + FRAME.size + 7)
    with pytest.raises(DamageError, match=rf"byte {place.offset} of .*3-1\.pack is damaged"):
        packed.store["3-1"].payload(place.offset)
    with pytest.raises(DamageError, match="damaged"):
        list(packed.store["3-1"].records(place.offset, place.length))


def test_a_damaged_length_is_an_error_and_not_a_wish_for_that_much_memory(packed: Packed) -> None:
    place = packed.writer.append(RECORD, b"whole")
    for byte in range(7):
        packed.spoil(place.offset + byte)
    with pytest.raises(DamageError):
        packed.store["3-1"].payload(place.offset)


def test_zeros_where_records_should_be_are_no_frames(packed: Packed) -> None:
    """A power cut may leave a file that is long enough and empty."""
    place = packed.writer.append(RECORD, b"whole")
    with packed.path.open("ab") as file:
        file.write(bytes(4096))
    frames = list(packed.store["3-1"].frames(place.offset, packed.size()))
    assert [frame.payload for frame in frames] == [b"whole", None]


def test_a_record_behind_large_values_is_found_without_reading_them(packed: Packed) -> None:
    packed.writer.append_blob([bytes(1_000_000), bytes(2_000_000)])
    place = packed.writer.append(RECORD, b"behind")
    assert list(packed.store["3-1"].records(len(HEADER), packed.size() - len(HEADER))) == [b"behind"]
    assert place.stop == packed.size()


def test_large_buffers_are_aligned_and_found_where_they_are_said_to_be(packed: Packed) -> None:
    packed.writer.append(RECORD, b"odd")
    buffers = [bytes([number % 251]) * (100 + 37 * number) for number in range(1200)]
    places = packed.writer.append_blob(buffers)
    assert all(offset % 64 == 0 for offset, _ in places)
    assert [packed.store["3-1"].read(*place) for place in places] == buffers
    assert packed.writer.offset == packed.size()


def test_a_pack_of_a_newer_version_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "3-1.pack"
    path.write_bytes(MAGIC + bytes([9]))
    with pytest.raises(FormatError, match=r"3-1\.pack was written by a newer fanfold \(pack format 9\)"):
        PackReader(path)


@pytest.mark.parametrize("head", [b"PK\x03\x04 and so on", MAGIC, b"FAN", MAGIC + b"\0"])
def test_what_is_no_pack_is_said_to_be_none(tmp_path: Path, head: bytes) -> None:
    path = tmp_path / "3-1.pack"
    path.write_bytes(head)
    with pytest.raises(DamageError, match="is not a pack"):
        PackReader(path)


def test_a_pack_that_is_gone_is_named(packed: Packed) -> None:
    with pytest.raises(DamageError, match="pack 9-9 of"):
        packed.store["9-9"]


def test_a_record_that_claims_more_than_its_block_holds_is_torn(packed: Packed) -> None:
    place = packed.writer.append(RECORD, b"whole")
    word = FRAME.pack(RECORD << KIND_SHIFT | 1000, 0)
    with packed.path.open("ab") as file:
        file.write(word + b"the beginning")
    (first, torn) = packed.store["3-1"].frames(place.offset, packed.size())
    assert first.payload == b"whole"
    assert torn.payload is None and torn.offset == place.stop
