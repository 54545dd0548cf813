"""`Config` in a class body: where its value comes from, and what is wrong with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fanfold.flow.completion import begin_completion
from fanfold.flow.configs.config import Config, value_of
from fanfold.flow.configs.expression import config_expr
from fanfold.flow.configs.of_flow import configs_of, stored
from fanfold.flow.constants import constants_of
from fanfold.flow.decorators.step.environment import environment
from fanfold.flow.decorators.step.retry import retry
from fanfold.flow.parameters import Parameter, resolve
from fanfold.flow.spec import FlowSpec, step
from fanfold.flow.unsettled import settled, waits
from fanfold.model.errors import ConfigError, ConfigKeyError


@pytest.fixture(autouse=True)
def _nothing_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.argv", ["flow.py", "run"])
    monkeypatch.chdir(tmp_path)
    for name in ("FLOW_CONFIG", "FLOW_CONFIG_VALUE"):
        monkeypatch.delenv(f"FANFOLD_{name}", raising=False)
        monkeypatch.delenv(f"METAFLOW_{name}", raising=False)


def give(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    monkeypatch.setattr("sys.argv", ["flow.py", *words, "run"])


def test_a_default_is_a_path_relative_to_the_working_directory(tmp_path: Path) -> None:
    (tmp_path / "cfg.json").write_text('{"n": 1}')
    assert Config("cfg", default="cfg.json").n == 1
    assert Config("cfg", default=lambda context: f"{context.parameter_name}.json")["n"] == 1


def test_a_default_value_is_a_dict_text_or_a_function_called_once() -> None:
    calls: list[str] = []

    def default(context: Any) -> dict[str, int]:
        calls.append(context.parameter_name)
        return {"n": 3}

    config = Config("cfg", default_value=default)
    assert Config("cfg", default_value={"n": 1}).n == 1
    assert Config("cfg", default_value='{"n": 2}').n == 2
    assert config.n == config["n"] == 3
    assert calls == ["cfg"]


def test_the_command_line_comes_first_then_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "one.json").write_text('{"n": 1}')
    monkeypatch.setenv("METAFLOW_FLOW_CONFIG_VALUE", '{"cfg": {"n": 2}, "other": "{\\"n\\": 4}"}')
    monkeypatch.setenv("METAFLOW_FLOW_CONFIG", '{"third": "one.json"}')
    default = {"n": 0}
    assert Config("cfg", default_value=default).n == 2
    assert Config("other", default_value=default).n == 4
    assert Config("third", default_value=default).n == 1
    monkeypatch.setenv("FANFOLD_FLOW_CONFIG_VALUE", '{"cfg": {"n": 3}}')
    assert Config("cfg", default_value=default).n == 3
    give(monkeypatch, "--config", "cfg", "one.json")
    assert Config("cfg", default_value=default).n == 1
    give(monkeypatch, "--config-value=cfg", '{"n": 5}')
    assert Config("cfg", default_value=default).n == 5
    give(monkeypatch, "--config-value", "cfg", '{"n": 5}', "--config", "cfg", "one.json")
    with pytest.raises(ConfigError, match="both a path and a value"):
        value_of(Config("cfg"))


def test_a_config_that_is_not_given_is_none_unless_it_is_required() -> None:
    config = Config("cfg")
    assert value_of(config) is None and not config
    with pytest.raises(ConfigError) as caught:
        value_of(Config("cfg", required=True))
    assert caught.value.remedy == "Give --config cfg PATH, or --config-value cfg JSON."
    assert caught.value.file == __file__
    assert Config("cfg", required=True, default_value={"n": 1}).n == 1


def test_a_parser_is_a_function_or_its_dotted_name_and_gets_the_text() -> None:
    def lines(text: str) -> dict[str, str]:
        return dict(line.split("=") for line in text.splitlines())

    assert Config("cfg", default_value="a=1\nb=2", parser=lines).b == "2"
    assert Config("cfg", default_value='{"a": 1}', parser="json.loads").a == 1
    assert Config("cfg", default_value={"a": 1}, parser="json.loads").a == 1


def test_a_plain_config_is_handed_out_as_it_is() -> None:
    assert value_of(Config("cfg", default_value="some text", plain=True)) == "some text"
    assert value_of(Config("cfg", default_value="[1, 2]", plain=True, parser=json.loads)) == [1, 2]


def test_a_missing_file_is_told_with_the_one_beside_the_flow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ConfigError) as caught:
        value_of(Config("cfg", default="test_config_value.py"))
    assert "test_config_value.py (its default) cannot be read: No such file" in caught.value.message
    assert f"--config cfg {Path(__file__).with_name('test_config_value.py')}" in caught.value.remedy


def test_a_broken_file_is_told_with_file_and_line(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{\n "a": 1,\n "b" 2\n}')
    with pytest.raises(ConfigError) as caught:
        value_of(Config("cfg", default="broken.json"))
    assert (caught.value.file, caught.value.line) == (str(broken), 3)
    assert "line 3, column 6: it is not JSON" in caught.value.message
    with pytest.raises(ConfigError, match="ZeroDivisionError") as by_parser:
        value_of(Config("cfg", default="broken.json", parser=lambda text: 1 // 0))
    assert by_parser.value.file == str(broken)
    with pytest.raises(ConfigError, match="The parser of config 'cfg' is not there: No module named"):
        value_of(Config("cfg", default="broken.json", parser="no_such_module.parse"))
    with pytest.raises(ConfigError, match="holds a list"):
        value_of(Config("cfg", default_value="[1]"))


def test_an_environment_variable_that_is_no_json_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METAFLOW_FLOW_CONFIG", "cfg=path")
    with pytest.raises(ConfigError, match="METAFLOW_FLOW_CONFIG cannot be used: it is not JSON"):
        value_of(Config("cfg"))


def test_arguments_that_cannot_be_are_refused_with_the_line() -> None:
    with pytest.raises(ConfigError, match="does not know the argument 'parse'") as caught:
        Config("cfg", parse=json.loads)
    assert caught.value.remedy == "Did you mean parser?" and caught.value.file == __file__
    with pytest.raises(ConfigError, match="both default and default_value"):
        Config("cfg", default="a", default_value={})


class Base(FlowSpec):
    cfg = Config("settings", default_value={"n": 2, "name": "x", "is_step": 1, "sizes": [1, 2]})


class Derived(Base):
    other = Config("other")
    doubled = config_expr("settings.n * 2")


def test_a_flow_has_the_configs_of_its_bases_and_keeps_them_as_plain_data() -> None:
    assert list(configs_of(Derived)) == ["cfg", "other"]
    assert stored(Derived) == {
        "cfg": {"n": 2, "name": "x", "is_step": 1, "sizes": [1, 2]},
        "other": None,
        "_configs": {"settings": "cfg", "other": "other"},
    }


def test_a_process_that_runs_a_flow_again_reads_what_it_had_read_for_the_run_only(tmp_path: Path) -> None:
    (tmp_path / "used.json").write_text('{"n": 1}')

    class Flow(FlowSpec):
        used = Config("used", default="used.json")
        late = Config("late", default="late.json")
        doubled = used.n * 2

    def write(number: int) -> None:
        for name in ("used", "late"):
            (tmp_path / f"{name}.json").write_text(json.dumps({"n": number}))

    write(2)
    assert stored(Flow)["late"] == {"n": 2}
    write(3)
    assert stored(Flow)["late"] == {"n": 3} and Flow.late.n == 3
    assert stored(Flow)["used"] == {"n": 1} and Flow.doubled == 2


def test_keys_may_be_named_as_a_config_might_name_its_own_attributes() -> None:
    assert Base.cfg.name == "x" and Base.cfg["is_step"] == 1


def test_an_expression_is_known_at_once_beside_its_config_and_waits_elsewhere() -> None:
    class Flow(FlowSpec):
        cfg = Config("settings", default_value={"n": 2})
        now = config_expr("cfg.n + len([each for each in [cfg.n]])")

    assert Flow.now == 3
    waiting = Derived.doubled
    assert waits({"times": [waiting]})
    assert settled({"times": [waiting]}, {"settings": Base.cfg}) == {"times": [4]}
    above = config_expr("settings")
    value = value_of(Base.cfg)
    written = [above.n, above["sizes"][1], {**config_expr("settings")}]
    assert settled(written, {"settings": value}) == [2, 2, value]


def test_what_waits_is_settled_when_the_class_is_complete() -> None:
    class Late(Base):
        tripled = config_expr("settings.n * 3")
        size = Parameter("size", default=config_expr("settings.sizes[1]"))

        @retry(times=config_expr("cfg").n)
        @environment(vars={"NAME": config_expr("cfg.name")})
        @step
        def start(self) -> None: ...

    begin_completion(Late)
    assert constants_of(Late)["tripled"] == 6
    assert resolve(Late, {}) == {"size": 2} and resolve(Late, {"size": "5"}) == {"size": 5}
    decorators = {each.name: each.attributes for each in Late.start.decorators}  # type: ignore[attr-defined]
    assert decorators["retry"]["times"] == 2 and decorators["environment"] == {"vars": {"NAME": "x"}}


def test_a_class_that_could_not_be_completed_is_not_taken_for_complete(tmp_path: Path) -> None:
    class Early(FlowSpec):
        cfg = Config("settings", default="later.json")

    class Late(Early):
        @retry(times=config_expr("settings['times']"))
        @step
        def start(self) -> None: ...

    for _ in range(2):
        with pytest.raises(ConfigError, match=r"later\.json"):
            begin_completion(Late)
    (tmp_path / "later.json").write_text('{"times": 5}')
    begin_completion(Late)
    assert Late.start.decorators[0].attributes["times"] == 5  # type: ignore[attr-defined]


def test_a_part_of_a_config_as_a_default_is_a_plain_dict_that_is_written_as_json() -> None:
    class Flow(FlowSpec):
        cfg = Config("settings", default_value={"model": {"rate": 1}})
        model = Parameter("model", default=cfg.model)
        whole = Parameter("whole", default=cfg)

    assert resolve(Flow, {"model": '{"rate": 2}'}) == {"model": {"rate": 2}, "whole": {"model": {"rate": 1}}}
    assert type(resolve(Flow, {})["model"]) is dict


def test_an_expression_that_fails_is_told_with_its_line() -> None:
    expression = config_expr("settings.nn")
    with pytest.raises(ConfigError) as caught:
        settled(expression, {"settings": value_of(Base.cfg)})
    assert caught.value.file == __file__
    assert "config_expr('settings.nn') cannot be evaluated: There is no key 'nn'" in caught.value.message
    with pytest.raises(ConfigError, match="SyntaxError"):
        settled(config_expr("1 +"), {})


def test_the_words_of_another_program_are_none_of_its_business(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FANFOLD_HOME", str(tmp_path / "none"))
    for words in (["resume"], ["debug", "a/b"], ["--config"], ["--config", "cfg"]):
        monkeypatch.setattr("sys.argv", ["program.py", *words])
        assert Config("cfg", default_value={"n": 1}).n == 1


def test_a_missing_key_is_an_error_where_it_is_written() -> None:
    with pytest.raises(ConfigKeyError, match="There is no key 'm'"):
        _ = Base.cfg.m
