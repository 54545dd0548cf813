"""The index of a flow's cache: which results are kept, and where their records lie. Any number of runs use it
at once, each for moments.

A cache may be lost and nothing is lost with it but time. So what is wrong with it is told and passed over,
and never ends a run.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fanfold.model.errors import StorageError
from fanfold.model.named import NamedTuple
from fanfold.store.kept_blocks import KeptBlock
from fanfold.store.queries import cache_queries, cache_schema

if TYPE_CHECKING:
    import sqlite3

FORMAT = 2
"""2: with blocks."""
BUSY_SECONDS = 30.0
FEW = 1000
"""So many results are looked up one by one; of more it is quicker to read all that there are."""


Kept = tuple[str, int, int]
"""Where the record of a result lies: (pack, offset, length). A plain tuple: there may be a million."""


class Entry(NamedTuple):
    """A result to keep: the digest of what the task had for itself, its record, and when it ended."""

    item: bytes
    kept: Kept
    recorded_seconds: float


class CacheIndex:
    """The index, open for reading and writing.

    Raises:
        StorageError: it cannot be read or written, or is damaged.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._errors():
            self._connection = _opened(path)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def find(self, prefix: bytes, items: Sequence[bytes], *, oldest_seconds: float) -> Mapping[bytes, Kept]:
        """The results kept for these items (and perhaps for others), of those that were recorded after a
        moment.
        """
        with self._errors():
            rows = self._all("prefix", prefix)
            if not rows:
                return {}
            number = rows[0][0]
            names = {pack: name for pack, name, _ in self._all("packs")}
            found: Iterable[tuple[Any, ...]]
            if len(items) <= FEW:
                found = (row for item in items for row in self._all("entry", number, item, oldest_seconds))
            else:
                found = self._run("entries_of_prefix", number, oldest_seconds)
            return {item: (names[pack], offset, length) for item, pack, offset, length in found}

    def blocks(
        self, prefix: bytes, fan: int, first: int, stop: int, *, oldest_seconds: float
    ) -> list[KeptBlock]:
        """The blocks of tasks of a fan that lie between two indexes, in the order of their first, those that
        were recorded last before others.
        """
        with self._errors():
            return list(
                map(KeptBlock._make, self._all("blocks_between", prefix, fan, first, stop, oldest_seconds))
            )

    def add(
        self,
        step: str,
        entries: Mapping[bytes, Sequence[Entry]],
        blocks: Mapping[bytes, Sequence[KeptBlock]],
    ) -> None:
        """Keep results of a step, by prefix. The newer one of two stays. Blocks are of such results."""
        now = time.time()
        with self._errors(), self._transaction():
            packs: dict[str, int] = {}
            for prefix, kept in entries.items():
                self._run("add_prefix", prefix, step)
                ((number,),) = self._all("prefix", prefix)
                for name in {entry.kept[0] for entry in kept} - packs.keys():
                    packs[name] = self._pack(name, now)
                rows = [
                    (number, item, packs[place[0]], *place[1:], recorded) for item, place, recorded in kept
                ]
                self._connection.executemany(cache_queries()["add_entry"], rows)
                for block in blocks.get(prefix, ()):
                    self._run("add_block", number, *block[:4], packs[block.pack], *block[5:])

    def used(self, packs: Iterable[str]) -> None:
        """Results in these packs were found, or values in them are referred to."""
        now = time.time()
        with self._errors(), self._transaction():
            for name in packs:
                self._pack(name, now)

    def forget(self, prefix: bytes, items: Iterable[bytes]) -> None:
        """These results are damaged."""
        with self._errors(), self._transaction():
            for (number,) in self._all("prefix", prefix):
                self._connection.executemany(
                    cache_queries()["drop_entry"], [(number, item) for item in items]
                )

    def packs(self) -> list[tuple[str, float, int]]:
        """Each pack: its name, the moment of its last use, and how many results lie in it."""
        with self._errors():
            return [
                (name, used, self._all("entry_count", pack)[0][0]) for pack, name, used in self._all("packs")
            ]

    def drop(self, names: Iterable[str]) -> None:
        """Keep nothing more of what lies in these packs."""
        with self._errors(), self._transaction():
            for name in names:
                for (pack,) in self._all("pack", name):
                    self._run("drop_entries_of_pack", pack)
                    self._run("drop_blocks_of_pack", pack)
                    self._run("drop_pack", pack)
            self._run("drop_unused_prefixes")

    def _pack(self, name: str, now: float) -> int:
        self._run("add_pack", name, now)
        ((number,),) = self._all("pack", name)
        return int(number)

    def _all(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self._run(query, *values).fetchall()

    def _run(self, query: str, *values: object) -> sqlite3.Cursor:
        return self._connection.execute(cache_queries()[query], values)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def _errors(self) -> Iterator[None]:
        import sqlite3

        try:
            yield
        except sqlite3.Error as error:
            raise StorageError(
                f"The cache {self.path} cannot be used: {error}.",
                remedy=f"It holds nothing that cannot be computed again: delete {self.path.parent}.",
            ) from None


def _opened(path: Path) -> sqlite3.Connection:
    import sqlite3

    connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
    try:
        connection.execute("BEGIN IMMEDIATE")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version < FORMAT:
            for statement in cache_schema().split(";\n"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version={FORMAT}")
        elif version > FORMAT:
            raise sqlite3.DatabaseError(f"a newer fanfold wrote it (format {version})")
        connection.execute("COMMIT")
        with suppress(sqlite3.OperationalError):  # no shared memory on this file system
            connection.execute("PRAGMA journal_mode=WAL").fetchone()
        connection.execute("PRAGMA synchronous=NORMAL")
        path.chmod(0o600)
    except BaseException:
        connection.close()
        raise
    return connection
