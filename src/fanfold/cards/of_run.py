"""All cards of a run: those of tasks that run right now first, then those that were recorded, in the order of
the flow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fanfold.cards.container import Card, cards_of
from fanfold.cards.live import pages_of
from fanfold.client.run import Run
from fanfold.client.step import Step
from fanfold.client.task import Task
from fanfold.model.errors import NotFoundError

WITHOUT_MAX = 10
"""A step of which so many tasks in a row have no card has none, or a million."""


def tasks_with_cards(steps: Sequence[Step]) -> Iterator[tuple[Task, list[Card]]]:
    """The tasks of these steps that have cards, with these."""
    shown = {(task.parent.id, task.id): task for step in steps for task in running_tasks(step)}
    for task in shown.values():
        yield task, cards_of(task)
    for step in steps:
        without = 0
        for task in step.in_order():
            cards = cards_of(task) if (step.id, task.id) not in shown else []
            if cards:
                yield task, cards
            without = 0 if cards else without + 1
            if without >= WITHOUT_MAX:
                break


def running_tasks(step: Step) -> Iterator[Task]:
    """The tasks of a step that left a card while they ran, and no record yet."""
    names = [page.task for page in pages_of(step._run.folder) if page.step == step.id and page.is_of_running]
    for name in dict.fromkeys(names):
        try:
            task = step[name]
        except NotFoundError:
            continue
        if any(card.is_live for card in cards_of(task)):
            yield task


def steps_of(run: Run) -> list[Step]:
    """The steps of a run in the order of the flow, those with running tasks among them."""
    recorded = list(run)[::-1]
    known = {step.id for step in recorded}
    running = dict.fromkeys(page.step for page in pages_of(run._run.folder) if page.step not in known)
    return [*recorded, *(run[name] for name in running if name in run)]
