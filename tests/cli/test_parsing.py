"""The commands of a flow: what each word leads to, without running anything."""

from __future__ import annotations

import pytest

from fanfold import FlowSpec, Parameter, step
from fanfold.cli.flow_command import answer, parse
from fanfold.cli.outcome import exit_code_of
from fanfold.engine.platform import refuse_windows
from fanfold.model.errors import LintError, ParameterError, RunError, UsageError


class Rates(FlowSpec):
    """Tries learning rates."""

    rate = Parameter("rate", default=0.1)

    @step
    def start(self) -> None:
        """The only step."""


def exit_code(*words: str) -> int:
    """The exit code of a command for this flow."""
    return exit_code_of(lambda: answer(Rates, words))


def test_parsing_does_nothing_yet() -> None:
    assert callable(parse(Rates, ["run", "--rate", "3"]))


def test_help_names_the_flow_s_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("--help") == 0
    out = capsys.readouterr().out
    assert "Tries learning rates." in out
    for word in ("run", "resume", "check", "show", "debug", "output-dot"):
        assert f"\n  {word} " in out


def test_help_of_run_lists_the_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("help", "run") == 0
    assert "--rate FLOAT" in capsys.readouterr().out


def test_version_says_whose_version_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("version") == 0
    assert capsys.readouterr().out.startswith("fanfold ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rnu"], "No such command 'rnu'"),
        (["run", "--rte", "3"], "No such option '--rte'"),
        (["run", "--max-workers", "many"], "--max-workers"),
        (["run", "more"], "unexpected extra argument"),
        (["resume", "--rate", "3"], "resume takes no parameters"),
        (["kubernetes", "create"], "does not run on Kubernetes"),
        (["debug", "1712"], "names no task"),
        (["run", "--run-id-file", "no/such/folder/id"], "cannot be written"),
    ],
)
def test_a_wrong_command_line_is_exit_code_2_and_one_error(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code(*words) == 2
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("x"), 2),
        (ParameterError("--rate wants a number"), 2),
        (ParameterError("two of the same name", file="flow.py", line=3), 1),
        (LintError("x"), 1),
        (RunError("x"), 1),
        (KeyboardInterrupt(), 130),
    ],
)
def test_exit_codes_say_who_must_act(
    error: BaseException, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    def work() -> int:
        raise error

    assert exit_code_of(work) == code
    assert "Traceback" not in capsys.readouterr().err


def test_an_error_of_ours_asks_to_be_reported_with_its_story(capsys: pytest.CaptureFixture[str]) -> None:
    def work() -> int:
        return 1 // int("0")

    assert exit_code_of(work) == 1
    err = capsys.readouterr().err
    assert "please report" in err
    assert "ZeroDivisionError" in err


def test_windows_is_told_about_wsl_in_a_line() -> None:
    with pytest.raises(RunError, match="Windows") as caught:
        refuse_windows(name="win32")
    assert "WSL2" in caught.value.remedy
