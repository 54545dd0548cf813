"""Lint: whether a flow can run, before anything does.

The rules are asked in one order and the first that finds something ends it, so that a later rule may rely on
what the earlier ones have seen to: from `unknown_step` on every target exists, from `orphan` on every step
can be reached.
"""

from __future__ import annotations

from collections.abc import Callable

from fanfold.graph.graph import Graph
from fanfold.graph.rules import (
    cache_place,
    catch_place,
    end_is_last,
    foreach_into_join,
    join_that_splits,
    join_without_split,
    joined_twice,
    limit_place,
    limit_pool,
    loop,
    marked_and_named,
    missing_next,
    next_form,
    next_last,
    one_next,
    orphan,
    parallel_join,
    parallel_place,
    readable_source,
    reserved_name,
    start_and_end,
    start_is_first,
    step_arguments,
    step_name,
    switch_cases,
    switch_into_join,
    tolerate_place,
    unjoined_split,
    unknown_step,
    unrelated_branches,
)
from fanfold.model.errors import LintError

Rule = Callable[[Graph], LintError | None]

RULES: tuple[Rule, ...] = (
    readable_source.check,
    reserved_name.check,
    start_and_end.check,
    marked_and_named.check,
    start_is_first.check,
    end_is_last.check,
    step_name.check,
    step_arguments.check,
    missing_next.check,
    next_last.check,
    next_form.check,
    one_next.check,
    switch_cases.check,
    join_that_splits.check,
    unknown_step.check,
    loop.check,
    orphan.check,
    foreach_into_join.check,
    switch_into_join.check,
    joined_twice.check,
    join_without_split.check,
    unrelated_branches.check,
    unjoined_split.check,
    catch_place.check,
    tolerate_place.check,
    cache_place.check,
    limit_place.check,
    limit_pool.check,
    parallel_join.check,
    parallel_place.check,
)


def check(graph: Graph) -> LintError | None:
    """The first thing that is wrong with the flow; None if it can run. Its `rule` names the rule's file and
    page.
    """
    for rule in RULES:
        error = rule(graph)
        if error is not None:
            error.rule = rule_name(rule)
            return error
    return None


def rule_name(rule: Rule) -> str:
    """The name of a rule: that of its file, and of its page in `docs/lint`."""
    return rule.__module__.rpartition(".")[2]
