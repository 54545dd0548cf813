"""A folder with a flow, for one test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fanfold.client import default_metadata, default_namespace
from tests.cache.written import Written


@pytest.fixture
def nightly(tmp_path: Path) -> Iterator[Written]:
    """The flow of `written.FLOW`."""
    yield Written(tmp_path)
    default_namespace()
    default_metadata()
