"""`fanfold.map`: each item is a task, in the order of the items, whatever becomes of it."""

from __future__ import annotations

import linecache
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

import pandas as pd
import pytest

import fanfold
from fanfold.mapping.call import map as mapped
from fanfold.mapping.results import Results
from fanfold.model.errors import FanfoldError, TaskFailedError, UnpicklableArtifactError, UsageError
from fanfold.store import runjson
from fanfold.store.folder import RunFolder
from tests.flow_process import run_fanfold, run_python

quietly = partial(mapped, show_output=False)


def square(x: int) -> int:
    return x * x


def careful(x: int) -> int:
    if x % 10 == 7:
        raise ValueError(f"seven in {x}")
    return x


def yielding(x: int) -> Iterator[int]:
    yield x


def power(base: int, exponent: int) -> int:
    return int(base**exponent)


def test_results_are_a_sequence_in_the_order_of_the_items() -> None:
    results: Results[int] = quietly(square, range(200))
    assert len(results) == 200
    assert (results[3], results[-1], results[2:4]) == (9, 199 * 199, [4, 9])
    assert list(results) == [x * x for x in range(200)]
    assert results["12"] == 144
    assert results.failed == []
    assert list(results.ok) == list(results)
    assert len(results.ok) == 200
    assert results.table(["result"])["result"] == list(results)
    assert results.run.successful
    assert list(results.as_completed()) == [(str(x), x * x) for x in range(200)]
    with pytest.raises(IndexError):
        results[200]


def test_lambdas_closures_partials_methods_and_generators_work_and_none_at_all() -> None:
    offset = 10

    def generated() -> Iterator[int]:
        yield from (1, 2, 3)

    assert list(quietly(lambda x: x + offset, generated())) == [11, 12, 13]
    assert list(quietly(partial(power, exponent=3), [2, 3])) == [8, 27]
    assert list(quietly("a,b".split, [",", "b"])) == [["a", "b"], ["a,", ""]]
    assert list(quietly(square, [])) == []


def test_items_are_named_by_key(home: Path) -> None:
    people: list[dict[str, Any]] = [{"name": "Ada", "born": 1815}, {"name": "Emmy", "born": 1882}]
    results = quietly(lambda person: person["born"] + 1, people, key="name", name="births")
    assert results["Emmy"] == 1883
    assert results.table()["name"] == ["Ada", "Emmy"]
    assert (home / "births").is_dir()


def test_a_failed_item_stops_the_call_and_the_next_one_runs_what_is_left(tmp_path: Path) -> None:
    mark = tmp_path / "mended"

    def work(x: int) -> int:
        if x == 90 and not mark.exists():
            raise ValueError("not yet")
        return x

    with pytest.raises(TaskFailedError, match=r"1 task of work: ValueError: not yet") as raised:
        quietly(work, range(120), max_workers=2)
    done = list(raised.value.results.ok)
    assert 90 not in done
    assert raised.value.results.failed[0].item == 90
    assert "map again" in raised.value.remedy
    shown = run_fanfold("status", home=tmp_path / "runs").out
    run_id = raised.value.results.run.id
    next_lines = ["  call fanfold.map again: it carries on from here", f"  fanfold logs {run_id} --failed"]
    assert shown.splitlines()[-3:] == ["Next:", *next_lines]
    mark.touch()
    results = quietly(work, [*range(120), 500], max_workers=2)
    assert list(results) == [*range(120), 500]
    assert results.run["work"].counts.reused == len(done)
    assert quietly(work, range(120)).run["work"].counts.reused == 0, "that call came to its end"


def test_a_changed_function_starts_afresh_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    def first(x: int) -> int:
        assert x != 3
        return x

    def second(x: int) -> int:
        return x + 1

    with pytest.raises(TaskFailedError):
        mapped(first, range(5), name="same", quiet=True)
    capsys.readouterr()
    results = mapped(second, range(5), name="same")
    assert results.run["work"].counts.reused == 0
    said = capsys.readouterr().out
    assert "is not gone on with" in said
    assert "second" in said


