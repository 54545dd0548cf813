"""`tag`: as people type it, with and without the flow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fanfold.cli.command import answer
from fanfold.cli.flow_command import answer as answer_for
from fanfold.cli.outcome import exit_code_of
from fanfold.client import Run, default_metadata, metadata
from fanfold.flow.spec import FlowSpec
from tests.cli.made_runs import make_run

Printed = pytest.CaptureFixture[str]
OLD, NEW, OTHER = "1700000001", "1700000002", "1700000003"


class Tagged(FlowSpec):
    """A flow to type commands for."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Two runs of Tagged, the newer one somebody's, and one of another flow."""
    make_run(tmp_path, "Tagged", int(OLD), tags=("spring",))
    make_run(tmp_path, "Tagged", int(NEW), user="somebody")
    make_run(tmp_path, "Other", int(OTHER))
    monkeypatch.setenv("USER", "tester")
    monkeypatch.setenv("METAFLOW_USER", "tester")
    metadata(f"local@{tmp_path}")
    yield tmp_path
    default_metadata()


def tags(run_id: str) -> set[str]:
    """What people gave to a run of Tagged."""
    return set(Run(f"Tagged/{run_id}", _namespace_check=False).user_tags)


def test_tags_are_added_removed_and_replaced_of_the_newest_run_or_the_named_one(capsys: Printed) -> None:
    assert answer_for(Tagged, ["tag", "add", "a", "b"]) == 0
    assert capsys.readouterr().err == f"Tags of Tagged/{NEW}: a b\n"
    assert answer_for(Tagged, ["tag", "add", "--run-id", OLD, "c"]) == 0
    assert answer_for(Tagged, ["tag", "remove", "a", "never there"]) == 0
    assert answer_for(Tagged, ["tag", "replace", "--add", "d", "--add", "e", "--remove", "b"]) == 0
    assert (tags(OLD), tags(NEW)) == ({"spring", "c"}, {"d", "e"})
    assert answer(["tag", "add", "--run-id", f"Tagged/{OLD}", "f"]) == 0
    assert tags(OLD) == {"spring", "c", "f"}


def test_they_are_listed_by_run_by_tag_or_flat(capsys: Printed) -> None:
    assert answer_for(Tagged, ["tag", "list", "--run-id", OLD]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"Tagged/{OLD}",
        "  tags:         spring",
        "  system tags:  user:tester",
    ]
    assert answer_for(Tagged, ["tag", "list", "--all"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "spring",
        f"  Tagged/{OLD}",
        "user:somebody",
        f"  Tagged/{NEW}",
        "user:tester",
        f"  Tagged/{OLD}",
    ]
    assert answer_for(Tagged, ["tag", "list", "--my-runs", "--group-by-run", "--hide-system-tags"]) == 0
    assert capsys.readouterr().out.splitlines() == [f"Tagged/{OLD}", "  tags:         spring"]
    assert answer_for(Tagged, ["tag", "list", "--all", "--flat"]) == 0
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "spring\nuser:somebody\nuser:tester\n")
    assert answer_for(Tagged, ["tag", "list", "--all", "--namespace", "user:nobody"]) == 0
    assert capsys.readouterr().out == "There is no such run.\n"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["add", "x" * 501], 2, "501 characters"),
        (["add", ""], 2, "0 characters"),
        (["add"], 2, "TAG"),
        (["add", *map(str, range(51))], 2, "50 are the most"),
        (["remove", "user:somebody"], 2, "is the system's and stays"),
        (["add", "--run-id", "1700000009", "x"], 1, NEW),
        (["add", "--namespace", "user:tester", "x"], 1, "not in namespace 'user:tester'"),
        (["replace"], 2, "--add"),
        (["list", "--all", "--my-runs"], 2, "exclude one another"),
        (["list", "--flat", "--group-by-run"], 2, "exclude one another"),
        (["shout"], 2, "shout"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    words: list[str], code: int, said: str, capsys: Printed
) -> None:
    assert exit_code_of(lambda: answer_for(Tagged, ["tag", *words])) == code
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err
    assert tags(NEW) == set()


def test_a_tag_that_cannot_be_is_refused_before_the_run(capsys: Printed) -> None:
    assert exit_code_of(lambda: answer_for(Tagged, ["run", "--tag", "x" * 501])) == 2
    assert "501 characters" in capsys.readouterr().err
