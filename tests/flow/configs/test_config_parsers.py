"""Parsers for configs that are not JSON."""

from __future__ import annotations

import sys

import pytest

from fanfold.flow.configs.parsers import (
    conda_environment_yml_parser,
    pyproject_toml_parser,
    requirements_txt_parser,
    yaml_parser,
)
from fanfold.model.errors import ConfigError


def test_yaml_is_read_where_pyyaml_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("yaml")
    assert yaml_parser("a:\n  b: [1, 2]") == {"a": {"b": [1, 2]}}
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(ConfigError, match="PyYAML is not installed"):
        yaml_parser("a: 1")


def test_requirements_are_names_with_versions_and_python() -> None:
    text = """
    # a comment
    numpy==1.26.4    # pinned
    pandas >= 2, <3
    requests[security]==2.0
    ours @ git+https://example.org/ours.git
    -e file:.
    python==3.11
    torch
    """
    assert requirements_txt_parser(text) == {
        "packages": {
            "numpy": "1.26.4",
            "pandas": ">=2,<3",
            "requests[security]": "2.0",
            "ours@git+https://example.org/ours.git": "",
            "torch": "",
        },
        "python": "3.11",
    }


@pytest.mark.parametrize("line", ["-r other.txt", "numpy 1.0", "numpy; sys_platform == 'linux'", "!"])
def test_a_line_that_is_no_requirement_is_told(line: str) -> None:
    with pytest.raises(ValueError, match="line 2"):
        requirements_txt_parser(f"numpy\n{line}")


def test_pyproject_gives_its_dependencies_and_its_python() -> None:
    text = '[project]\nrequires-python = ">=3.10"\ndependencies = ["numpy==1.0", "pandas>=2"]'
    assert pyproject_toml_parser(text) == {
        "packages": {"numpy": "1.0", "pandas": ">=2"},
        "python": ">=3.10",
    }
    assert pyproject_toml_parser("") == {"packages": {}, "python": None}


def test_a_conda_environment_gives_its_dependencies() -> None:
    text = """
name: ours
channels:
  - conda-forge
dependencies:
  - python=3.10   # comment
  - numpy=1.21.2
  - conda-forge::scipy>=1.9
  - pandas
"""
    assert conda_environment_yml_parser(text) == {
        "packages": {"numpy": "1.21.2", "scipy": ">=1.9", "pandas": ""},
        "python": "3.10",
    }
    with pytest.raises(ValueError, match="line 3"):
        conda_environment_yml_parser("dependencies:\n  - numpy\n  - pip:\n    - torch")
