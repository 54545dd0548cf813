"""However a flow is run, the same comes of it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.flow_process import run_python

pytestmark = pytest.mark.processes

FLOW = Path(__file__).parent / "flows" / "every_way.py"
SEEDED = "import os, sys; os.environ['PYTHONHASHSEED'] = sys.argv[1]; os.execv(sys.executable, sys.argv[2:])"
"""Sets have another order under another seed."""


def report_of(home: Path, *options: str, seed: int = 0, width: int = 30) -> dict[str, Any]:
    """What the flow wrote down, run with these options and this hash seed."""
    home.mkdir()
    report = home / "report.json"
    flow = [sys.executable, str(FLOW), "run", *options, "--width", str(width), "--report", str(report)]
    done = run_python("-c", SEEDED, str(seed), *flow, home=home, folder=home)
    assert done.exit_code == 0, done
    found: dict[str, Any] = json.loads(report.read_text())
    return found


def expected(width: int) -> dict[str, Any]:
    """What has to come of it."""
    base = sum(range(4_000))
    words = [f"word {number}" for number in range(width)]
    values = [
        [
            [
                -cell if cell % 2 else cell,
                "odd" if cell % 2 else "even",
                [[row, width, row], [column, 1 + row % 3, cell]],
            ]
            for column, cell in enumerate(column * row for column in range(1 + row % 3))
        ]
        for row in range(width)
    ]
    return {
        "weights": [[number, base - number - 1 + 2, ""] for number in range(width)],
        "caught": list(range(0, width, 5)),
        "indexes": list(range(width)),
        "words_seen": sorted(words),
        "values": values,
        "notes": ["start"],
        "table": base,
    }


@pytest.mark.parametrize(
    "options",
    [
        ("--inline",),
        ("--inline", "--warm"),
        ("--max-workers", "1", "--warm"),
        ("--max-workers", "5", "--isolate"),
        ("--max-workers", "5", "--warm"),
    ],
    ids=" ".join,
)
def test_any_way_of_running_gives_the_same(tmp_path: Path, options: tuple[str, ...]) -> None:
    assert report_of(tmp_path / "home", *options, width=16) == expected(16)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_set_of_texts_gives_each_item_once_whatever_the_hash_seed(tmp_path: Path, seed: int) -> None:
    """Also where every task is a process of its own, and where a join reads what others recorded."""
    assert report_of(tmp_path / "home", "--isolate", seed=seed, width=8) == expected(8)


def test_a_wide_run_gives_the_same_as_a_narrow_one(tmp_path: Path) -> None:
    """Over a hundred items: warm workers, chunks of many items, several blocks to read."""
    assert report_of(tmp_path / "home", "--max-workers", "2", width=250) == expected(250)