CELL = """
RATE = 2
def cost(x):
    return x * RATE
"""


def of_cell(text: str) -> Any:
    """The function `cost` of a notebook's cell: its file has a name that is made from the text, and is not
    there; only Python knows the text.
    """
    file = f"/nowhere/ipykernel_1/{hash(text)}.py"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(text, file, "exec"), names)
    return names["cost"]


def test_a_cell_that_was_edited_is_another_function_and_one_that_only_reads_otherwise_is_not() -> None:
    cached = partial(quietly, items=range(3), cache=True, inline=True)
    assert list(cached(of_cell(CELL))) == [0, 2, 4]
    assert cached(of_cell("# what it costs" + CELL)).run["work"].counts.reused == 3
    assert list(cached(of_cell(CELL.replace("x *", "x +")))) == [2, 3, 4]
    assert list(cached(of_cell(CELL.replace("RATE = 2", "RATE = 3")))) == [0, 3, 6]


def test_failures_can_be_collected() -> None:
    results = quietly(careful, range(30), catch=True, retry=1)
    assert [(each.key, each.index, each.item, each.attempts) for each in results.failed] == [
        ("7", 7, 7, 2),
        ("17", 17, 17, 2),
        ("27", 27, 27, 2),
    ]
    assert results.failed[0].exception == "ValueError: seven in 7"
    assert "in careful" in results.failed[0].traceback
    assert len(results.ok) == 27
    assert dict(results.ok.items())["28"] == 28
    assert results[8] == 8
    with pytest.raises(TaskFailedError, match="Item 7 failed: ValueError: seven in 7"):
        results[7]
    assert results.table()["status"].count("caught") == 3
    assert results.run.successful


def test_a_result_that_cannot_be_stored_is_told_as_a_result() -> None:
    with pytest.raises(TaskFailedError, match="What the function returned cannot be pickled"):
        quietly(lambda _: Lock(), [1], inline=True)


def test_results_of_earlier_calls_are_used_if_that_is_asked_for() -> None:
    assert quietly(square, range(150), cache=True).run["work"].counts.reused == 0
    again = quietly(square, range(160), cache=True)
    assert again.run["work"].counts.reused == 150
    assert list(again) == [x * x for x in range(160)]
    assert quietly(square, range(150), cache=True, version=2).run["work"].counts.reused == 0
    assert quietly(square, range(150)).run["work"].counts.reused == 0


def test_what_is_done_is_handed_out_while_the_rest_runs() -> None:
    def slow(x: int) -> int:
        time.sleep(0.01)
        return x

    results = quietly(slow, range(40), wait=False, max_workers=2)
    assert isinstance(results, Results)
    assert sorted(value for _, value in results.as_completed()) == list(range(40))
    assert sum(results) == 780
    broken = quietly(careful, range(40), wait=False)
    with pytest.raises(TaskFailedError, match="seven in"):
        list(broken.as_completed())
    assert 7 not in list(broken.ok)


def test_calls_within_calls_and_within_this_process() -> None:
    def row(x: int) -> int:
        return sum(mapped(lambda y: x * y, range(4), show_output=False))

    assert list(quietly(row, [1, 2])) == [6, 12]
    seen: list[int] = []
    assert list(quietly(seen.append, [1, 2], inline=True)) == [None, None]
    assert seen == [1, 2]


