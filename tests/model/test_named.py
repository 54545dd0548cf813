"""Named tuples of ours are those of `typing`, as far as anyone who uses one can see."""

from __future__ import annotations

import copy
import inspect
import pickle
import typing

import pytest

from fanfold.model.named import NamedTuple


class Ours(NamedTuple):
    """A place."""

    step: str
    number: int = 0
    turn: int = 0

    @property
    def is_first(self) -> bool:
        """Whether it is the first one."""
        return self.number == 0

    def __str__(self) -> str:
        return f"{self!r}!"


class Theirs(typing.NamedTuple):
    """A place."""

    step: str
    number: int = 0
    turn: int = 0


class Nothing(NamedTuple):
    """No field at all."""


def test_it_is_made_by_position_by_name_and_by_default() -> None:
    assert Ours("work") == Ours(step="work", number=0, turn=0) == ("work", 0, 0)
    assert tuple(Theirs("work")) == Ours("work")
    assert Nothing() == ()


@pytest.mark.parametrize(
    ("arguments", "names"), [((), {}), (("a", 1, 2, 3), {}), (("a",), {"other": 1}), (("a",), {"step": "b"})]
)
def test_wrong_arguments_are_told_alike(arguments: tuple[object, ...], names: dict[str, object]) -> None:
    told = []
    for kind in (Ours, Theirs):
        with pytest.raises(TypeError) as error:
            kind(*arguments, **names)  # type: ignore[arg-type]
        told.append(str(error.value).split("()", 1)[1])
    assert told[0] == told[1]


def test_its_fields_are_known() -> None:
    for name in ("_fields", "_field_defaults", "__match_args__", "__doc__"):
        assert getattr(Ours, name) == getattr(Theirs, name)
    assert [*inspect.signature(Ours).parameters] == ["step", "number", "turn"]
    assert Ours("work", 3).number == 3
    assert Ours("work", 3)._asdict() == {"step": "work", "number": 3, "turn": 0}
    with pytest.raises(AttributeError):
        Ours("work").number = 1  # type: ignore[misc]
    with pytest.raises(AttributeError):
        Ours("work").other = 1  # type: ignore[attr-defined]


def test_a_changed_one_is_a_new_one() -> None:
    place = Ours("work")
    assert (place._replace(turn=2), place) == (("work", 0, 2), ("work", 0, 0))
    assert type(place._replace(turn=2)) is Ours
    with pytest.raises(TypeError, match="other"):
        place._replace(other=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="Expected 3 arguments, got 2"):
        Ours._make(("work", 1))


def test_it_is_copied_and_pickled_as_itself() -> None:
    place = Ours("work", 5)
    for same in (copy.copy(place), copy.deepcopy(place), pickle.loads(pickle.dumps(place))):
        assert (same, type(same)) == (place, Ours)


def test_it_shows_its_fields_and_has_the_methods_of_its_body() -> None:
    assert repr(Ours("work")) == "Ours(step='work', number=0, turn=0)"
    assert str(Ours("work")) == "Ours(step='work', number=0, turn=0)!"
    assert Ours("work").is_first
    match Ours("work", 1):
        case Ours(step, number=1):
            assert step == "work"
        case _:
            pytest.fail("it did not match")


def test_a_default_comes_last() -> None:
    with pytest.raises(TypeError, match="without a default"):

        class Wrong(NamedTuple):
            first: int = 0
            second: int  # type: ignore[misc]
