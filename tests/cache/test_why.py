"""`why`: what was not as before, by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fanfold.client.why import why
from tests.cache.written import FLOW, Written


def reasons(nightly: Written, key: str = "2", **parameters: Any) -> list[str]:
    """Why the last run ran this item."""
    return why(nightly.seen(nightly.run(**parameters))["work"].of_key(key))


def test_what_was_never_seen_and_what_was_reused_are_told(nightly: Written) -> None:
    assert reasons(nightly)[0].startswith("Never seen")
    assert reasons(nightly)[0].startswith("It was not run: its result is that of run ")
    assert reasons(nightly, key="9", items="2 9")[0].startswith("Never seen")


def test_code_inputs_version_place_and_age_are_named(nightly: Written) -> None:
    nightly.run()
    nightly.change("self.offset = 10", "self.offset = 11")
    _, *why_offset = reasons(nightly)
    assert why_offset == ["input: self.offset is not what it was"]
    nightly.change("* self.rate", "* self.rate * 2")
    _, *why_rate = reasons(nightly, rate=5)
    assert why_rate == [
        "code: nightly.Nightly.work is not as before",
        "input: self.rate is not what it was",
    ]
    nightly.change("    @cache\n", "    @cache(version='b', ttl=1e-9)\n")
    _, version, expired = reasons(nightly, rate=5)
    assert version == "version: it was '', and is 'b'"
    assert expired.startswith("expired: it was done 0.0 hours before")
    nightly.change("+ self.offset", "+ self.offset + self.index")
    nightly.run(rate=5)
    assert "place: it was item 1, and is item 0" in reasons(nightly, rate=5, items="2 1")


def test_an_item_of_the_same_key_with_another_value_is_told(tmp_path: Path) -> None:
    text = FLOW.replace(
        "self.words = self.items.split()", "self.words = [{'n': n} for n in self.items.split()]"
    )
    text = text.replace('foreach="words")', 'foreach="words", key=lambda item: "k" + item["n"][0])')
    text = text.replace("int(self.input)", 'int(self.input["n"])')
    nightly = Written(tmp_path, text)
    nightly.run(items="1 2")
    assert reasons(nightly, key="k2", items="1 22")[1:] == ["item: it has the same key, and another value"]


def test_a_helper_that_changed_is_named(tmp_path: Path) -> None:
    nightly = Written(
        tmp_path,
        FLOW.replace("from fanfold", "import prices\nfrom fanfold", 1).replace(
            "int(self.input)", "prices.scaled(self.input)"
        ),
    )
    nightly.write("def scaled(text):\n    return int(text)\n", file="prices.py")
    nightly.run()
    nightly.change("int(text)", "int(text) + 1", file="prices.py")
    assert reasons(nightly)[1:] == ["code: prices.scaled is not as before"]


def test_what_is_gone_from_the_cache_and_what_was_not_looked_for_are_told(nightly: Written) -> None:
    import shutil

    nightly.run()
    shutil.rmtree(nightly.home / "Nightly" / ".cache")
    assert "not in the cache any more" in reasons(nightly)[0]
    assert reasons(nightly, cache=False)[1] == "Nothing was looked for: --no-cache."
    nightly.change("    @cache\n", "")
    assert "had no @cache" in reasons(nightly)[0]


def test_a_task_of_a_resumed_run_that_had_been_reused_says_so(nightly: Written) -> None:
    first = nightly.run()
    nightly.change("self.results = [", "assert self.index is not None\n        self.results = [")
    assert not nightly.run().succeeded
    nightly.change("assert self.index is not None\n", "\n")
    resumed = nightly.seen(nightly.resume())
    assert why(resumed["work"].of_key("2")) == [
        f"It was not run: its result is that of run {first.folder.run_id}."
    ]


def test_inner_items_of_the_same_name_are_told_apart_by_those_around_them(tmp_path: Path) -> None:
    text = FLOW.replace(
        'self.next(self.work, foreach="words")\n',
        "self.outer = ['a', 'b']\n        self.next(self.split, foreach=\"outer\")\n\n"
        '    @step\n    def split(self):\n        self.next(self.work, foreach="words")\n',
    ).replace(
        "    @step\n    def end",
        "    @step\n    def last(self, inputs):\n        self.next(self.end)\n\n    @step\n    def end",
    )
    text = text.replace(
        "self.next(self.end)\n\n    @step\n    def last", "self.next(self.last)\n\n    @step\n    def last"
    )
    nightly = Written(tmp_path, text)
    nightly.run()
    nightly.change("* self.rate", "* self.rate * 2")
    assert reasons(nightly, key="b/2")[1:] == ["code: nightly.Nightly.work is not as before"]
