"""A config's value: a dict whose keys are attributes, and which nothing can change."""

from __future__ import annotations

import copy
import json
import pickle
from operator import getitem
from typing import Any

import pytest

from fanfold.flow.configs.value import ConfigValue
from fanfold.model.errors import ConfigKeyError

DATA = {"model": {"rate": 0.1, "layers": [{"size": 8}, {"size": 4}]}, "tags": ["a"], "pair": (1, 2)}


@pytest.fixture
def value() -> ConfigValue:
    return ConfigValue(DATA)


def test_keys_are_attributes_and_items_to_any_depth(value: ConfigValue) -> None:
    assert value.model.rate == value["model"]["rate"] == value["model"].rate == 0.1
    assert value.model.layers[1].size == 4
    assert value.get("none", 3) == 3 and value.get("tags") == ["a"]


def test_it_is_a_dict_to_whoever_takes_one(value: ConfigValue) -> None:
    def keywords(**given: Any) -> dict[str, Any]:
        return given

    assert isinstance(value.model, dict)
    assert value == DATA and keywords(**value) == DATA and dict(value.items()) == DATA
    assert json.loads(json.dumps(value.model)) == DATA["model"]
    assert "tags" in value and len(value) == 3 and {"rate"} <= set(dir(value.model))


@pytest.mark.parametrize(
    "change",
    [
        lambda value: value.update(a=1),
        lambda value: value.clear(),
        lambda value: value.pop("tags"),
        lambda value: value.popitem(),
        lambda value: value.setdefault("a", 1),
        lambda value: value.__setitem__("a", 1),
        lambda value: value.__delitem__("tags"),
        lambda value: value.__ior__({"a": 1}),
        lambda value: setattr(value, "a", 1),
        lambda value: delattr(value, "tags"),
        lambda value: setattr(value.model, "rate", 1),
        lambda value: value.model.layers[0].update(size=1),
    ],
)
def test_nothing_changes_it(value: ConfigValue, change: Any) -> None:
    with pytest.raises(TypeError, match="immutable"):
        change(value)
    assert value == DATA


def test_its_lists_may_be_changed_by_whoever_takes_them(value: ConfigValue) -> None:
    tags = value.tags
    tags.append("b")
    next(iter(value.values())).layers.clear()
    assert tags == ["a", "b"]
    assert value == DATA


def test_it_pickles_and_copies_as_itself(value: ConfigValue) -> None:
    for other in (pickle.loads(pickle.dumps(value)), copy.deepcopy(value), copy.copy(value), value.copy()):
        assert other == value and isinstance(other, ConfigValue) and isinstance(other.model, ConfigValue)


def test_to_dict_is_plain_to_any_depth(value: ConfigValue) -> None:
    plain = value.to_dict()
    plain["model"]["layers"][0]["size"] = 1
    assert type(plain["model"]) is dict and type(plain["model"]["layers"][0]) is dict
    assert plain["pair"] == (1, 2)
    assert value == DATA


def test_a_missing_key_names_what_is_near(value: ConfigValue) -> None:
    for look in (getattr, getitem):
        with pytest.raises(ConfigKeyError) as caught:
            look(value.model, "rat")
        assert caught.value.message == "There is no key 'rat' in the config."
        assert caught.value.remedy == "Did you mean rate?"
    assert getattr(value, "none", None) is None and not hasattr(value, "__wrapped__")
    with pytest.raises(KeyError):
        _ = value["none"]
