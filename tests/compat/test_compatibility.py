"""The page of compatibility says what is so: each line is looked at, by a program that says `metaflow`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest

import fanfold
import fanfold.cards
from fanfold.cli.commands import FLOW_COMMANDS
from fanfold.cli.elsewhere import ELSEWHERE, INSIDE
from fanfold.cli.flow_group import ACCEPTED, FlowGroup, group
from fanfold.flow.current import Current
from fanfold.flow.decorators.foreign import FOREIGN
from fanfold.flow.extensions import EXTENSION_OF_CURRENT
from fanfold.flow.portability.reference import NAMES
from fanfold.flow.spec import FlowSpec
from tests.compat.page import PAGE, STATUSES, Line, lines, page
from tests.flow_process import run_fanfold

LINES = lines()
FOUND_UNDER = ("names", "extensions", "modules", "exceptions")

SEARCH = """
import importlib, json, sys
from fanfold import FanfoldError

def look(group, name):
    try:
        if group == "modules":
            return "there" if importlib.import_module(name) else ""
        module = "metaflow.exception" if group == "exceptions" else "metaflow"
        found = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        return f"gone: {error}"
    if group == "exceptions" or not callable(found):
        return "there"
    try:
        found()
    except FanfoldError as error:
        return f"refuses: {error.remedy}"
    except BaseException:
        pass
    return "there"

print(json.dumps([look(group, name) for group, name in json.loads(sys.argv[1])]))
"""


class Empty(FlowSpec):
    """A flow to ask for its command line."""


def of(*groups: str) -> list[Line]:
    """The lines of these groups."""
    return [line for line in LINES if line.group in groups]


def test_the_page_is_made_from_the_list() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: python -m tests.compat.page"


def test_each_line_has_a_status_and_a_reason_where_one_is_due() -> None:
    assert {line.status for line in LINES} == set(STATUSES)
    assert [line.name for line in LINES if line.status in ("differs", "absent") and not line.note] == []


def test_no_name_of_metaflow_is_left_out() -> None:
    assert {line.name for line in of("names")} == NAMES


@pytest.mark.processes
def test_what_is_said_of_names_and_modules_is_so(tmp_path: Path) -> None:
    (tmp_path / "search.py").write_text(SEARCH, encoding="utf-8")
    asked = of(*FOUND_UNDER)
    words = json.dumps([(line.group, line.name) for line in asked])
    done = run_fanfold("exec", "--", "python", "search.py", words, home=tmp_path / "runs", folder=tmp_path)
    assert done.exit_code == 0, str(done)
    for line, found in zip(asked, json.loads(done.out.splitlines()[-1]), strict=True):
        if line.status == "absent" and line.group != "modules":
            assert found.startswith(("gone: fanfold has no", "refuses: ")), (line, found)
        else:
            assert not found.startswith("gone"), (line, found)


def test_what_is_accepted_says_so_in_a_run() -> None:
    for line in of("names", "extensions"):
        if line.status == "accepted" and line.name != "namespaced_event_name":
            is_told = line.name in FOREIGN or line.name in ("schedule", "trigger", "trigger_on_finish")
            assert is_told or line.name in fanfold.__all__, line
    for line in of("extensions"):
        attribute = line.note.partition("`current.")[2].partition("`")[0]
        assert not attribute or EXTENSION_OF_CURRENT[attribute], line


@pytest.mark.parametrize(
    ("name", "kind"), [("flow", FlowSpec), ("current", Current), ("storage", fanfold.S3)]
)
def test_members_are_there(name: str, kind: type) -> None:
    assert [line.name for line in of(name) if line.name not in dir(kind)] == []


def test_names_of_cards_are_there() -> None:
    assert sorted(line.name for line in of("cards")) == sorted(fanfold.cards.__all__)


def test_members_of_the_client_are_there() -> None:
    for line in of("client"):
        owner, _, name = line.name.partition(".")
        assert hasattr(getattr(fanfold, owner), name), line


def test_commands_are_there_or_say_what_to_type() -> None:
    for line in of("commands"):
        if line.status != "absent" or line.name == "spin":
            assert line.name in FLOW_COMMANDS, line
        else:
            assert line.name in (*ELSEWHERE, *INSIDE), line


@pytest.mark.parametrize("line", of("options"), ids=lambda line: line.name)
def test_options_are_there(line: Line) -> None:
    command, _, option = line.name.rpartition(" ")
    known = {name: parameter for parameter in _options(command) for name in parameter.opts}
    assert option in known, line
    if line.status == "accepted":
        assert getattr(known[option], "hidden", False), "what does nothing is not advertised"
        assert option in ACCEPTED or option in ("--pylint", "--force-rebuild-environments", "--max-log-size")


@cache
def _options(command: str) -> list[Any]:
    whole = group(Empty)
    assert isinstance(whole, FlowGroup)
    if not command:
        return list(whole.params)
    found = whole.get_command(click.Context(whole), command)
    assert found is not None
    return list(found.params)