@pytest.mark.parametrize(
    ("arguments", "options", "message", "remedy"),
    [
        ((yielding, [1]), {}, "yielding is a generator function", "lambda item: list(fn(item))"),
        ((str, pd.DataFrame({"a": [1]})), {}, "names of its columns", "to_dict('records')"),
        ((str, [(1, 2)]), {"key": 0}, "key=0 is neither", "lambda item: item[0]"),
        ((square, [1]), {"resources": 2}, "resources=2 says no names", "{'cpu': 2}"),
        ((str, [square, lambda x: x]), {}, "Item 1 (", "at the top of the file"),
        (([1], square), {}, "map wants a function", "function comes first"),
        ((square, "abc"), {}, "each of its characters", "[items]"),
        ((square, {"a": 1}), {}, "items is a dictionary", "items.values()"),
        ((square, 5), {}, "cannot be gone through", "any iterable"),
        ((power, [(1, 2)]), {}, "power cannot be called with one argument", "lambda item: fn(*item)"),
        ((square, [1]), {"name": "no name"}, "cannot name a run", "name='fetch'"),
        ((square, [1]), {"timeout": "soon"}, "cannot be read as a time", "'90s'"),
        ((square, [1]), {"ttl": "soon"}, "cannot be read as a time", "ttl='7d'"),
        ((square, [1]), {"retry": -1}, "no number of times", "0 or more"),
        ((square, [1]), {"max_workers": 0}, "no number of processes", "1 or more"),
        ((square, [1]), {"resources": {"cups": 1}}, "has no 'cups'", "cpu"),
        ((str, ["a", "b", "a"]), {"key": str}, "Items 0 and 2 have the same key, 'a'", "another key"),
        ((str, ["a"]), {"key": "size"}, "key='size' names no part of the item 'a'", "a function"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    arguments: tuple[Any, Any], options: dict[str, Any], message: str, remedy: str
) -> None:
    with pytest.raises(FanfoldError) as raised:
        mapped(*arguments, **options)
    assert message in raised.value.message
    assert remedy in raised.value.remedy


def test_an_item_that_cannot_be_stored_is_named_and_items_that_change_are_noticed() -> None:
    with pytest.raises(UnpicklableArtifactError, match=r"^Item 1 \(.*\) cannot be pickled"):
        mapped(str, [1, Lock()])
    growing = {1, 2, 3}

    def grow(item: int) -> int:
        growing.add(item + 10)
        return item

    with pytest.raises(UsageError, match="items changed while they were taken"):
        mapped(str, growing, key=grow)


def test_what_the_iterable_raises_comes_as_it_is_and_leaves_nothing(home: Path) -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ZeroDivisionError("of mine")

    with pytest.raises(ZeroDivisionError, match="of mine"):
        mapped(square, broken())
    assert not list(home.glob(".items-*"))
    assert not (home / "map_square").exists()


KILLED = """
import os, sys, fanfold

def work(x):
    if x == 150 and "die" in sys.argv:
        os.kill(int(open(sys.argv[1]).read()), 9)
        import time; time.sleep(60)
    return x

open(sys.argv[1], "w").write(str(os.getpid()))
results = fanfold.map(work, range(300), max_workers=1)
print(sum(results), results.run["work"].counts.reused)
"""


def test_a_killed_script_carries_on_where_it_was(tmp_path: Path, home: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(KILLED)
    died = run_python(str(script), "pid", "die", home=home, folder=tmp_path)
    assert died.exit_code == -9, str(died)
    again = run_python(str(script), "pid", home=home, folder=tmp_path)
    assert again.exit_code == 0, str(again)
    total, reused = again.out.splitlines()[-1].split()
    assert int(total) == sum(range(300))
    assert 0 < int(reused) <= 150
    assert "Carries on" in again.out
    assert runjson.read(RunFolder(max((home / "map_work").glob("1*")))).status.value == "succeeded"


def test_it_works_where_there_is_no_file(tmp_path: Path, home: Path) -> None:
    text = "import fanfold; k = 2\ndef f(x): return x * k\nprint(list(fanfold.map(f, [1, 2], quiet=True)))"
    done = run_python("-c", text, home=home, folder=tmp_path)
    assert done.out.splitlines()[-1] == "[2, 4]", str(done)


def test_map_is_no_name_of_a_star_import() -> None:
    assert fanfold.map is mapped
    assert "map" not in fanfold.__all__
