"""The code of a run, as it was."""

from __future__ import annotations

from pathlib import Path

from fanfold.client.opened import OpenRun
from fanfold.model.named import NamedTuple


class Code(NamedTuple):
    """The flow's file and every local module that it imported.

    Attributes:
        path: the folder of the copies.
        script_name: the flow's file in it.
    """

    path: Path
    script_name: str

    @property
    def flowspec(self) -> str:
        """The text of the flow's file."""
        return (self.path / self.script_name).read_text(encoding="utf-8")


def code_of(run: OpenRun) -> Code | None:
    """The code that a run kept, if it did."""
    file = run.script.file
    return Code(run.folder.code, file.name) if file.parent == run.folder.code else None
