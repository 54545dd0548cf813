"""The libraries that `@conda`, `@pypi` and their like declare, checked against the Python that runs the flow.

No environment is made here, so what is missing or of another version is told before anything runs, in one
line with the command that installs it. The flow runs all the same: who needs it may never be reached.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fanfold.flow.decorators.catalog import DECLARING
from fanfold.flow.decorators.flow_decorators import flow_decorators_of
from fanfold.flow.decorators.policy import decorators_of
from fanfold.flow.steps import steps_of
from fanfold.model.named import NamedTuple

if TYPE_CHECKING:
    from fanfold.flow.decorators.decorator import Decorator

_PIP_NAMES = {
    "msgpack-python": "msgpack",
    "opencv": "opencv-python",
    "py-opencv": "opencv-python",
    "py-xgboost": "xgboost",
    "pytables": "tables",
    "pytorch": "torch",
    "pytorch-cuda": "torch",
    "pytorch-gpu": "torch",
}
"""Libraries whose names in conda are others."""


class Wish(NamedTuple):
    """A library that a step declares: its name for pip, and the version, as it is written."""

    name: str
    version: str


def libraries_note(flow_class: type, *, extra: Sequence[Decorator] = ()) -> str:
    """One line on what is declared and not there; empty if nothing is missing, or nothing was declared."""
    bases = [each for each in flow_decorators_of(flow_class) if each.name in DECLARING]
    lacking: dict[str, list[str]] = {}
    wanted: dict[str, str] = {}
    for step, function in steps_of(flow_class).items():
        above = [each for each in decorators_of(function, extra=extra) if each.name in DECLARING]
        for text, requirement in _lacking([*bases, *above]):
            lacking.setdefault(text, []).append(step)
            if requirement:
                wanted[requirement] = requirement
    if not lacking:
        return ""
    steps_count = len(steps_of(flow_class))
    said = "; ".join(f"{text}{_where(steps, steps_count)}" for text, steps in lacking.items())
    command = f" To install: {_installer()} {' '.join(map(_quoted, wanted))}" if wanted else ""
    return f"declared by the flow and not so in this Python: {said}.{command}"


def _where(steps: list[str], steps_count: int) -> str:
    return "" if len(steps) == steps_count else f" ({', '.join(steps)})"


def _lacking(decorators: Iterable[Decorator]) -> list[tuple[str, str]]:
    """What is not as they declare it, in words and as pip's requirement (empty for Python itself)."""
    wishes: dict[str, Wish] = {}
    python = ""
    for decorator in decorators:
        declared = decorator.attributes
        if declared.get("disabled"):
            return []
        python = str(declared.get("python") or python)
        for packages in (declared.get("libraries"), declared.get("packages")):
            if isinstance(packages, Mapping):
                wishes |= {wish.name: wish for wish in map(_wish, packages.items())}
    compared = [(_compared(wish), _requirement(wish)) for wish in wishes.values()]
    return [*((text, requirement) for text, requirement in compared if text), *_other_python(python)]


def _wish(declared: tuple[Any, Any]) -> Wish:
    name = str(declared[0]).rpartition("::")[2].partition("@")[0].partition("[")[0].strip()
    return Wish(_PIP_NAMES.get(name.lower(), name), str(declared[1] or "").strip().lstrip("=").strip())


def _compared(wish: Wish) -> str | None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        there = version(wish.name)
    except PackageNotFoundError:
        return f"{wish.name} {wish.version}".strip() + " is missing"
    except ValueError:  # a name that none can have
        return None
    return None if fits(there, wish.version) else f"{wish.name} {wish.version} is {there}"


def _other_python(wish: str) -> list[tuple[str, str]]:
    import platform

    there = platform.python_version()
    is_prefix = f"{there}.".startswith(f"{wish.lstrip('=').strip()}.")
    return [] if not wish or is_prefix or fits(there, wish) else [(f"python {wish} is {there}", "")]


def fits(version: str, wish: str) -> bool:
    """Whether a version is one of those wished for. A wish that is not understood counts as fulfilled."""
    return all(_is_so(version, part.strip()) for part in wish.split(",") if part.strip())


def _is_so(version: str, wish: str) -> bool:
    match = re.fullmatch(r"(===?|!=|>=|<=|~=|>|<|)\s*(\d+(?:\.\d+)*)(\.\*)?", wish)
    there, is_known = _numbers(version), re.match(r"\d", version)
    if match is None or not is_known:
        return wish in ("", "*") or version == wish or (match is None and not re.match(r"[\d=]", wish))
    sign, wanted = match[1] or "==", _numbers(match[2])
    length = max(len(there), len(wanted))
    if match[3] or sign == "~=":
        kept = wanted if match[3] else wanted[:-1] or wanted
        begins = there[: len(kept)] == kept
        return not begins if sign == "!=" else begins and (bool(match[3]) or there >= wanted)
    left, right = _padded(there, length), _padded(wanted, length)
    return {
        "==": left == right,
        "===": left == right,
        "!=": left != right,
        ">=": left >= right,
        "<=": left <= right,
        ">": left > right,
        "<": left < right,
    }[sign]


def _numbers(version: str) -> tuple[int, ...]:
    """The release of a version: `2.1.0+cu118` is (2, 1, 0)."""
    match = re.match(r"v?(\d+(?:\.\d+)*)", version)
    return tuple(map(int, match[1].split("."))) if match else ()


def _padded(numbers: tuple[int, ...], length: int) -> tuple[int, ...]:
    return numbers + (0,) * (length - len(numbers))


def _requirement(wish: Wish) -> str:
    if not wish.version or wish.version == "*":
        return wish.name
    return f"{wish.name}{wish.version}" if wish.version[0] in "<>!~=" else f"{wish.name}=={wish.version}"


def _quoted(requirement: str) -> str:
    return f"'{requirement}'" if re.search(r"[<>*!\[]", requirement) else requirement


def _installer() -> str:
    from shutil import which

    return "uv pip install" if which("uv") else "pip install"
