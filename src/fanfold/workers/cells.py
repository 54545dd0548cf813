"""Shared memory between the driver and its workers: a row of 8-byte words each.

Every word has one writer, and an aligned 8-byte store is seen whole or not at all. That is what lets the
driver read counters instead of messages.

    DONE      worker   count of attempts recorded in this process's life, modulo 2**24, and where its
                       pack ends (40 bits): both in one word, so that they belong together
    MARK      worker   chunk number (32 bits) and the position in it that it works on, plus one; 0 between
                       chunks
    STARTED   worker   monotonic nanoseconds at which that item began
    DRAINED   driver   counts how often the driver took output from the worker's pipes
    OUT_AT    worker   how long its log of stdout was when it began with the task in hand
    ERR_AT    worker   the same of stderr
    EXCEPTIONAL worker count of attempts that were more than a plain success: raised before DONE counts the
                       attempt, so that who then finds it unmoved need not look at any of them
    LIMITS    driver   for each of the last chunks: the position at which it ends for this worker
    SPAN_ENDS worker   what DONE was at the end of each of the last spans, of chunks that have several

The worker stores MARK and only then reads its limit; the driver lowers a limit and only then, a millisecond
later, reads MARK. What lies beyond both, nobody runs: that is how items are taken back.
"""

from __future__ import annotations

import mmap
import os

WORDS = 272
DONE, MARK, STARTED, DRAINED, OUT_AT, ERR_AT, EXCEPTIONAL = range(7)
LIMITS = 8
LIMIT_SLOTS = 8
SPAN_ENDS = 16
SPAN_END_SLOTS = 256

COUNT_BITS = 24
COUNT_MASK = (1 << COUNT_BITS) - 1
OFFSET_BITS = 40
OFFSET_MASK = (1 << OFFSET_BITS) - 1

SEATS_MAX = 4096


class Cells:
    """The words of one seat. `cells.words[MARK]` is read and written directly, for speed."""

    __slots__ = ("words",)

    def __init__(self, board: Board, seat: int) -> None:
        self.words = board.words[seat * WORDS : (seat + 1) * WORDS]

    def clear(self) -> None:
        """Before a new process takes the seat."""
        for number in range(WORDS):
            self.words[number] = 0


class Board:
    """All seats' words, in memory that forked and started processes share by descriptor."""

    def __init__(self, descriptor: int | None = None) -> None:
        size = SEATS_MAX * WORDS * 8
        if descriptor is None:
            descriptor = _anonymous_file()
            os.ftruncate(descriptor, size)
        self.descriptor = descriptor
        self._map = mmap.mmap(descriptor, size)
        self.words = memoryview(self._map).cast("Q")


def _anonymous_file() -> int:
    if hasattr(os, "memfd_create"):
        return os.memfd_create("fanfold-board", os.MFD_CLOEXEC)
    import tempfile

    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


def done_word(count: int, offset: int) -> int:
    """The DONE word for so many attempts and a pack that ends at this byte."""
    return (count & COUNT_MASK) << OFFSET_BITS | offset


def read_done(word: int) -> tuple[int, int]:
    """(count, offset) of a DONE word."""
    return word >> OFFSET_BITS, word & OFFSET_MASK


def read_span_ends(words: memoryview) -> dict[int, int]:
    """Where the pack ended by then, by the count of attempts (modulo 2**24) at the end of each span."""
    ends = words[SPAN_ENDS : SPAN_ENDS + SPAN_END_SLOTS].tolist()
    return {word >> OFFSET_BITS: word & OFFSET_MASK for word in ends}


def mark_word(chunk: int, position: int) -> int:
    """The MARK word of a worker that works on this position of a chunk."""
    return chunk << 32 | position + 1


def read_mark(word: int) -> tuple[int, int] | None:
    """(chunk, position) of a MARK word; None between chunks."""
    return (word >> 32, (word & 0xFFFFFFFF) - 1) if word else None
