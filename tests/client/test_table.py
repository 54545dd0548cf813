"""A step's tasks as columns."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from fanfold import FlowSpec, step
from fanfold.client import Run, metadata
from fanfold.model.errors import DamageError, RunError
from tests.inline_run import run_inline


@dataclass
class Job:
    """An item with fields."""

    city: str
    sizes: list[int]


class Pair(NamedTuple):
    """Another."""

    city: str
    score: int


class Menu(FlowSpec):
    """Items of every kind."""

    @step
    def start(self) -> None:
        self.items = [
            {"city": "Bonn", "rate": 0.5, 3: "three"},
            Job("Kiel", [1, 2]),
            Pair("Ulm", 7),
            "plain",
            {"city": "Hof", "rate": 1},
        ]
        self.next(self.work, foreach="items")

    @step
    def work(self) -> None:
        if self.index == 4:
            raise ValueError("the last")
        self.score = 10 * (self.index or 0)
        self.ratio = np.float32(0.5)
        self.names = ["a", "b"]
        self.key = "set by the task"
        self.next(self.join)

    @step
    def join(self, inputs: Any) -> None:
        self.next(self.end)

    @step
    def end(self) -> None:
        pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run of Menu, which failed."""
    home = tmp_path_factory.mktemp("menu") / "runs"
    return run_inline(Menu, home, keep_going=True).folder.path


@pytest.fixture
def menu(folder: Path, anyone: None) -> Run:
    """That run."""
    metadata(f"local@{folder.parents[1]}")
    return Run(f"Menu/{folder.name}")


def test_a_table_is_a_mapping_of_plain_lists_with_a_place_for_every_task(survey: Run) -> None:
    table = survey["measure"].table()
    assert table.height == 6
    assert all(type(column) is list and len(column) == 6 for column in table.values())
    assert table["task"] == ["0.0", "0.1", "0.2", "1.0", "1.1", "1.2"]
    assert table["key"] == ["n0", "n1", "n2", "s0", "s1", "s2"] == table["input"]
    assert table["index"] == [0, 1, 2, 0, 1, 2]
    assert table["attempts"] == [1, 2, 1, 1, 1, 2]
    assert table["status"] == ["ok"] * 5 + ["caught"]
    assert table["score"] == [0, 1, 2, 10, 11, 12]
    assert all(
        worker in {path.stem for path in survey.path.glob("packs/*.pack")} for worker in table["worker"]
    )


def test_failed_tasks_have_their_row_and_dead_ones_too(troubled: Run) -> None:
    table = troubled["work"].table()
    assert table["status"] == ["ok", "ok", "failed", "ok", "failed", "ok"]
    assert table["square"] == [0, 1, 4, 9, None, 25]
    assert all(seconds > 0 for seconds in table["seconds"])
    assert table["key"] == ["0", "1", "2", "3", "4", "5"]


def test_what_the_items_held_becomes_columns(menu: Run) -> None:
    table = menu["work"].table()
    assert table["city"] == ["Bonn", "Kiel", "Ulm", None, "Hof"]
    assert table["rate"] == [0.5, None, None, None, 1]
    assert table["input"] == [None, None, None, "plain", None]
    assert table["score"] == [0, 10, 20, 30, None], "what the task set comes before the item's field"
    assert table["input.score"] == [None, None, 7, None, None]
    assert table["ratio"] == [0.5] * 4 + [None]
    assert table["key"][3] == "plain", "a fact, unless the artifact is asked for"
    assert not {"names", "sizes"} & table.keys(), "no plain values"


def test_columns_are_artifacts_or_fields_of_the_items_of_any_type(menu: Run) -> None:
    table = menu["work"].table(["names", "sizes", "city", "input.score", "key", "nowhere"])
    assert table["names"] == [["a", "b"]] * 4 + [None]
    assert table["sizes"][1] == [1, 2]
    assert table["city"][:2] == ["Bonn", "Kiel"]
    assert table["input.score"] == [None, None, 7, None, None]
    assert table["key"] == ["set by the task"] * 4 + [None]
    assert table["nowhere"] == [None] * 5
    assert "score" not in table
    assert menu["work"].table(["input"])["input"][1] == Job("Kiel", [1, 2])


def test_a_fact_that_is_asked_for_by_its_name_is_that_fact(menu: Run) -> None:
    asked, all_of_it = menu["work"].table(["status", "seconds"]), menu["work"].table()
    assert None not in asked["status"]
    assert all(asked[name] == all_of_it[name] for name in ("status", "seconds"))


def test_steps_outside_a_foreach_and_gangs_and_loops_have_tables_too(survey: Run) -> None:
    assert survey["total"].table(["sum"])["sum"] == [36]
    assert survey["total"].table()["index"] == [None]
    assert survey["turn"].table()["task"] == ["0", "0~1", "0~2"]
    assert survey["node"].table()["key"] == ["0", "1"]


def test_pandas_arrow_and_polars_get_the_same(survey: Run, menu: Run) -> None:
    table = survey["measure"].table()
    for name in ("key", "score", "attempts"):
        assert list(table.dataframe()[name]) == table[name]
        assert table.arrow()[name].to_pylist() == table[name]
        assert table.polars()[name].to_list() == table[name]
    with pytest.raises(RunError, match="The column input holds dict, Job, Pair, str"):
        menu["work"].table(["input"]).arrow()


def test_a_library_that_is_not_there_is_named(menu: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    table = menu["work"].table()
    for name, method in [("pandas", "dataframe"), ("pyarrow", "arrow"), ("polars", "polars")]:
        monkeypatch.setitem(sys.modules, name, None)
        with pytest.raises(RunError, match=rf"{method}\(\) needs {name}"):
            getattr(table, method)()


def test_rows_and_repr_show_what_is_in_it(menu: Run) -> None:
    table = menu["work"].table()
    rows: list[dict[str, Any]] = list(table.rows())
    assert rows[2]["city"] == "Ulm"
    assert list(rows[2]) == list(table)
    assert repr(table).startswith(f"<Table of 5 tasks, {len(table)} columns>\ntask  key")


def test_a_record_that_is_gone_is_told(folder: Path, anyone: None, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "Menu" / folder.name
    shutil.copytree(folder, copy)
    pack = min(path for path in copy.glob("packs/*-*.pack") if b"\x05ratio\x94" in path.read_bytes())
    data = bytearray(pack.read_bytes())
    at = data.index(b"ratio")
    data[at] ^= 1
    pack.write_bytes(data)
    metadata(f"local@{tmp_path}")
    with pytest.raises(DamageError):
        Run(f"Menu/{folder.name}")["work"].table()
