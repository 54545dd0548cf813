"""Seeds of tasks: one for each, the same everywhere; and which files seed at import."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanfold.workers.seeding import seed32, seed64, seeded_generators, seeds_at_import, stream

PLACES = st.lists(st.integers(0, 1 << 40), max_size=4).map(tuple)
NAMES = st.tuples(
    st.integers(-(1 << 80), 1 << 80),
    st.from_regex(r"\A[a-z_ä]{1,20}\Z"),
    PLACES,
    st.integers(0, 1 << 20),
    st.integers(0, 50),
)


def test_a_seed_never_changes_from_one_version_to_the_next() -> None:
    """A run that is resumed years later draws what it drew."""
    number = stream(42, "train", (3, 1), 0, 2)
    assert (number, seed64(number, 17), seed32(number, 17)) == (
        5635327086378736847,
        11749601316806403352,
        1214000256,
    )


@given(NAMES, NAMES)
def test_tasks_that_differ_in_anything_have_streams_of_their_own(
    one: tuple[int, str, tuple[int, ...], int, int], other: tuple[int, str, tuple[int, ...], int, int]
) -> None:
    assert (stream(*one) == stream(*other)) == (one == other)


@pytest.mark.parametrize("seed", [seed32, seed64])
def test_no_two_items_of_a_fan_share_a_seed(seed: object) -> None:
    """Among 100,000 numbers of 32 bits drawn by chance, one expects a pair that is equal."""
    assert callable(seed)
    number = stream(1, "work", (), 0, 0)
    assert len({seed(number, index) for index in range(100_000)}) == 100_000


def test_neighbours_are_not_alike() -> None:
    """The first draws of 4,000 neighbours spread over 0 to 1 as evenly as they should, and do not follow each
    other.
    """
    number = stream(1, "work", (), 0, 0)
    draws = [random.Random(seed64(number, index)).random() for index in range(4_000)]
    counts = [sum(int(draw * 20) == place for draw in draws) for place in range(20)]
    assert max(counts) < 260
    assert min(counts) > 145
    products = [(one - 0.5) * (other - 0.5) for one, other in pairwise(draws)]
    assert abs(sum(products) / len(products)) < 0.006  # a twelfth if they were equal; 0.0013 is one deviation


def test_half_of_the_bits_of_neighbouring_seeds_differ() -> None:
    number = stream(1, "work", (), 0, 0)
    for seed, bits in ((seed64, 64), (seed32, 32)):
        flips = [(seed(number, index) ^ seed(number, index + 1)).bit_count() for index in range(2_000)]
        assert abs(sum(flips) / len(flips) / bits - 0.5) < 0.01


BOTH = {"random", "numpy"}


@pytest.mark.parametrize(
    ("text", "seeded"),
    [
        ("import random\nrandom.seed(1)", {"random"}),
        ("import random as r\nif True:\n    r.seed(1)", {"random"}),
        ("from random import seed\nseed(1)", {"random"}),
        ("import numpy as np\nnp.random.seed(1)", {"numpy"}),
        ("from numpy import random\nrandom.seed(1)", {"numpy"}),
        (
            "from numpy.random import seed as s, seed\ntry:\n    seed(1)\nexcept ValueError:\n    pass",
            {"numpy"},
        ),
        ("import random, numpy\nfor g in (1,):\n    random.seed(g)\nnumpy.random.seed(2)", BOTH),
        ("from lightning import seed_everything\nx = seed_everything(1)", BOTH),
        ("def set_Seeds():\n    ...\nwith open('x') as f:\n    set_Seeds()", BOTH),
        ("import random\ndef f():\n    random.seed(1)", set()),
        ("import random\nclass F:\n    @step\n    def start(self):\n        random.seed(1)", set()),
        ("import torch\ntorch.manual_seed(1)", set()),
        ("import random\nrng = random.Random(3)\nrng.seed(4)", set()),
        ("import numpy as np\nrng = np.random.default_rng(np.random.SeedSequence(4))", set()),
        ("import random\nx = random.random()\nseeds = [1, 2]", set()),
        ("import random\nrandom.seed(1", set()),
    ],
)
def test_a_file_that_seeds_while_it_is_imported_is_known_by_its_source(
    text: str, seeded: set[str], tmp_path: Path
) -> None:
    file = tmp_path / "flow.py"
    file.write_text(text, encoding="utf-8")
    assert seeded_generators([str(file)]) == seeded
    assert seeds_at_import([str(file)]) == bool(seeded)


def test_any_one_of_the_files_will_do(tmp_path: Path) -> None:
    for name, text in (("a.py", "x = 1"), ("b.py", "from random import seed\nseed(3)")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert seeds_at_import([str(tmp_path / name) for name in ("missing.py", "a.py", "b.py")])
