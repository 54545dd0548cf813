"""Parsers for `Config(parser=…)`: what people have beside JSON.

Those for requirements give what `@pypi` and `@conda` take: ``{"packages": {name: version}, "python": …}``,
where ``==2.1`` is the version ``2.1`` and other wishes (``>=2``) stay as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from fanfold.model.errors import ConfigError

_REQUIREMENT = re.compile(
    r"(?P<name>[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[(?P<extras>[^\]]*)\])?\s*"
    r"(?:@\s*(?P<url>\S+)|\(?(?P<wish>(?:[=<>!~]=?=?\s*[\w.*+!-]+\s*,?\s*)*)\)?)"
)
_CONDA = re.compile(r"(?:[\w.-]+::)?(?P<name>[\w.-]+)\s*(?P<wish>[=<>!~].*)?")


def yaml_parser(content: str) -> dict[str, Any]:
    """What a YAML file says.

    Raises:
        ConfigError: PyYAML is not installed. yaml.YAMLError: it is not YAML.
    """
    found: dict[str, Any] = _yaml().safe_load(content)
    return found


def requirements_txt_parser(content: str) -> dict[str, Any]:
    """What a requirements.txt asks for. A line for ``python`` is the version of Python.

    Raises:
        ValueError: a line that is no requirement, or that has a marker (``; sys_platform == …``).
    """
    lines = ((number, _without_comment(line)) for number, line in enumerate(content.splitlines(), 1))
    return _gathered(
        _requirement(line, f"line {number}: ") for number, line in lines if line and line != "-e file:."
    )


def pyproject_toml_parser(content: str) -> dict[str, Any]:
    """What the ``[project]`` of a pyproject.toml depends on, and the Python that it requires.

    Raises:
        ValueError: it is not TOML, or a dependency is no requirement, or has a marker.
    """
    import tomllib

    project = tomllib.loads(content).get("project", {})
    python = str(project.get("requires-python", "")).lstrip("=").strip()
    wanted = [("python", python)] if python else []
    return _gathered([*wanted, *(_requirement(line, "") for line in project.get("dependencies", []))])


def conda_environment_yml_parser(content: str) -> dict[str, Any]:
    """What the ``dependencies`` of a conda environment.yml ask for. It is read line by line, without PyYAML.

    Raises:
        ValueError: a line that names no package, or a list within the list (``pip:``).
    """
    return _gathered(_conda_requirements(content))


def _gathered(requirements: Iterable[tuple[str, str]]) -> dict[str, Any]:
    packages: dict[str, str] = {}
    python: str | None = None
    for name, wish in requirements:
        if name.lower() != "python":
            packages[name] = wish
        elif python and wish:
            raise ValueError(f"python is asked for twice: {python} and {wish}")
        else:
            python = wish or python
    return {"packages": packages, "python": python}


def _requirement(line: str, place: str) -> tuple[str, str]:
    words, marker, _ = line.strip().partition(";")
    if marker:
        raise ValueError(f"{place}{line!r} has a marker, which is not supported")
    match = _REQUIREMENT.fullmatch(words.strip())
    if match is None:
        raise ValueError(f"{place}{line!r} is no requirement")
    extras = f"[{match['extras']}]" if match["extras"] else ""
    address = f"@{match['url']}" if match["url"] else ""
    return f"{match['name']}{extras}{address}", _version(match["wish"] or "")


def _conda_requirements(content: str) -> Iterator[tuple[str, str]]:
    inside = False
    for number, line in enumerate(content.splitlines(), 1):
        words = _without_comment(line)
        if not words:
            continue
        if not words.startswith("-"):
            inside = words.lower().startswith("dependencies:")
        elif inside:
            wanted = words.lstrip("-").strip().strip("'\"")
            match = _CONDA.fullmatch(wanted)
            if match is None:
                raise ValueError(f"line {number}: {wanted!r} names no package")
            yield match["name"], _version(match["wish"] or "")


def _without_comment(line: str) -> str:
    return re.sub(r"(^|\s)#.*$", "", line).strip()


def _version(wish: str) -> str:
    return re.sub(r"\s+", "", wish.lstrip("= "))


def _yaml() -> Any:
    try:
        import yaml  # type: ignore[import-untyped,unused-ignore]
    except ImportError:
        raise ConfigError(
            "A YAML file cannot be read: PyYAML is not installed.",
            remedy="Install it (pip install pyyaml), or write the config as JSON.",
        ) from None
    return yaml
