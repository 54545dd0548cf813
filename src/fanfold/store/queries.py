"""The ledger's SQL, read from its files: the schema, the migrations, and the queries by name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("sql")
_MARK = "-- name: "


@cache
def named_queries(file: str) -> dict[str, str]:
    """The queries of a file, by the name in the line above each."""
    parts = (_FOLDER / file).read_text(encoding="utf-8").split(_MARK)[1:]
    pairs = (part.split("\n", 1) for part in parts)
    return {name.strip(): query.strip().rstrip(";") for name, query in pairs}


def ledger_queries() -> dict[str, str]:
    """Those of the ledger."""
    return named_queries("queries.sql")


def cache_queries() -> dict[str, str]:
    """Those of a flow's cache."""
    return named_queries("cache_queries.sql")


def schema() -> str:
    """What makes an empty ledger of today's format."""
    return (_FOLDER / "schema.sql").read_text(encoding="utf-8")


def cache_schema() -> str:
    """What makes the empty index of a cache."""
    return (_FOLDER / "cache.sql").read_text(encoding="utf-8")


def migrations() -> list[str]:
    """What makes a ledger of format 1 from nothing, and each format from the one before, in order."""
    return [path.read_text(encoding="utf-8") for path in sorted((_FOLDER / "migrations").glob("*.sql"))]
