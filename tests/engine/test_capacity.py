"""@resources: as many at once as fit, and plain words where they do not."""

from __future__ import annotations

import pytest

from fanfold.engine.capacity import Capacity, usable_cores, usable_memory_mb
from fanfold.model.errors import FlowError
from fanfold.model.names import StepName
from fanfold.model.policy import Resources, StepPolicy

FIT = StepName("fit")


def capacity(mode: str = "fit", *, cpu: float = 1.0, memory_mb: float = 0.0) -> Capacity:
    return Capacity({FIT: StepPolicy(resources=Resources(cpu, memory_mb))}, mode)


def test_a_step_that_asks_for_nothing_has_no_limit_and_no_note() -> None:
    assert capacity().most(FIT) is None
    assert capacity().notes == []


def test_a_step_that_wants_every_core_runs_alone_and_says_so() -> None:
    cores = usable_cores()
    found = capacity(cpu=cores)
    if cores > 1:
        assert found.most(FIT) == 1
        assert found.notes == [
            "Step fit runs 1 at a time because of its @resources; --resources ignore lifts that."
        ]


def test_a_wish_larger_than_the_machine_gets_what_there_is_with_one_warning() -> None:
    found = capacity(cpu=usable_cores() * 3)
    assert found.most(FIT) == 1
    assert found.notes[0] == (
        f"Step fit wants cpu={usable_cores() * 3} of {usable_cores()} that this machine has; "
        "it gets what there is."
    )


def test_memory_counts_too() -> None:
    found = capacity(memory_mb=usable_memory_mb() * 0.9)
    assert found.most(FIT) == 1


def test_strict_makes_it_an_error_with_both_numbers() -> None:
    with pytest.raises(
        FlowError, match=rf"Step \*fit\* wants cpu=1000 of {usable_cores()} that this"
    ) as caught:
        capacity("strict", cpu=1000)
    assert "--resources strict" in caught.value.remedy


def test_ignore_does_not_look() -> None:
    found = capacity("ignore", cpu=1000)
    assert found.most(FIT) is None
    assert found.notes == []
