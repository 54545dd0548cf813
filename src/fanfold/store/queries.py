"""The ledger's SQL, read from its files: the schema, the migrations, and the queries by name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("sql")
_MARK = "-- name: "


@cache
def named_queries() -> dict[str, str]:
    """The queries of queries.sql, by the name in the line above each."""
    parts = (_FOLDER / "queries.sql").read_text(encoding="utf-8").split(_MARK)[1:]
    pairs = (part.split("\n", 1) for part in parts)
    return {name.strip(): query.strip().rstrip(";") for name, query in pairs}


def schema() -> str:
    """What makes an empty ledger of today's format."""
    return (_FOLDER / "schema.sql").read_text(encoding="utf-8")


def migrations() -> list[str]:
    """What makes a ledger of format 1 from nothing, and each format from the one before, in order."""
    return [path.read_text(encoding="utf-8") for path in sorted((_FOLDER / "migrations").glob("*.sql"))]
