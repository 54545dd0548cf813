"""Packs: append-only files of frames.

A worker writes its tasks' records, items and artifacts to a pack of its own, one `write` a record, and
nobody ever truncates a pack or opens it again for writing: a reader of a mapped file that shrinks dies of
SIGBUS, and packs of resumed runs are hard links. After any error the writer starts a new pack.

    file   = header, frame, frame, …        header = b"FANPACK" + format version
    frame  = kind and length (8 bytes), crc32 of the payload (4), payload

The crc tells a whole frame from a torn one. A blob frame holds large buffers, 64-byte aligned so that
arrays can be mapped in place; they are covered by the digests in the record that refers to them, not by the
crc.
"""

import os
import struct
from collections.abc import Iterator, Sequence
from contextlib import suppress
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock
from pathlib import Path
from zlib import crc32

from fanfold.model.errors import DamageError, FormatError, StorageError
from fanfold.model.named import NamedTuple
from fanfold.store.location import Location

MAGIC = b"FANPACK"
VERSION = 1
HEADER = MAGIC + bytes([VERSION])

FRAME = struct.Struct("<QI")
KIND_SHIFT = 56
LENGTH_MASK = (1 << KIND_SHIFT) - 1

RECORD = 1
BLOB = 2
ITEMS = 3
_KINDS = frozenset([RECORD, BLOB, ITEMS])

ALIGNMENT_BYTES = 64
_WRITEV_BUFFERS_MAX = 512
_WINDOW_BYTES = 1 << 18
_HEAD_BYTES = 1 << 10
"""Most records are shorter: they are read at once with their frame's header."""

Bytes = bytes | bytearray | memoryview

_write, _pack_frame = os.write, FRAME.pack  # each is called a million times
_RECORD_WORD = RECORD << KIND_SHIFT


class PackWriteError(StorageError):
    """A pack could not be written: the disk's fault, never the task's. The pack takes nothing more."""

    def __init__(self, pack: str, error: OSError) -> None:
        super().__init__(
            f"Cannot write pack {pack}: {error.strerror}.", remedy="Free some space and resume the run."
        )
        self.errno = error.errno or 0


def frame(kind: int, payload: bytes) -> bytes:
    """The bytes of one frame."""
    return FRAME.pack(kind << KIND_SHIFT | len(payload), crc32(payload)) + payload


class PackWriter:
    """Appends frames to one pack. Not shared: one process writes to a pack at a time.

    Attributes:
        name: the file's stem, as locations name it.
        offset: where the next frame will begin.
    """

    def __init__(self, descriptor: int, name: str) -> None:
        self.descriptor = descriptor
        self.name = name
        self.offset = os.fstat(descriptor).st_size
        if self.offset == 0:
            self._write(HEADER)

    def _write(self, data: bytes) -> None:
        try:
            written = _write(self.descriptor, data)
            while written < len(data):  # the disk is full, or a signal came; the next write says which
                written += _write(self.descriptor, data[written:])
        except OSError as error:
            raise PackWriteError(self.name, error) from error
        self.offset += written

    def append(self, kind: int, payload: bytes) -> Location:
        """Write one frame whole; it is readable by anyone when this returns."""
        start = self.offset
        data = _pack_frame(kind << KIND_SHIFT | len(payload), crc32(payload)) + payload
        self._write(data)
        return Location(self.name, start, len(data))

    def append_record(self, payload: bytes) -> int:
        """Write the frame of a record; gives where it begins. `append` for what is done a million times."""
        start = self.offset
        self._write(_pack_frame(_RECORD_WORD | len(payload), crc32(payload)) + payload)
        return start

    def append_blob(self, buffers: Sequence[Bytes]) -> list[tuple[int, int]]:
        """Write buffers as one blob frame, each aligned; gives each one's (offset, length) in the pack."""
        pieces: list[Bytes] = []
        places: list[tuple[int, int]] = []
        position = self.offset + FRAME.size
        for buffer in buffers:
            view = memoryview(buffer).cast("B")
            padding = -position % ALIGNMENT_BYTES
            pieces += [bytes(padding), view]
            places.append((position + padding, view.nbytes))
            position += padding + view.nbytes
        length = position - self.offset - FRAME.size
        self._write_all([FRAME.pack(BLOB << KIND_SHIFT | length, 0), *pieces])
        return places

    def _write_all(self, pieces: list[Bytes]) -> None:
        try:
            self._write_pieces(pieces)
        except OSError as error:
            raise PackWriteError(self.name, error) from error

    def _write_pieces(self, pieces: list[Bytes]) -> None:
        for first in range(0, len(pieces), _WRITEV_BUFFERS_MAX):
            batch = [memoryview(piece).cast("B") for piece in pieces[first : first + _WRITEV_BUFFERS_MAX]]
            while batch:
                written = os.writev(self.descriptor, batch)
                self.offset += written
                while batch and written >= batch[0].nbytes:
                    written -= batch.pop(0).nbytes
                if batch and written:
                    batch[0] = batch[0][written:]


