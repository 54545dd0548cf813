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
    def is_protocol(self) -> bool:
        """Whether it is one of the simulated protocol."""
        return self.module.startswith("fanfold.testing")
