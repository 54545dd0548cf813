"""Every error survives the way from a worker to the driver, with all that it says."""

from __future__ import annotations

import copy
import inspect
import pickle

import pytest

from fanfold.model import errors
from fanfold.model.errors import FanfoldError, MergeConflictError

CLASSES = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, FanfoldError) and kind.__module__ == errors.__name__
]


@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_an_error_survives_pickling_with_every_field(kind: type[FanfoldError], protocol: int) -> None:
    error = kind("what happened", remedy="what to do")
    error.file, error.line = "flow.py", 12
    if isinstance(error, MergeConflictError):
        error.artifact_names = ["x", "y"]
    again = pickle.loads(pickle.dumps(error, protocol))
    assert type(again) is kind
    assert again.__dict__ == error.__dict__
    assert again.report() == error.report()
    assert str(again) == "what happened"


@pytest.mark.parametrize("kind", CLASSES)
def test_an_error_says_what_and_where_and_what_to_do(kind: type[FanfoldError]) -> None:
    error = kind("It is broken.", remedy="Mend it.")
    error.file, error.line = "flow.py", 12
    assert error.report().splitlines() == [
        f"{kind.headline} in flow.py on line 12 ({kind.code}):",
        "    It is broken.",
        "    Mend it.",
    ]
    assert kind("It is broken.").report().splitlines() == [
        f"{kind.headline} ({kind.code}):",
        "    It is broken.",
    ]


def test_each_error_has_a_code_of_its_own_and_a_sentence_of_its_own() -> None:
    codes = [kind.code for kind in CLASSES]
    assert len(set(codes)) == len(codes)
    assert all(kind.__doc__ for kind in CLASSES)


def test_a_copied_error_is_the_same_error() -> None:
    error = errors.FlowError("x", remedy="y", file="f", line=3)
    assert copy.copy(error).__dict__ == error.__dict__


def test_an_error_with_what_a_user_added_keeps_it() -> None:
    error = errors.FlowError("x")
    error.__dict__["more"] = [1]
    assert pickle.loads(pickle.dumps(error)).__dict__["more"] == [1]
