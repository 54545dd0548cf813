"""The run's constants: stored once, read by every worker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fanfold.model.errors import UnpicklableArtifactError
from fanfold.store.constants import load_constants, store_constants
from fanfold.store.folder import RunFolder
from fanfold.store.loading import Packs


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    path = tmp_path / "Sizes" / "1764000000"
    path.mkdir(parents=True)
    return RunFolder(path).create()


def test_constants_come_back_as_they_were(folder: RunFolder) -> None:
    values: dict[str, Any] = {"alpha": 0.1, "names": ["a"], "table": np.arange(50_000), "none": None}
    location = store_constants(folder, values, 1.0)
    packs = Packs(folder.packs)
    again = load_constants(packs, location)
    assert list(again) == list(values)
    assert np.array_equal(again.pop("table"), values.pop("table"))
    assert again == values
    packs.close()


def test_a_constant_that_cannot_be_pickled_is_named_with_a_remedy(folder: RunFolder) -> None:
    with pytest.raises(UnpicklableArtifactError) as caught:
        store_constants(folder, {"fine": 1, "tools": {"make": lambda: 1}}, 1.0)
    assert caught.value.message.startswith(
        "The parameter or class attribute *tools* cannot be pickled: ['make'] is a function ("
    )
    assert "underscore" in caught.value.remedy
