"""The code of a run, as it was."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from fanfold.model.errors import CodeChangedError, DamageError, StorageError
from fanfold.store import code
from fanfold.store.code import CodeFile
from fanfold.store.folder import RunFolder


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    path = tmp_path / "home" / "Sizes" / "1764000000"
    path.mkdir(parents=True)
    return RunFolder(path).create()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "project" / "parts").mkdir(parents=True)
    for name in ("my flow.py", "beside.py", "parts/__init__.py", "parts/größe.py"):
        (tmp_path / "project" / name).write_text(f"# {name}\n", encoding="utf-8")
    return tmp_path / "project"


def modules(project: Path) -> dict[str, ModuleType]:
    """As `sys.modules` would be after the flow file was imported."""
    files = {"beside": "beside.py", "parts": "parts/__init__.py", "parts.größe": "parts/größe.py"}
    made = {name: ModuleType(name) for name in files}
    for name, module in made.items():
        module.__file__ = str(project / files[name])
    return {**sys.modules, **made}


def keep(folder: RunFolder, project: Path) -> None:
    local = [
        file for file in code.local_modules(modules=modules(project)) if file.path.is_relative_to(project)
    ]
    code.snapshot(folder, CodeFile(project / "my flow.py", "my flow.py"), local)


def test_local_modules_are_those_that_no_installer_put_there(project: Path) -> None:
    local = code.local_modules(modules=modules(project))
    names = {file.name for file in local}
    assert {"beside.py", "parts/__init__.py", "parts/größe.py"} <= names
    assert not any(
        name.startswith(("json/", "pytest/", "hypothesis/", "fanfold/", "os.py")) for name in names
    )


def test_the_code_is_kept_as_it_is_imported(folder: RunFolder, project: Path) -> None:
    keep(folder, project)
    for name in ("my flow.py", "beside.py", "parts/__init__.py", "parts/größe.py"):
        assert (folder.code / name).read_bytes() == (project / name).read_bytes()
    assert code.changed(folder) == []


def test_what_changed_or_is_gone_is_named(folder: RunFolder, project: Path) -> None:
    keep(folder, project)
    (project / "beside.py").write_text("# new\n")
    (project / "parts" / "größe.py").unlink()
    assert set(code.changed(folder)) == {project / "beside.py", project / "parts" / "größe.py"}
    with pytest.raises(CodeChangedError, match=r"beside\.py"):
        code.check_unchanged(folder)


def test_a_file_that_was_only_touched_has_not_changed(folder: RunFolder, project: Path) -> None:
    keep(folder, project)
    (project / "beside.py").touch()
    code.check_unchanged(folder)


def test_a_flow_file_that_is_gone_is_a_storage_error(folder: RunFolder, project: Path) -> None:
    with pytest.raises(StorageError, match=r"gone\.py"):
        code.snapshot(folder, CodeFile(project / "gone.py", "gone.py"), [])


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '{"a": {}}', json.dumps({"a": []})])
def test_a_damaged_list_is_named(folder: RunFolder, text: str) -> None:
    (folder.code / code.LIST_NAME).write_text(text)
    with pytest.raises(DamageError, match=r"\.files\.json"):
        code.changed(folder)
