"""What a task draws is a function of the run's seed and of which task it is."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanfold.workers.seeding import seed32, seed64, stream
from tests.workers.warm import SEED, printed_by, task, warm

ITEMS = 12


def _draws() -> tuple[float, int, float, float]:
    return random.random(), random.randint(0, 10**9), float(np.random.rand()), random.gauss(0, 1)


def _draws_by_index(order: list[int], *, run_seed: int = SEED) -> dict[int, object]:
    with warm(run_seed=run_seed) as fresh:
        return {index: task(fresh, _draws, index=index) for index in order}


@given(st.permutations(range(ITEMS)), st.integers(0, ITEMS))
def test_the_same_whatever_the_order_and_whoever_takes_which_item(order: list[int], cut: int) -> None:
    """As two workers would, and as one that is killed and replaced would."""
    in_order = _draws_by_index(list(range(ITEMS)))
    assert {**_draws_by_index(order[:cut]), **_draws_by_index(order[cut:])} == in_order


def test_other_tasks_draw_something_else() -> None:
    names = [
        ("work", (), 0, 0, 0),
        ("rest", (), 0, 0, 0),
        ("work", (0,), 0, 0, 0),
        ("work", (0, 0), 0, 0, 0),
        ("work", (), 1, 0, 0),
        ("work", (1,), 0, 0, 0),
        ("work", (), 0, 1, 0),
        ("work", (), 0, 0, 1),
    ]
    with warm() as fresh:
        drawn = []
        for name in names:
            fresh.begin(*name)
            drawn.append(_draws())
            fresh.end()
    for column in zip(*drawn, strict=True):
        assert len(set(column)) == len(names)


def test_another_run_seed_draws_something_else() -> None:
    one, other = _draws_by_index([0, 1]), _draws_by_index([0, 1], run_seed=SEED + 1)
    assert one != other


def test_a_task_that_seeds_for_itself_draws_what_it_asked_for() -> None:
    with warm() as fresh:
        for index in (0, 1):
            task(fresh, lambda: (random.seed(3), np.random.seed(3)), index=index)
            assert random.random() == random.Random(3).random()
            assert np.random.rand() == np.random.RandomState(3).rand()
        assert {5: task(fresh, _draws, index=5)} == _draws_by_index([5])


def test_without_a_run_seed_the_generators_are_left_alone() -> None:
    random.seed(1)
    np.random.seed(1)
    with warm(run_seed=None) as fresh:
        drawn = [task(fresh, lambda: (random.random(), np.random.rand())) for _ in range(3)]
    mine, numpys = random.Random(1), np.random.RandomState(1)
    assert drawn == [(mine.random(), numpys.rand()) for _ in range(3)]


def test_a_task_that_gave_numpy_another_bit_generator_harms_nobody() -> None:
    before = np.random.mtrand.get_bit_generator()
    try:
        with warm() as fresh:
            task(fresh, lambda: np.random.mtrand.set_bit_generator(np.random.PCG64(1)))
            assert 0 <= task(fresh, np.random.rand) < 1
    finally:
        np.random.mtrand.set_bit_generator(before)


EXPECTED = random.Random(seed64(stream(SEED, "work", (), 0, 0), 5))
FIRST, SECOND = EXPECTED.random(), EXPECTED.random()
NUMPYS = float(np.random.RandomState(seed32(stream(SEED, "work", (), 0, 0), 5)).rand())
"""What item 5 draws."""

WAYS = {
    "the module": ("import random", "random.random()"),
    "a name of it": ("from random import random as draw", "draw()"),
    "a name asked for in the task": (
        "import random",
        "__import__('random').__dict__ and getattr(random, 'random')()",
    ),
    "all names": ("from random import *", "random()"),
    "the generator": ("import random; mine = random._inst", "mine.random()"),
    "a method of the generator": ("import random; mine = [random._inst.random]", "mine[0]()"),
    "the class": ("import random", "random.Random.uniform(random._inst, 0, 1)"),
    "a module that holds a name": (
        "import sys, types; m = types.ModuleType('m'); exec('from random import uniform', vars(m))",
        "m.uniform(0, 1)",
    ),
    "a default": ("import random\ndef draw(uniform=random.uniform): return uniform(0, 1)", "draw()"),
    "imported in the task": ("", "__import__('random').random()"),
    "imported by what the task imports": (
        "",
        "__import__('tempfile')._Random and __import__('random').random()",
    ),
}


@pytest.mark.processes
@pytest.mark.parametrize("way", WAYS)
def test_the_first_task_that_draws_is_seeded_however_it_draws(way: str) -> None:
    """Nothing was drawn before it, save by ways that could be seen."""
    before, draw = WAYS[way]
    script = f"""
        fresh = Fresh({SEED}, False)
        task(fresh, 3, lambda: None)
        print(task(fresh, 5, lambda: ({draw}, __import__("random").random())))
        print(task(fresh, 5, lambda: ({draw}, __import__("random").random())))
    """
    assert printed_by(script, before=before) == [str((FIRST, SECOND))] * 2


NUMPY_WAYS = {
    "the module": ("import numpy as np", "np.random.rand()"),
    "a name of it": ("from numpy.random import rand", "rand()"),
    "a function of it": ("from numpy.random import sample", "sample()"),
    "the generator": ("import numpy as np; mine = np.random.mtrand._rand", "mine.rand()"),
    "the generator, asked for in the task": ("import numpy as np", "np.random.mtrand._rand.rand()"),
    "the bit generator": (
        "import numpy as np; mine = np.random.RandomState(np.random.mtrand._rand._bit_generator)",
        "mine.rand()",
    ),
    "imported in the task": ("", "__import__('numpy').random.rand()"),
}


@pytest.mark.processes
@pytest.mark.parametrize("way", NUMPY_WAYS)
def test_numpy_is_seeded_for_the_first_task_that_draws_however_it_draws(way: str) -> None:
    before, draw = NUMPY_WAYS[way]
    script = f"""
        fresh = Fresh({SEED}, False)
        task(fresh, 3, lambda: None)
        print(float(task(fresh, 5, lambda: {draw})))
        print(float(task(fresh, 5, lambda: {draw})))
    """
    assert printed_by(script, before=before) == [str(NUMPYS)] * 2


@pytest.mark.processes
def test_names_that_are_held_back_are_missed_by_nobody() -> None:
    script = """
        import random, numpy
        names = set(dir(random)), set(dir(numpy.random))
        fresh = Fresh(7, False)
        fresh.begin("work", (), 0, 0, 0)
        print("random" in vars(random), "rand" in vars(numpy.random))
        print(hasattr(random, "randint"), hasattr(numpy.random, "rand"), hasattr(random, "absent"))
        print((set(dir(random)), set(dir(numpy.random))) == names)
        try:
            random.randnit
        except AttributeError as error:
            print(error)
        fresh.close()
        print((set(dir(random)), set(dir(numpy.random))) == names)
    """
    assert printed_by(script) == [
        "False False",
        "True True False",
        "True",
        "module 'random' has no attribute 'randnit'",
        "True",
    ]


@pytest.mark.processes
def test_a_process_that_a_task_forks_draws_as_python_would_have_it() -> None:
    """`random` gets a new state in every child, NumPy keeps the parent's; whether anybody drew before or
    not.
    """
    script = """
        import os, random, numpy.random

        def in_child():
            reader, writer = os.pipe()
            if os.fork() == 0:
                os.write(writer, repr((random.random(), float(numpy.random.rand()))).encode())
                os._exit(0)
            os.wait()
            os.close(writer)
            with open(reader) as file:
                return eval(file.read())

        fresh = Fresh(7, False)
        unused = [task(fresh, 5, in_child) for _ in range(2)]
        task(fresh, 4, lambda: (random.random(), numpy.random.rand()))
        used = [task(fresh, 5, in_child) for _ in range(2)]
        print(len({draws[0] for draws in unused + used}), *{draws[1] for draws in unused + used})
    """
    assert printed_by(script) == [f"4 {NUMPYS}"]


IMPORT_SEEDS = """
import random, sys, tempfile
path = tempfile.NamedTemporaryFile("w", suffix=".py", delete=False)
path.write("import random\\nrandom.seed(99)\\n" + MORE)
path.close()
sys.argv = [path.name]
exec(open(path.name).read())
"""


@pytest.mark.processes
@pytest.mark.parametrize("use", ["random.random()", "random.random() + random.random()"])
def test_a_seed_that_the_file_sets_holds_for_every_task(use: str) -> None:
    """As in the reference, where each task is a process that runs the file."""
    script = f"""
        print(remember_import(sys.argv))
        import os
        if os.fork():  # a worker is forked, in which Python seeds `random` anew
            os._exit(os.waitstatus_to_exitcode(os.wait()[1]))
        fresh = Fresh(7, True)
        for index in range(3):
            print(task(fresh, index, lambda: {use}))
        sys.stdout.flush()
    """
    mine = random.Random(99)
    expected = eval(use, {"random": mine})
    before = IMPORT_SEEDS.replace("MORE", "'x = 1'")
    assert [line for line in printed_by(script, before=before) if line != "True"] == [str(expected)] * 3


@pytest.mark.processes
def test_a_generator_that_the_file_did_not_seed_is_seeded_for_each_task() -> None:
    script = """
        import numpy
        remember_import(sys.argv)
        fresh = Fresh(7, True)
        print(len({task(fresh, index, random.random) for index in range(3)}))
        print(float(task(fresh, 5, numpy.random.rand)))
    """
    assert printed_by(script, before=IMPORT_SEEDS.replace("MORE", "'x = 1'")) == ["1", str(NUMPYS)]


def test_numpys_state_at_import_holds_for_every_task() -> None:
    np.random.seed(5)
    expected = np.random.RandomState(5).standard_normal(3).tolist()
    with warm(seeded_at_import=True) as fresh:
        drawn = [
            task(fresh, lambda: np.random.standard_normal(3).tolist(), index=index) for index in range(3)
        ]
    assert drawn == [expected] * 3
