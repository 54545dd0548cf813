"""The public names: there, once, and documented."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest

import fanfold

AUTHORING = ["FlowSpec", "IncludeFile", "JSONType", "Parameter", "current", "step"]
DECORATORS = ["catch", "environment", "resources", "retry", "timeout"]
CLIENT = ["DataArtifact", "Flow", "Run", "Step", "Task", "namespace"]
PUBLIC = [name for name in fanfold.__all__ if not name.startswith("_")]


@pytest.mark.parametrize("name", AUTHORING + DECORATORS + CLIENT)
def test_what_flows_are_written_with_is_public(name: str) -> None:
    assert name in fanfold.__all__


def test_each_public_name_is_listed_once() -> None:
    assert [name for name, count in Counter(fanfold.__all__).items() if count > 1] == []


@pytest.mark.parametrize("name", PUBLIC)
def test_each_public_name_is_found_and_says_what_it_is(name: str) -> None:
    assert getattr(fanfold, name).__doc__


def test_a_star_import_gives_just_the_public_names() -> None:
    script = "from fanfold import *; import json; print(json.dumps([n for n in dir() if n != 'json']))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    for name in PUBLIC:
        assert f'"{name}"' in done.stdout


def test_an_unknown_name_is_told_as_python_would() -> None:
    with pytest.raises(AttributeError, match="no attribute 'FlowSpce'"):
        _ = fanfold.FlowSpce


def test_nothing_inside_imports_the_public_names() -> None:
    """Inside, a name is imported from where it lives, so that `import fanfold` stays an empty shell."""
    from tests.house.sources import PACKAGE, package_files, shown

    outside = (PACKAGE / "compat", PACKAGE / "demo" / "aircraft.py", PACKAGE / "__main__.py")
    inside = [path for path in package_files() if not any(path.is_relative_to(place) for place in outside)]
    words = ("import fanfold\n", "from fanfold import ")
    assert [
        shown(path) for path in inside for word in words if f"\n{word}" in path.read_text(encoding="utf-8")
    ] == []
