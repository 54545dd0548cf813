"""`@cache`: what was done before is not run again, and is there as if it had been."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from fanfold.store.cache import prune, usage
from fanfold.store.verify import verify
from tests.cache.written import FLOW, Written, reused


def test_the_second_run_runs_the_new_items_only_and_gives_the_same(nightly: Written) -> None:
    first = nightly.run()
    again = nightly.run(items="3 1 7 2")
    assert (reused(first), reused(again)) == (0, 3)
    assert again.value("join", "results") == [16, 12, 24, 14]
    assert [record.key for record in again.records("work")] == ["7"], "nothing else was run"
    tasks = list(nightly.seen(again)["work"].in_order())
    assert [(task.key, task.index) for task in tasks] == [("3", 0), ("1", 1), ("7", 2), ("2", 3)]
    assert again.info.counts["work"]["done"] == 4


def test_what_a_reused_task_printed_and_when_it_ran_is_kept_and_where_it_comes_from(nightly: Written) -> None:
    first = nightly.seen(nightly.run())
    again = nightly.seen(nightly.run())
    assert again["work"]["2"].created_at == first["work"]["2"].created_at
    assert [task.reused_from for task in again["work"].in_order()] == [first.id] * 3
    assert first["work"]["2"].reused_from is None
    assert again["work"].counts.reused == 3
    assert again["work"].table()["reused_from"] == [first.id] * 3


@pytest.mark.parametrize(
    ("old", "new", "count"),
    [
        ('print("working on", self.input)', 'print("working on", self.input)  # a comment', 3),
        ("        self.result = int", '        """Text."""\n\n        self.result = int', 0),
        ("    def work(self):\n", '    def work(self):\n        """A docstring."""\n', 3),
        ("* self.rate +", "*self.rate+", 3),
        ("* self.rate +", "* self.rate -", 0),
        ("self.offset = 10", "self.offset = 11", 0),
        ("self.other = object.__doc__", "self.other = 'unread'", 3),
        ("    @cache\n", "    @cache(version=2)\n", 0),
        ("    @cache\n", "    @cache(ttl='7d')\n", 3),
        ("    @cache\n", "    @cache(ttl=1e-9)\n", 0),
    ],
)
def test_what_counts_is_what_the_step_does_and_reads(
    nightly: Written, old: str, new: str, count: int
) -> None:
    nightly.run()
    nightly.change(old, new)
    assert reused(nightly.run()) == count


def test_parameters_that_the_step_reads_count_and_ignored_names_do_not(nightly: Written) -> None:
    nightly.run()
    assert reused(nightly.run(rate=3)) == 0
    nightly.change("    @cache\n", "    @cache(ignore=['rate', 'offset'])\n")
    nightly.run()
    nightly.change("self.offset = 10", "self.offset = 99")
    assert reused(nightly.run(rate=4)) == 3


def test_local_functions_and_constants_count_wherever_they_lie(tmp_path: Path) -> None:
    text = FLOW.replace("from fanfold", "import prices\nfrom fanfold").replace(
        "int(self.input) * self.rate", "self._priced(int(self.input))"
    )
    text += "\n    def _priced(self, count):\n        return prices.Price(count).total() * self.rate\n"
    flow = Written(tmp_path, text)
    beside = "FACTOR = 1\n\ndef scaled(x):\n    return x * FACTOR\n\nclass Price:\n"
    beside += "    def __init__(self, count):\n        self.count = count\n\n"
    beside += "    def total(self):\n        return scaled(self.count)\n"
    flow.write(beside, file="prices.py")
    flow.run()
    assert reused(flow.run()) == 3
    flow.change("FACTOR = 1", "FACTOR = 3", file="prices.py")
    assert reused(flow.run()) == 0
    flow.change("return x * FACTOR", "return FACTOR * x", file="prices.py")
    assert reused(flow.run()) == 0
    flow.change("def scaled(x):\n", "def scaled(x):\n    # a comment\n", file="prices.py")
    assert reused(flow.run()) == 3
    flow.write(beside + "\ndef unused():\n    return 1\n", file="prices.py")
    assert reused(flow.run()) == 3, "as it was in the first run"


def test_many_items_are_looked_up_at_once(nightly: Written) -> None:
    nightly.change('        print("working on", self.input)\n', "")
    many = " ".join(map(str, range(1500)))
    nightly.run(items=many)
    again = nightly.run(items=f"-1 {many} 7777")
    assert (reused(again), again.info.counts["work"]["done"]) == (1500, 1502)
    assert again.value("join", "results") == [2 * x + 10 for x in (-1, *range(1500), 7777)]
    assert [task.key for task in nightly.seen(again)["work"].in_order()] == f"-1 {many} 7777".split()


def test_only_successes_are_kept(nightly: Written) -> None:
    nightly.change("        self.result =", "        assert self.input != '2'\n        self.result =")
    assert not nightly.run(keep_going=True).succeeded
    again = nightly.run(keep_going=True)
    assert (reused(again), again.info.counts["work"]["failed"]) == (2, 1)


def test_without_looking_everything_runs_and_is_kept_anew(nightly: Written) -> None:
    first = nightly.run()
    second = nightly.run(cache=False)
    third = nightly.run()
    assert (reused(first), reused(second), reused(third)) == (0, 0, 3)
    assert [task.reused_from for task in nightly.seen(third)["work"]] == [second.folder.run_id] * 3


def test_large_artifacts_are_shared_and_outlive_their_run(nightly: Written) -> None:
    nightly.change("from fanfold", "import numpy as np\nfrom fanfold")
    made = "        self.big = np.full(90_000, int(self.input))\n        self.next(self.join)"
    nightly.change("        self.next(self.join)", made)
    nightly.change(
        "self.results = ", "self.bigs = [int(inp.big.sum()) for inp in inputs]\n        self.results = "
    )
    first = nightly.run()
    shutil.rmtree(first.folder.path)
    again = nightly.run()
    assert reused(again) == 3
    assert again.value("join", "bigs") == [90_000, 180_000, 270_000]
    big = nightly.seen(again)["work"]["3"].data.big
    assert np.array_equal(big, np.full(90_000, 3))
    assert verify(again.folder).damages == ()
    once_more = nightly.run()
    assert reused(once_more) == 3


def test_what_a_task_changed_of_an_inherited_array_is_found_with_what_it_was(nightly: Written) -> None:
    nightly.change("from fanfold", "import numpy as np\nfrom fanfold")
    nightly.change(
        "        self.offset = 10\n", "        self.offset = 10\n        self.big = np.arange(90_000)\n"
    )
    nightly.change(
        "        self.next(self.join)",
        "        self.big[int(self.input)] = -1\n        self.next(self.join)",
    )
    nightly.change(
        "self.results = ", "self.bigs = [int(inp.big.sum()) for inp in inputs]\n        self.results = "
    )
    total = sum(range(90_000))
    first = nightly.run()
    assert first.value("join", "bigs") == [total - number - 1 for number in (1, 2, 3)]
    shutil.rmtree(first.folder.path)
    again = nightly.run()
    assert (reused(again), again.value("join", "bigs")) == (
        3,
        first_bigs := [total - n - 1 for n in (1, 2, 3)],
    )
    assert verify(again.folder).damages == ()
    third = nightly.run(items="1 2 3 4")
    assert (reused(third), third.value("join", "bigs")[:3]) == (3, first_bigs)


def test_a_damaged_result_is_computed_again_and_said(nightly: Written) -> None:
    first = nightly.run()
    pack = min(path for path in first.folder.packs.glob("*-*.pack") if b"\x06result\x94" in path.read_bytes())
    data = bytearray(pack.read_bytes())
    at = data.index(b"result", data.index(b"work"))
    data[at] ^= 1
    pack.write_bytes(data)  # the cache's own link is the same file
    again = nightly.run()
    assert (reused(again), again.value("join", "results")) == (2, [12, 14, 16])
    assert any("cannot be read any more" in note for note in nightly.notes)
    assert reused(nightly.run()) == 3


def test_a_cache_that_cannot_be_used_is_said_and_nothing_more(nightly: Written) -> None:
    nightly.run()
    (nightly.home / "Nightly" / ".cache" / "index.db").write_bytes(b"no database" * 1000)
    again = nightly.run()
    assert again.succeeded and reused(again) == 0
    assert any("holds nothing that cannot be computed again" in note for note in nightly.notes)


def test_links_of_a_chain_are_looked_up_each_by_itself(tmp_path: Path) -> None:
    text = (
        FLOW.replace("self.next(self.join)", "self.next(self.more)", 1)
        .replace(
            "    @step\n    def join",
            "    @cache\n    @step\n    def more(self):\n        self.more_of_it = self.result + 1\n"
            "        self.next(self.plain)\n\n    @step\n    def plain(self):\n"
            "        self.seen = self.more_of_it\n"
            "        self.next(self.join)\n\n    @step\n    def join",
        )
        .replace("self.results = ", "self.seen = [inp.seen for inp in inputs]\n        self.results = ")
    )
    flow = Written(tmp_path, text)
    flow.run()
    flow.change("self.result + 1", "self.result + 2")
    again = flow.run()
    assert (reused(again), reused(again, "more"), reused(again, "plain")) == (3, 0, 0)
    assert again.value("join", "seen") == [14, 16, 18]
    flow.change("* self.rate", "* self.rate * 1")
    third = flow.run()
    assert (reused(third), reused(third, "more")) == (0, 3), (
        "the first link gives the same, so the second is known"
    )
    assert third.value("join", "seen") == [14, 16, 18]
    assert verify(third.folder).damages == ()


def test_a_run_that_reused_can_be_resumed(nightly: Written) -> None:
    nightly.run()
    nightly.change("self.results = [", "assert self.index is not None\n        self.results = [")
    assert not nightly.run(items="1 2 3 4").succeeded
    nightly.change("assert self.index is not None\n", "\n")
    resumed = nightly.resume()
    assert resumed.succeeded
    assert resumed.value("join", "results") == [12, 14, 16, 18]


def test_where_a_task_stands_counts_only_if_it_asks(nightly: Written) -> None:
    nightly.change("+ self.offset", "+ self.offset + self.index")
    nightly.run()
    assert reused(nightly.run(items="0 1 2 3")) == 0
    assert reused(nightly.run(items="1 2 3 4")) == 3


def test_an_object_that_is_handed_on_makes_everything_count_and_is_said(nightly: Written) -> None:
    nightly.change("int(self.input) * self.rate", "vars(self) and 1")
    nightly.run()
    assert any("self is handed on in Nightly.work" in note for note in nightly.notes)
    assert reused(nightly.run()) == 3
    nightly.change("self.other = object.__doc__", "self.other = 1")
    assert reused(nightly.run()) == 0


def test_a_step_outside_a_foreach_and_a_switch_are_kept_too(tmp_path: Path) -> None:
    text = FLOW.replace("    @step\n    def end", "    @cache\n    @step\n    def end")
    text = text.replace("self.next(self.end)", "self.next(self.choose)").replace(
        "    @cache\n    @step\n    def end",
        "    @cache\n    @step\n    def choose(self):\n"
        "        self.kind = 'many' if len(self.results) > 2 else 'few'\n"
        "        self.next({'many': self.end, 'few': self.few}, condition='kind')\n\n"
        "    @step\n    def few(self):\n        self.next(self.end)\n\n    @cache\n    @step\n    def end",
    )
    flow = Written(tmp_path, text)
    flow.run()
    again = flow.run()
    assert (reused(again, "choose"), reused(again, "end")) == (1, 1)
    few = flow.run(items="1 2")
    assert (reused(few, "choose"), reused(few, "end")) == (0, 1)
    assert few.value("choose", "kind") == "few"


def test_gc_gives_back_what_a_cache_holds_and_nobody_uses(
    nightly: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    from fanfold.cli.gc import main

    nightly.seen(nightly.run())
    assert main(["--cache", "1h"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("working on")
    assert main(["--cache", "0m", "--dry-run"]) == 0
    assert main(["--cache", "0m"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == second
    assert first.startswith("Nightly: 3 kept results of run ")
    assert usage(nightly.home / "Nightly") == []


def test_what_is_not_used_can_be_given_back(nightly: Written) -> None:
    first = nightly.run()
    folder = nightly.home / "Nightly"
    (held,) = usage(folder)
    assert (held.run_id, held.results) == (first.folder.run_id, 3)
    assert held.own_bytes == 0
    shutil.rmtree(first.folder.path)
    assert usage(folder)[0].own_bytes == held.bytes
    assert prune(folder, unused_seconds=3600) == []
    assert prune(folder, dry=True) == usage(folder)
    assert [each.run_id for each in prune(folder)] == [first.folder.run_id]
    assert usage(folder) == []
    assert reused(nightly.run()) == 0
    assert reused(nightly.run()) == 3


def test_a_kept_result_that_stops_its_foreach_stops_it_again(nightly: Written) -> None:
    nightly.change('foreach="words")', 'foreach="words", stop_when="found")')
    nightly.change(
        "        self.next(self.join)", "        self.found = self.input == '2'\n        self.next(self.join)"
    )
    nightly.change("self.results = [inp.result for inp in inputs]", "self.results = len(list(inputs))")
    first = nightly.run()
    again = nightly.run()
    assert first.succeeded
    assert again.succeeded
    assert reused(again) >= 1
