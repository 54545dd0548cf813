"""Checking a ledger: that it holds what was written, all of it, and nothing else.

SQLite notices torn pages, and not a byte that was changed within one. So every transaction keeps a checksum
of its rows, and every event has a number: here both are compared.
"""

from __future__ import annotations

from bisect import bisect_left

from fanfold.store.connections import damaged
from fanfold.store.ledger_codec import checksum
from fanfold.store.ledger_reader import LedgerReader

_TABLES = {"blocks_page": 0, "fans_page": 1, "failures_page": 0, "events_page": 0}
"""The tables of events, and the column of each that holds `seq`."""


def check(ledger: LedgerReader) -> None:
    """Read all of a ledger that nobody writes.

    Raises:
        DamageError: a page is torn, a row was changed or lost; the message names the ledger and the events.
    """
    told = ledger.integrity()
    if told != "ok":
        raise damaged(ledger.path, told)
    _compare(ledger)
    for _ in ledger.entries():
        pass  # every row makes sense


def _compare(ledger: LedgerReader) -> None:
    commits = list(ledger.raw_rows("commits_page"))
    lasts = [int(last or 0) for last, _ in commits]
    found, count = _sums(ledger, lasts)
    previous = 0
    for last, (_, expected), total in zip(lasts, commits, found, strict=True):
        if total != expected:
            raise damaged(ledger.path, f"events {previous + 1} to {last} are not those that were recorded")
        previous = last
    if count != previous:
        raise damaged(ledger.path, f"it has {count} events, and {previous} were recorded")


def _sums(ledger: LedgerReader, lasts: list[int]) -> tuple[list[int], int]:
    """The checksum of each transaction's rows as they are now, and how many rows there are."""
    sums, count = [0] * len(lasts), 0
    for query, seq_column in _TABLES.items():
        for row in ledger.raw_rows(query):
            seq = row[seq_column]
            number = bisect_left(lasts, seq) if isinstance(seq, int) else len(lasts)
            if number == len(lasts):
                raise damaged(ledger.path, f"event {seq} was never recorded")
            sums[number] += checksum(row)
            count += 1
    return sums, count
