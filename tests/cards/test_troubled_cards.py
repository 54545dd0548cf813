"""A card that raises, hangs or makes no sense is a page that says so, and one warning; its task is as it
would be without it.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from fanfold.cards.container import cards_of, get_cards
from fanfold.client.run import Run
from tests.cards.recorded_cards import card_of, newest, record, task_of
from tests.flow_process import FlowProcess, run_fanfold

pytestmark = pytest.mark.processes


class Troubled(NamedTuple):
    """The run of the flow, and what its process said."""

    run: Run
    said: FlowProcess
    home: Path


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Troubled:
    home = tmp_path_factory.mktemp("troubled") / "runs"
    said = record("troubled.py", home=home)
    return Troubled(newest(home, "TroubledFlow"), said, home)


def test_a_task_succeeds_whatever_its_cards_do(troubled: Troubled) -> None:
    assert task_of(troubled.run, "start").successful, troubled.said
    types = [card.type for card in cards_of(task_of(troubled.run, "start"))]
    assert types == ["letter", "hanging", "refusing", "default"]


def test_a_type_of_the_flows_own_reads_the_task_and_takes_components(troubled: Troubled) -> None:
    html = card_of(troubled.run, "start", type="letter").get()
    assert "Dear you, 0 all is well all is well True start" in html
    assert "<strong class='loud'>HEY</strong>" in html


def test_a_component_that_raises_is_an_error_in_its_place(troubled: Troubled) -> None:
    html = card_of(troubled.run, "start").get()
    assert "Broken could not be drawn" in html
    assert "RuntimeError: no ink" in html
    assert "beside it" in html


@pytest.mark.parametrize(
    ("type", "reason"),
    [("refusing", "LookupError: I will not be drawn"), ("hanging", "It took longer than 0.2 seconds.")],
)
def test_a_card_that_cannot_be_made_says_why(troubled: Troubled, type: str, reason: str) -> None:
    html = card_of(troubled.run, "start", type=type).get()
    assert "This card could not be made" in html
    assert reason.replace("'", "&#39;") in html


def test_each_trouble_is_told_once(troubled: Troubled) -> None:
    said = troubled.said.out + troubled.said.err
    assert said.count("its refusing card could not be made: LookupError: I will not be drawn") == 1
    assert said.count("its hanging card could not be made") == 1
    assert said.count("its wordless card could not be made: TypeError: render() gave a int") == 1
    assert said.count("current.card['nobody']: this step has no card of this id") == 1


def test_the_card_of_a_failed_task_shows_what_went_wrong(troubled: Troubled) -> None:
    caught = card_of(troubled.run, "fit", "two").get()
    assert "failed, caught" in caught
    assert "ValueError: no twos in attempt 1" in caught
    assert "attempt 1 of item two" in caught
    failed = card_of(troubled.run, "end").get()
    assert "The step called sys.exit(the end fails)." in failed
    assert "the last words" in failed


def test_each_attempt_has_the_card_it_made(troubled: Troubled) -> None:
    from fanfold.client.task import Task

    first = Task.__new__(Task)
    first._find(troubled.home, task_of(troubled.run, "fit", "two").path_components, 0)
    (card,) = get_cards(first)
    assert "attempt 0 of item two" in card.get()


def test_a_card_belongs_to_one_task_and_is_not_inherited(troubled: Troubled) -> None:
    (card,) = cards_of(task_of(troubled.run, "join"))
    assert "Where it stands in the flow" in card.get()
    assert "hey" not in card.get()


def test_cards_are_found_by_command(troubled: Troubled) -> None:
    listed = run_fanfold("card", "list", home=troubled.home)
    assert listed.exit_code == 0, listed
    assert [line.split()[:3] for line in listed.out.splitlines() if "fit/two" in line] == [
        [f"{troubled.run.id}/fit/two", "default", card_of(troubled.run, "fit", "two").hash[:8]]
    ]
    got = run_fanfold("card", "get", "fit/two", home=troubled.home)
    assert got.out == card_of(troubled.run, "fit", "two").get()
    several = run_fanfold("card", "get", "start", home=troubled.home)
    assert several.exit_code == 2
    assert "--type hanging --hash" in several.err
    wide = run_fanfold("card", "view", "TroubledFlow/latest/fit", home=troubled.home)
    assert "fit of run" in wide.err
    assert f"{troubled.run.id}/fit/one" in wide.err


def test_a_resumed_run_keeps_the_cards_of_the_tasks_that_it_reuses(troubled: Troubled) -> None:
    before = card_of(troubled.run, "fit", "two").get()
    resumed = run_fanfold("resume", str(Path(__file__).parent / "flows" / "troubled.py"), home=troubled.home)
    assert resumed.exit_code == 1, resumed
    run = newest(troubled.home, "TroubledFlow")
    assert run.id != troubled.run.id
    assert card_of(run, "fit", "two").get() == before
    verified = run_fanfold("verify", run.id, home=troubled.home)
    assert "whole" in verified.out, verified
