"""Each lint rule has a page for who meets it, a flow that breaks it and one that does not."""

from __future__ import annotations

import pytest

from tests.house.sources import PACKAGE, ROOT

RULES_FOLDER = PACKAGE / "graph" / "rules"
RULES = sorted(path.stem for path in RULES_FOLDER.glob("*.py") if not path.stem.startswith("_"))


def test_there_are_rules() -> None:
    assert RULES


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_a_page_that_shows_wrong_and_right(rule: str) -> None:
    page = ROOT / "docs" / "lint" / f"{rule}.md"
    assert page.is_file(), f"docs/lint/{rule}.md says what the rule finds and what to write instead"
    assert page.read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("kind", ["good", "bad"])
def test_each_rule_has_a_good_and_a_bad_flow(rule: str, kind: str) -> None:
    assert (ROOT / "tests" / "graph" / "flows" / f"{rule}_{kind}.py").is_file()


def test_no_page_is_left_of_a_rule_that_is_gone() -> None:
    pages = {path.stem for path in (ROOT / "docs" / "lint").glob("*.md")} - {"index", "README"}
    assert pages - set(RULES) == set()
