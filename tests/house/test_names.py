"""Names say what a thing is, in the words of the domain."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.house.sources import PACKAGE, functions, package_files, repository_files, shown

FILE_NAMES_FORBIDDEN = {
    "util",
    "utils",
    "helper",
    "helpers",
    "base",
    "core",
    "common",
    "misc",
    "stuff",
    "lib",
}
CLASS_NAMES_FORBIDDEN = re.compile(r"(Manager|Handler|Helper|Util|Utils|Base)$")

# Spelled in pieces, so that this file does not contain what it forbids.
PLACES_FORBIDDEN = [
    re.compile(rb"(?<![\w/.])/" + rb"work/"),
    re.compile(rb"shared/" + rb"(design|reference|data)"),
    re.compile(rb"/home/" + rb"(?!me/|you/)\w+/"),  # an invented home is no place
    re.compile(rb"/root/" + rb"\w"),
]


def test_no_file_or_folder_has_a_name_that_says_nothing() -> None:
    named_by_others = PACKAGE / "compat" / "alias"
    ours = [path for path in package_files() if not path.is_relative_to(named_by_others)]
    parts = {shown(path): {*path.relative_to(PACKAGE).with_suffix("").parts} for path in ours}
    assert {path for path, names in parts.items() if names & FILE_NAMES_FORBIDDEN} == set()


def test_no_class_is_called_manager_handler_or_helper() -> None:
    assert [
        f"{shown(path)}:{node.lineno} {node.name}"
        for path in package_files()
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ClassDef) and CLASS_NAMES_FORBIDDEN.search(node.name)
    ] == []


def test_arguments_with_a_default_are_keyword_only() -> None:
    """Save in special methods, and where someone else's habits count: `public_calls.txt` lists these."""
    lines = Path(__file__).with_name("public_calls.txt").read_text(encoding="utf-8").splitlines()
    allowed = {line for line in lines if not line.startswith("#")}
    loose = [
        f"{shown(path).removeprefix('src/fanfold/')}:{function.name}"
        for path in package_files()
        for function in functions(path)
        if function.args.defaults and not _is_special(function.name)
    ]
    assert not set(loose) - allowed, "\n".join(sorted(set(loose) - allowed))
    assert not allowed - set(loose), "allowed, and gone: " + " ".join(sorted(allowed - set(loose)))


def test_every_file_says_in_its_first_line_what_it_holds() -> None:
    assert [shown(path) for path in package_files() if not ast.get_docstring(_tree(path))] == []


def test_no_file_names_a_place_outside_the_repository() -> None:
    """A path of the machine that a file was written on means nothing to who reads it."""
    found = [
        f"{shown(path)}: {match.group().decode()}"
        for path in repository_files()
        for pattern in PLACES_FORBIDDEN
        if (match := pattern.search(path.read_bytes()))
    ]
    assert not found, "\n".join(found)


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _is_special(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")
