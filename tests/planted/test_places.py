"""Every bug to be planted still has its place in the source, so that the table keeps its meaning as the code
moves.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.planted.bug import Bug
from tests.planted.bugs import BUGS
from tests.planted.planting import changed


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_the_place_of_each_planted_bug_stands_once_in_the_source(bug: Bug) -> None:
    spec = find_spec(bug.module)
    assert spec is not None
    assert spec.origin is not None
    source = changed(bug, Path(spec.origin).read_text(encoding="utf-8"))
    compile(source, spec.origin, "exec")
