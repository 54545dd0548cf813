"""Tags and namespaces: which runs are shown, and how people mark theirs."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from fanfold.client import Flow, Metaflow, Run, default_namespace, get_namespace, namespace
from fanfold.model.errors import NotFoundError, UsageError


def test_a_run_has_the_tags_that_it_was_given_and_the_systems(survey: Run) -> None:
    assert "spring" in survey.user_tags
    assert "user:tester" in survey.system_tags
    assert survey.tags == survey.user_tags | survey.system_tags
    assert survey["start"].tags == survey.tags
    assert [run.id for run in Flow("Survey").runs("spring", "user:tester")] == [survey.id]
    assert list(Flow("Survey").runs("autumn")) == []


def test_tags_are_added_replaced_and_removed(survey: Run) -> None:
    survey.add_tag("a")
    survey.add_tags(["b", "c", "b"])
    assert {"a", "b", "c"} <= survey.user_tags
    survey.replace_tag("a", "d")
    survey.remove_tags({"b", "c"})
    assert survey.user_tags == {"spring", "d"}
    survey.replace_tags(["d"], ["e", "user:tester"])
    assert survey.user_tags == {"spring", "e"}, "a system tag is not also a user's"
    survey.remove_tag("e")
    survey.remove_tag("never there")
    assert survey.user_tags == {"spring"}


@pytest.mark.parametrize("tags", [[""], ["x" * 501], [3], [f"t{number}" for number in range(51)]])
def test_what_is_no_tag_is_refused_and_nothing_changes(survey: Run, tags: Iterable[str]) -> None:
    with pytest.raises(UsageError):
        survey.add_tags(tags)
    assert survey.user_tags == {"spring"}


def test_a_system_tag_stays(survey: Run) -> None:
    with pytest.raises(UsageError, match="user:tester"):
        survey.remove_tag("user:tester")


def test_only_runs_of_the_namespace_are_shown(survey: Run) -> None:
    namespace("user:nobody")
    assert Metaflow().flows == []
    for find in (lambda: Flow("Survey"), lambda: Run(survey.pathspec)):
        with pytest.raises(NotFoundError, match="user:nobody"):
            find()
    namespace("user:tester")
    assert Flow("Survey").latest_run == survey
    namespace("spring")
    assert [flow.id for flow in Metaflow()] == ["Survey"]
    assert Run(survey.pathspec, _namespace_check=False) == survey


def test_the_default_namespace_is_the_users_own(survey: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANFOLD_USER", "tester")
    assert default_namespace() == get_namespace() == "user:tester"
    assert Flow("Survey").latest_run == survey
    monkeypatch.setenv("FANFOLD_USER", "somebody")
    assert get_namespace() == "user:somebody"
