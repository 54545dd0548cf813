"""What options mean to the engine, and what a flow's own parameters do to them."""

from __future__ import annotations

import click
import pytest

from fanfold import FlowSpec, Parameter, step
from fanfold.cli.parameter_options import given, parameter_options
from fanfold.cli.run_options import options_from, shared_options, typed
from fanfold.engine.options import RunOptions
from fanfold.model.policy import Isolation


def run_options(*words: str, taken: tuple[str, ...] = (), before: tuple[str, ...] = ()) -> RunOptions:
    """What these words mean."""

    def callback(**values: object) -> RunOptions:
        return options_from(typed(values), before)

    command = click.Command("run", callback=callback, params=shared_options("run", taken=taken))
    options: RunOptions = command.main(list(words), standalone_mode=False)
    return options


class Rates(FlowSpec):
    """A flow whose parameters are named like options of ours."""

    rate = Parameter("learning-rate", default=0.1, help="How fast.")
    seed = Parameter("seed", type=int, required=True, help="")
    fast = Parameter("fast", is_flag=True)
    mode = Parameter("mode", choices=["a", "b"])

    @step
    def start(self) -> None:
        """The only step."""


def parameters(*words: str) -> dict[str, object]:
    """What these words give the flow."""
    options, names = parameter_options(Rates)
    command = click.Command("run", callback=lambda **values: given(values, names), params=options)
    values: dict[str, object] = command.main(list(words), standalone_mode=False)
    return values


def test_without_options_the_engine_decides() -> None:
    assert run_options() == RunOptions()


def test_each_option_reaches_the_engine() -> None:
    words = "--max-workers 3 --max-num-splits 7 --tag a --tag b --tag a --keep-going --seed 5 --inline --warm"
    assert run_options(*words.split(), "--durable", "--resources", "strict") == RunOptions(
        max_workers=3,
        keep_going=True,
        seed=5,
        inline=True,
        isolation=Isolation.WARM,
        max_num_splits=7,
        durable=True,
        tags=("a", "b"),
        resources="strict",
    )


def test_decorators_of_run_come_before_those_that_stand_before_the_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("METAFLOW_DEFAULT_DECOSPECS", "catch timeout:seconds=3")
    options = run_options("--with", "retry:times=2", before=("card",))
    assert options.with_specs == ("retry:times=2", "card", "catch", "timeout:seconds=3")


@pytest.mark.parametrize("prefix", ["FANFOLD", "METAFLOW"])
def test_the_environment_gives_options_too(monkeypatch: pytest.MonkeyPatch, prefix: str) -> None:
    monkeypatch.setenv(f"{prefix}_RUN_MAX_WORKERS", "4")
    monkeypatch.setenv(f"{prefix}_RUN_KEEP_GOING", "1")
    assert run_options() == RunOptions(max_workers=4, keep_going=True)


def test_what_is_typed_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANFOLD_RUN_MAX_WORKERS", "4")
    assert run_options("--max-workers", "2").max_workers == 2


@pytest.mark.parametrize("words", [["--max-workers", "0"], ["--isolate", "--warm"], ["--resources", "much"]])
def test_a_command_line_that_cannot_be_meant_is_refused(words: list[str]) -> None:
    with pytest.raises(click.UsageError):
        run_options(*words)


def test_our_option_gives_way_to_a_parameter_of_its_name() -> None:
    assert run_options("--fanfold-seed", "3", taken=("seed",)).seed == 3
    with pytest.raises(click.NoSuchOption):
        run_options("--seed", "3", taken=("seed",))


def test_parameters_are_handed_on_as_they_were_typed() -> None:
    assert parameters("--learning-rate", "0.5", "--seed", "x", "--mode", "b", "--fast") == {
        "learning-rate": "0.5",
        "seed": "x",
        "mode": "b",
        "fast": True,
    }


def test_parameters_that_were_not_typed_are_not_given() -> None:
    assert parameters() == {}


def test_help_shows_defaults_and_what_is_required() -> None:
    options, _ = parameter_options(Rates)
    text = click.Command("run", params=options).get_help(click.Context(click.Command("run")))
    command = click.Command("run", params=options)
    text = command.get_help(click.Context(command))
    assert "--learning-rate FLOAT  How fast.  [default: 0.1]" in text
    assert "--seed INT             [required]" in text
    assert "--mode [a|b]" in text
