"""A bug that could have been made, as a change of one place in the source."""

from __future__ import annotations

from typing import NamedTuple


class Bug(NamedTuple):
    """A bug: in `module`, `right` (which stands there once) was written as `wrong`."""

    name: str
    module: str
    right: str
    wrong: str

    @property
    def folders(self) -> list[str]:
        """Where the tests are that are to catch it: a bug of the simulated protocol shows only there."""
        if self.module.startswith("fanfold.testing"):
            return ["tests/simulation"]
        if self.module in ("fanfold.engine.hand", "fanfold.engine.exceptional"):
            return ["tests/engine"]
        return ["tests/folding"] if self.module in _FOLDING else ALL


ALL = ["tests/run", "tests/simulation", "tests/folding"]
_FOLDING = (
    "fanfold.workers.fold",
    "fanfold.workers.early_fold",
    "fanfold.engine.begun_folds",
    "fanfold.store.checkpoints",
)
