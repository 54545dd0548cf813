"""`inputs` of a join that began before all of them had come.

Its loop over `inputs.as_completed()` goes through them as they do. Whatever else is asked of them (`len`, an
index, `inputs.failed`) is known only when they have all come, and waits until then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from sys import _getframe
from typing import Any

from fanfold.flow.inputs import Folds, Inputs


class ComingInputs:
    """The inputs. `whole` waits until they have all come, and gives them."""

    __slots__ = ("_fold", "_whole")

    def __init__(self, fold: Folds, whole: Callable[[], Inputs[Any]]) -> None:
        self._fold: Folds | None = fold
        self._whole = whole

    def as_completed(self) -> Iterator[Any]:
        """See `Inputs.as_completed`."""
        fold, frame = self._fold, _getframe(1)
        if fold is not None and fold.owns(frame):
            self._fold = None
            return fold.inputs(frame)
        return self._whole().as_completed()

    def __len__(self) -> int:
        return len(self._whole())

    def __iter__(self) -> Iterator[Any]:
        return iter(self._whole())

    def __getitem__(self, index: Any) -> Any:
        return self._whole()[index]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._whole(), name)

    def __getstate__(self) -> Any:
        return self._whole().__getstate__()


Sequence.register(ComingInputs)
