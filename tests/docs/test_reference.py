"""The reference says what the code does: it is made from it, and names everything that there is."""

from __future__ import annotations

import ast
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module

import pytest

import fanfold
from fanfold.cli.commands import FLOW_COMMANDS, OWN_COMMANDS, RUN_COMMANDS
from fanfold.cli.error_codes import error_codes
from fanfold.model.errors import FanfoldError
from fanfold.model.variables import VARIABLES
from fanfold.store.folder import FORMAT_VERSION
from fanfold.store.records import Record
from fanfold.store.runjson import RunRecord
from reference.pages import FOLDER, PAGES
from tests.house.sources import package_files

OURS = re.compile(r"(FANFOLD|METAFLOW)_[A-Z0-9_]*")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_the_code_makes_of_it_now(name: str) -> None:
    written = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    assert written == PAGES[name](), "run `make reference`"


def test_no_page_is_left_of_what_is_not_made_any_more() -> None:
    assert {page.stem for page in FOLDER.glob("*.md")} == set(PAGES)


def test_each_command_is_there() -> None:
    page = (FOLDER / "commands.md").read_text(encoding="utf-8")
    wanted = [
        *(f"### `python FLOW.py {name}`" for name in FLOW_COMMANDS),
        *(f"### `fanfold {name}`" for name in RUN_COMMANDS),
        *(f"`fanfold {name}`" for name in OWN_COMMANDS),
    ]
    assert [words for words in wanted if words not in page] == []


def test_each_error_of_the_package_has_a_code_with_a_meaning_and_advice() -> None:
    for module in _modules():
        import_module(module)
    known = {each.code: each for each in error_codes()}
    assert [kind.__name__ for kind in _below(FanfoldError) if kind.code not in known] == []
    assert [each.name for each in known.values() if not each.meaning or not each.advice] == []


def test_the_page_on_the_format_has_its_version_and_every_field() -> None:
    page = (FOLDER.parent / "format.md").read_text(encoding="utf-8")
    assert f"Version {FORMAT_VERSION}." in page
    fields = {*RunRecord._fields, *Record._fields}
    assert [field for field in sorted(fields) if f"`{field}`" not in page] == []


def test_each_variable_that_the_code_names_is_in_the_list() -> None:
    listed = {re.sub(r"<.*>", "", name) for variable in VARIABLES for name in variable.names}
    named = {word for path in package_files() for word in _texts(path.read_text(encoding="utf-8"))}
    assert named - listed - _BEGINNINGS - _PLACES == set()


_BEGINNINGS = {"FANFOLD_", "METAFLOW_FLOW_"}
"""How names begin that the code puts together."""
_PLACES = {"METAFLOW_DATASTORE", "METAFLOW_ENVIRONMENT", "METAFLOW_METADATA"}


def _texts(source: str) -> Iterator[str]:
    """The texts in a file that are names of our variables, or the beginnings of some."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and OURS.fullmatch(node.value):
            yield node.value


def _modules() -> list[str]:
    """All modules, except those that do something when they are imported."""
    found = pkgutil.walk_packages(fanfold.__path__, "fanfold.", onerror=lambda name: None)
    leave = ("fanfold.compat", "fanfold.as_metaflow", "fanfold.demo")
    return [each.name for each in found if not each.name.startswith(leave) and "__main__" not in each.name]


def _below(kind: type[FanfoldError]) -> Iterator[type[FanfoldError]]:
    yield kind
    for below in kind.__subclasses__():
        if below.__module__.startswith("fanfold"):
            yield from _below(below)
