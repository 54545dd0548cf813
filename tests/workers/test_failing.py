"""What is written down of an exception is what its author needs: type, line, words, and their own frames."""

from __future__ import annotations

import json
import pickle
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fanfold.flow.caught import CaughtError
from fanfold.model.errors import InvalidNextException, TaskTimeoutError
from fanfold.store.masking import NO_VEIL
from fanfold.workers.failing import Told, tell

HERE = Path(__file__).name


class Speechless(Exception):
    """Has no words."""

    def __str__(self) -> str:
        raise RuntimeError("no")


def told(step: Callable[[], object]) -> Told:
    try:
        step()
    except BaseException as error:  # noqa: BLE001 - as workers do
        return tell(error, NO_VEIL)
    raise AssertionError("it did not fail")


def _divides() -> float:
    return 1 / 0


def _chained() -> None:
    try:
        _divides()
    except ZeroDivisionError as error:
        raise ValueError("no ratio") from error


def _in_a_library() -> None:
    json.loads("{")


def _refused() -> None:
    raise InvalidNextException("Cannot go on.", remedy="Write it so.", file="/home/me/flow.py", line=12)


def _exits() -> None:
    raise SystemExit(3)


def _two_lines() -> None:
    raise ValueError("first\nsecond")


def _many() -> None:
    raise ExceptionGroup("several", [ValueError("one"), TypeError("two")])


def _slow() -> None:
    raise TaskTimeoutError("It ran longer.")


def line_of(text: str) -> str:
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    return f"{HERE}:{next(number for number, line in enumerate(lines, 1) if text in line)}"


def test_an_error_is_told_by_type_words_and_line() -> None:
    cause, kind, message, where, trace = told(_divides)
    assert (cause, kind, message) == ("error", "builtins.ZeroDivisionError", "division by zero")
    assert where == line_of("return 1 / 0")
    assert trace.startswith("Traceback (most recent call last):\n")
    assert trace.endswith("ZeroDivisionError: division by zero\n")


def test_the_line_is_the_users_own_and_not_a_librarys() -> None:
    _, kind, _, where, trace = told(_in_a_library)
    assert kind == "json.decoder.JSONDecodeError"
    assert where == line_of('json.loads("{")')
    assert "decoder.py" in trace, "the traceback has it all"


@pytest.mark.parametrize("folder", [sys.prefix, sys.base_prefix, "/usr/src/app", "/home/me/my flows"])
def test_a_flow_may_lie_anywhere_also_where_python_is_installed(folder: str) -> None:
    code = compile("def fit():\n    return 1 / 0\nfit()\n", f"{folder}/flow.py", "exec")
    assert told(lambda: exec(code, {}))[3] == "flow.py:2"


def test_the_first_line_is_the_message_and_the_rest_is_in_the_traceback() -> None:
    _, _, message, _, trace = told(_two_lines)
    assert message == "first"
    assert "second" in trace


def test_what_caused_an_error_is_in_its_traceback() -> None:
    trace = told(_chained)[4]
    assert "ZeroDivisionError" in trace
    assert "direct cause" in trace
    assert trace.rstrip().endswith("ValueError: no ratio")


def test_a_group_shows_its_members() -> None:
    trace = told(_many)[4]
    assert "ValueError: one" in trace
    assert "TypeError: two" in trace


def test_our_errors_bring_their_own_line_and_remedy() -> None:
    _, _, message, where, _ = told(_refused)
    assert (message, where) == ("Cannot go on. Write it so.", "flow.py:12")


def test_a_timeout_is_one() -> None:
    assert told(_slow)[0] == "timeout"


def test_an_exit_is_a_failure_that_says_so() -> None:
    assert told(_exits)[1:3] == ("builtins.SystemExit", "The step called sys.exit(3).")


def test_an_error_without_words_is_told_all_the_same() -> None:
    def fails() -> None:
        raise Speechless

    assert told(fails)[1:3] == (f"{__name__}.Speechless", "")


def test_a_very_long_message_is_cut() -> None:
    def fails() -> None:
        raise ValueError("x" * 10_000)

    assert len(told(fails)[2]) == 500


def test_the_same_failure_a_thousand_times_is_told_with_its_own_words_each_time() -> None:
    """Its stack is formatted once."""

    def fails(number: int) -> None:
        raise ValueError(f"item {number}")

    traces = [told(lambda number=number: fails(number))[4] for number in range(1_000)]  # type: ignore[misc]
    assert [trace.splitlines()[-1] for trace in traces] == [f"ValueError: item {n}" for n in range(1_000)]


@pytest.mark.parametrize("protocol", range(2, 6))
def test_what_catch_leaves_is_an_artifact(protocol: int) -> None:
    caught = CaughtError("builtins.ValueError", "no", "Traceback …\nValueError: no\n")
    again = pickle.loads(pickle.dumps(caught, protocol))
    assert (again.type, again.exception, again.stacktrace) == ("builtins.ValueError", "no", caught.stacktrace)
    assert str(again) == repr(again) == caught.stacktrace
