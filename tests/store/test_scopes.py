"""What a task inherits: all that those before it wrote and did not delete, and nothing else."""

from __future__ import annotations

from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from fanfold.store.codec import Entry
from fanfold.store.location import Location
from fanfold.store.packs import RECORD
from fanfold.store.records import FROM_FAN, FROM_NOTHING, Parent, Record, encode
from fanfold.store.scopes import Scope, add, scope_of
from tests.store.packed import Packed

NAMES = ["a", "b", "c", "d"]


class Story:
    """Tasks that follow one another through fans, and what each should see, kept in plain dictionaries."""

    def __init__(self, folder: Path, random: Random) -> None:
        self.packed = Packed(folder)
        self.random = random
        self.fans: dict[int, Location | None] = {0: None}
        self.fan = 0
        self.visible: Scope = {}
        self.parent: Parent = FROM_FAN
        self.record: Record | None = None

    def task(self) -> Location:
        """One more task, which writes some names and deletes others."""
        entries: dict[str, Entry] = {}
        for name in NAMES:
            chance = self.random.random()
            if chance < 0.3:
                entries[name] = self.random.randrange(100)
            elif chance < 0.4:
                entries[name] = ()
        self.visible = {**self.visible, **entries}
        self.visible = {name: entry for name, entry in self.visible.items() if entry != ()}
        return self._write(entries)

    def flat(self) -> Location:
        """A task whose record names all that can be seen."""
        return self._write(dict(self.visible), parent=FROM_NOTHING)

    def join(self) -> None:
        """A join, which inherits nothing."""
        self.visible, self.parent = {}, FROM_NOTHING
        self.task()

    def _write(self, entries: dict[str, Entry], *, parent: Parent | None = None) -> Location:
        self.record = Record(
            "s", self.fan, 0, 0, 0, 0, 0.0, 0.0, None, self.parent if parent is None else parent, 0, entries
        )
        location = self.packed.writer.append(RECORD, encode(tuple(self.record)))
        self.parent = (location.pack, location.offset)
        return location

    def open_fan(self) -> None:
        """A split, and on with one of its items."""
        location = self.task()
        self.fan += 1
        self.fans[self.fan] = location
        self.parent = FROM_FAN


@settings(max_examples=60)
@given(
    random=st.randoms(use_true_random=False),
    moves=st.lists(st.sampled_from(["task"] * 4 + ["fan", "flat", "join"]), max_size=30),
)
def test_a_task_sees_what_was_written_and_not_deleted_on_its_way(
    random: Random, moves: list[str], tmp_path_factory: object
) -> None:
    story = Story(tmp_path_factory.mktemp("packs"), random)  # type: ignore[attr-defined]
    story.task()
    for move in moves:
        {"task": story.task, "fan": story.open_fan, "flat": story.flat, "join": story.join}[move]()
        if move == "fan":
            story.task()
        assert story.record is not None
        assert scope_of(story.packed.store, story.record, story.fans.__getitem__) == story.visible
    story.packed.close()


ENTRIES = st.dictionaries(st.sampled_from(NAMES), st.just(()) | st.integers() | st.tuples(st.binary()))


@given(ENTRIES, ENTRIES)
def test_adding_hides_what_was_deleted_and_leaves_the_scope_before_as_it_was(
    before: dict[str, Entry], entries: dict[str, Entry]
) -> None:
    scope = {name: entry for name, entry in before.items() if entry != ()}
    kept = dict(scope)
    after = add(scope, entries)
    assert after == {name: entry for name, entry in {**scope, **entries}.items() if entry != ()}
    assert scope == kept
