"""Start-up time is a feature: what `import fanfold`, and a flow file's imports, load."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.house.sources import PACKAGE

# What each would add to every run's start, and to every worker that is an interpreter of its own.
HEAVY = {
    "asyncio",
    "click",
    "concurrent",
    "ctypes",
    "dataclasses",
    "importlib.metadata",
    "inspect",
    "logging",
    "multiprocessing",
    "numpy",
    "pandas",
    "pickle",
    "rich",
    "socket",
    "sqlite3",
    "ssl",
    "subprocess",
    "tempfile",
    "typing_extensions",
    "urllib",
    "xxhash",
}
FLOW_MODULES_MAX = 130


def test_import_fanfold_loads_nothing_heavy() -> None:
    assert _loaded_by("import fanfold") & HEAVY == set()


def test_import_fanfold_loads_nothing_of_its_own_but_the_version() -> None:
    own = {name for name in _loaded_by("import fanfold") if name.startswith("fanfold")}
    assert own <= {"fanfold", "fanfold._version"}


def test_what_a_flow_file_imports_loads_no_command_line_network_or_database() -> None:
    loaded = _loaded_by("from fanfold import FlowSpec, step, Parameter, current, retry, catch")
    allowed = {"dataclasses", "inspect", "pickle"}
    assert loaded & (HEAVY - allowed) == set()


def test_what_a_flow_file_imports_is_bounded() -> None:
    assert len(_loaded_by("from fanfold import FlowSpec, step")) <= FLOW_MODULES_MAX


def test_what_a_run_loads_compiles_no_annotations() -> None:
    """Under the future import a NamedTuple's types are text, which `typing` compiles: 10 µs a field."""
    script = """
import fanfold.engine.whole_run, fanfold.terminal.plain
from typing import ForwardRef
ours = [module for name, module in list(sys.modules.items()) if name.startswith("fanfold")]
kinds = {kind for module in ours for kind in vars(module).values() if hasattr(kind, "_field_defaults")}
assert len(kinds) > 50
text = [kind for kind in kinds if ForwardRef in map(type, kind.__annotations__.values())]
assert not text, text
"""
    assert "fanfold.engine.whole_run" in _loaded_by(f"exec({script!r})")


def test_what_only_the_driver_needs_is_loaded_when_its_zygote_was_forked() -> None:
    """Else each worker would carry it, and the zygote would begin later."""
    loaded = _loaded_by("import fanfold.engine.driver")
    assert loaded & {"sqlite3", "ctypes", "shlex", "click"} == set()
    assert [name for name in loaded if name.startswith(("fanfold.run.", "fanfold.terminal"))] == []
    assert "fanfold.engine.loop" not in loaded


@pytest.mark.parametrize("layer", ["model", "graph", "run"])
def test_the_pure_layers_load_no_database_and_no_network(layer: str) -> None:
    assert _loaded_by(f"import fanfold.{layer}") & {"sqlite3", "socket", "asyncio", "click"} == set()


def _loaded_by(statement: str) -> set[str]:
    """The modules that an interpreter loads for the statement, beyond those it starts with.

    It starts without site-packages (-I -S): what the environment's .pth files load does not count, and a need
    for click or xxhash shows itself as an error.
    """
    script = (
        f"import sys; sys.path.insert(0, {str(PACKAGE.parent)!r}); before = set(sys.modules); {statement}; "
        "print(*(set(sys.modules) - before), sep='\\n')"
    )
    bare = [sys.executable, "-I", "-S", "-c", script]
    done = subprocess.run(bare, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())
