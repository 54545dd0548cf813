"""The page of the ledger: its tables, as the commented schema says."""

from __future__ import annotations

from importlib.resources import files

from reference.markdown import page

OPENING = """\
`ledger.db` in a run's folder is a SQLite database with one writer, the process that drives the run. It
holds what happened (append-only), and where in the packs the records of tasks lie: one row for a whole
range of items. Read it with any SQLite client, while the run goes on too. What the packs hold is described
in [the format of a run's folder](../format.md)."""


def ledger_page() -> str:
    """The whole page."""
    schema = (files("fanfold.store") / "sql" / "schema.sql").read_text(encoding="utf-8")
    return page("The ledger's tables", OPENING, f"```sql\n{schema.rstrip()}\n```")
