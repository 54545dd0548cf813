"""Where runs live."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fanfold.model.errors import NotFoundError, StorageError
from fanfold.store.home import find_home
from tests.store.powerless import IS_ROOT, NOBODY, open_folder, run_powerless


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("FANFOLD_HOME", raising=False)
    monkeypatch.chdir(tmp_path)


def test_a_home_is_made_in_the_working_directory_for_its_owner_alone_and_not_for_git(tmp_path: Path) -> None:
    home = find_home(True)
    assert home == tmp_path / ".fanfold"
    assert home.stat().st_mode & 0o777 == 0o700
    assert (home / ".gitignore").read_text() == "*\n"


def test_a_flow_in_a_sub_folder_finds_the_projects_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = find_home(True)
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert find_home(True) == find_home(False) == home
    assert not (deep / ".fanfold").exists()


def test_the_nearest_home_wins(tmp_path: Path) -> None:
    near = tmp_path / "a"
    near.mkdir()
    find_home(True)
    (near / ".fanfold").mkdir()
    assert find_home(False, start=near) == near / ".fanfold"


def test_fanfold_home_names_the_folder_itself_and_it_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FANFOLD_HOME", str(tmp_path / "runs" / "of mine"))
    assert find_home(True) == tmp_path / "runs" / "of mine"
    assert (tmp_path / "runs" / "of mine").is_dir()


def test_reading_makes_nothing_and_says_what_was_searched(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError) as told:
        find_home(False)
    assert str(tmp_path) in told.value.message
    assert "FANFOLD_HOME" in told.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_a_fanfold_home_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANFOLD_HOME", str(tmp_path / "gone"))
    with pytest.raises(NotFoundError, match="gone"):
        find_home(False)


@pytest.mark.parametrize("named", [".fanfold", "elsewhere"])
def test_a_file_where_the_folder_should_be_is_named_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    (tmp_path / named).write_text("not a folder")
    if named == "elsewhere":
        monkeypatch.setenv("FANFOLD_HOME", str(tmp_path / named))
    with pytest.raises(StorageError) as told:
        find_home(True)
    assert str(tmp_path / named) in told.value.message
    assert "FANFOLD_HOME" in told.value.remedy


def test_a_place_below_a_file_is_a_storage_error_and_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("FANFOLD_HOME", str(tmp_path / "file" / "runs"))
    with pytest.raises(StorageError, match="file"):
        find_home(True)


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    yield from open_folder()


@pytest.mark.processes
def test_a_folder_that_cannot_be_written_is_named_with_the_remedy(shared_folder: Path) -> None:
    imports = "from fanfold.store.home import find_home; from fanfold.model.errors import StorageError"
    script = (
        "try: find_home(True, start=Path(sys.argv[1]))\nexcept StorageError as error: print(error.report())"
    )
    shared_folder.chmod(0o555)
    told = run_powerless(imports, script, shared_folder)
    assert str(shared_folder) in told
    assert "FANFOLD_HOME" in told
    shared_folder.chmod(0o755)
    (shared_folder / ".fanfold").mkdir(mode=0o555)
    assert str(shared_folder / ".fanfold") in run_powerless(imports, script, shared_folder)


@pytest.mark.processes
@pytest.mark.skipif(not IS_ROOT, reason="only root can give a folder away")
def test_a_home_of_somebody_else_is_passed_over(shared_folder: Path) -> None:
    """Reading an artifact runs code: a folder that another user planted above is not picked up by chance."""
    planted, below = shared_folder / ".fanfold", shared_folder / "below"
    planted.mkdir()
    below.mkdir()
    os.chown(planted, NOBODY - 1, NOBODY - 1)
    os.chown(below, NOBODY, NOBODY)
    script = "print(find_home(True, start=Path(sys.argv[1])))"
    found = run_powerless("from fanfold.store.home import find_home", script, below)
    assert found.strip() == str(below / ".fanfold")


def test_a_folder_that_the_system_does_not_let_us_look_at_is_an_error_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FANFOLD_HOME", str(tmp_path / ("long" * 100)))
    with pytest.raises(StorageError, match="longlong"):
        find_home(create=True)
    with pytest.raises(NotFoundError, match="longlong"):
        find_home(create=False)
