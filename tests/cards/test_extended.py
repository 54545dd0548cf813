"""Types of cards that packages bring, and what cards show of parameters and artifacts of all kinds."""

from __future__ import annotations

import pytest

from fanfold.cards.container import get_cards
from fanfold.client.run import Run
from tests.cards.recorded_cards import card_of, newest, record, task_of

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    home = tmp_path_factory.mktemp("extended") / "runs"
    said = record("extended.py", home=home)
    assert said.exit_code == 0, said
    assert "no such type" not in said.out
    return newest(home, "ExtendedFlow")


def test_a_type_that_an_extension_lists_is_found(run: Run) -> None:
    assert card_of(run, "start", type="stamped").get() == "<p>paid</p>"


def test_parameters_and_constants_are_shown_and_secret_ones_masked(run: Run) -> None:
    html = card_of(run, "end").get()
    facts = html.partition(">Parameters<")[2].partition("</section>")[0]
    assert "2.5" in facts
    assert "pin" in facts
    assert "17" not in facts


def test_artifacts_are_shown_as_what_they_are(run: Run) -> None:
    (html,) = (card.get() for card in get_cards(task_of(run, "start"), type="default") if card.id is None)
    assert "array of 3 by 4, int64" in html
    assert "Point at 4" in html
    assert "hush-hush" not in html.partition("Source of the step")[0]
    plain = get_cards(task_of(run, "start"), id="repr")[0].get()
    assert "array([[ 0,  1,  2,  3]" in plain.replace("&#39;", "'")


def test_a_large_artifact_that_was_inherited_is_named_and_not_loaded(run: Run) -> None:
    html = card_of(run, "end").get()
    assert "numpy.ndarray, 16 MB" in html
    assert "not loaded for this card" in html


def test_cards_show_themselves_in_notebooks(run: Run) -> None:
    cards = get_cards(task_of(run, "start"))
    html = cards._repr_html_()
    assert html.count("<iframe") == 3
    assert "&lt;p&gt;paid&lt;/p&gt;" in html
    assert cards[0].get() == cards.get()
    assert len(cards[1:]) == 2
    assert "stamped" in repr(cards)
    assert get_cards(task_of(run, "start"), id="nobody")._repr_html_() == "<p>No cards.</p>"