class PackReader:
    """Reads frames of one pack by offset. Bytes are read as asked for; nothing is mapped whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.stem
        self.descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        head = os.pread(self.descriptor, len(HEADER), 0)
        if head and head != HEADER:
            os.close(self.descriptor)
            self._refuse(head)

    def _refuse(self, head: bytes) -> None:
        if head.startswith(MAGIC) and len(head) == len(HEADER) and head[-1] > VERSION:
            raise FormatError(
                f"{self.path} was written by a newer fanfold (pack format {head[-1]}).",
                remedy="Read it with that version.",
            )
        raise DamageError(f"{self.path} is not a pack.", remedy="`fanfold verify RUN` lists what is damaged.")

    def close(self) -> None:
        """Give the descriptor back."""
        os.close(self.descriptor)

    def read(self, offset: int, length: int) -> bytes:
        """Exactly these bytes."""
        data = os.pread(self.descriptor, length, offset)
        while len(data) < length:
            more = os.pread(self.descriptor, length - len(data), offset + len(data))
            if not more:
                raise DamageError(
                    f"{self.path} ends at byte {offset + len(data)}, before what was stored at {offset}."
                )
            data += more
        return data

    def read_into(self, offset: int, length: int) -> bytearray:
        """These bytes, in memory that can be written to."""
        data = bytearray(length)
        view, done = memoryview(data), 0
        while done < length:
            more = os.preadv(self.descriptor, [view[done:]], offset + done)
            if not more:
                raise DamageError(f"{self.path} ends at byte {offset + done}, within what was stored there.")
            done += more
        return data

    def payload(self, offset: int) -> bytes:
        """The payload of the frame that begins at `offset`, checked."""
        head = os.pread(self.descriptor, _HEAD_BYTES, offset)
        if len(head) < FRAME.size:
            head = self.read(offset, FRAME.size)  # which says what is missing
        word, crc = FRAME.unpack_from(head)
        length = word & LENGTH_MASK
        if length > _WINDOW_BYTES and offset + FRAME.size + length > self.size():  # no such memory, perhaps
            raise DamageError(f"{self.path} ends before the frame at byte {offset} does.")
        payload = head[FRAME.size : FRAME.size + length]
        if len(payload) < length:
            payload = self.read(offset + FRAME.size, length)
        if crc32(payload) != crc:
            raise DamageError(f"The frame at byte {offset} of {self.path} is damaged.")
        return payload

    def records(self, offset: int, length: int) -> Iterator[bytes]:
        """The payloads of the record frames in a block, in order, each checked; blobs are passed over
        unread.
        """
        for frame_ in self.frames(offset, offset + length):
            if frame_.kind == RECORD:
                if frame_.payload is None:
                    raise DamageError(f"The record at byte {frame_.offset} of {self.path} is damaged.")
                yield frame_.payload

    def frames(self, offset: int, stop: int) -> Iterator["Frame"]:
        """The frames between two bytes, in order. A torn or damaged one comes without payload, and is the
        last if torn.
        """
        return map(Frame._make, self.walk(offset, stop))

    def walk(self, offset: int, stop: int) -> Iterator[tuple[int, int, int, bytes | None]]:
        """The same as plain tuples with the fields of `Frame`, which are cheaper to make."""
        header, unpack = FRAME.size, FRAME.unpack_from
        window, base, ready = b"", offset, offset  # `ready` is where the window ends
        while offset + header <= stop:
            if offset + header > ready:
                base, window = offset, self._window(offset, stop)
                ready = base + len(window)
            word, crc = unpack(window, offset - base)
            kind, end = word >> KIND_SHIFT, offset + header + (word & LENGTH_MASK)
            if end > stop or kind not in _KINDS:  # torn; zeros where a power cut left a file without contents
                yield kind, offset, stop - offset, None
                return
            if kind == BLOB:
                yield kind, offset, end - offset, b""
            else:
                if end > ready:
                    length = max(end - offset, min(_WINDOW_BYTES, stop - offset))
                    base, window = offset, self.read(offset, length)
                    ready = base + length
                payload = window[offset - base + header : end - base]
                yield kind, offset, end - offset, payload if crc32(payload) == crc else None
            offset = end

    def _window(self, offset: int, stop: int) -> bytes:
        return self.read(offset, min(_WINDOW_BYTES, stop - offset))

    def size(self) -> int:
        """How long the file is now."""
        return os.fstat(self.descriptor).st_size


class Frame(NamedTuple):
    """A frame as found in a pack: its kind, where it begins, its whole length, and its payload if that is
    whole.
    """

    kind: int
    offset: int
    length: int
    payload: bytes | None


def create(folder: Path, stem: str) -> int:
    """Make a new pack file for appending; gives its descriptor. It must not be there yet.

    The descriptor is locked, and so are its copies in the processes that write: see `has_writer`.
    """
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    descriptor = os.open(folder / f"{stem}.pack", flags, 0o600)
    with suppress(OSError):  # a file system without locks: then nobody can tell
        flock(descriptor, LOCK_SH)
    return descriptor


def has_writer(path: Path) -> bool:
    """Whether a process that may write to this pack still lives."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        flock(descriptor, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False
