"""A `.metaflow` folder, as Metaflow lays it out::

<Flow>/data/<sha[:2]>/<sha>                     artifacts, gzipped pickles
<Flow>/<run>/_meta/_self.json                   who ran it, when, with which tags
<Flow>/<run>/<step>/<task>/<attempt>.data.json  the artifacts of an attempt, sha by name
                           <attempt>.DONE.lock  it ended
                           <attempt>.*stdout.log
                           _meta/sysmeta_*.json
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from fanfold.imported.plain import plain, unzipped
from fanfold.model.errors import DamageError

FOLDER_NAME = ".metaflow"
PARAMETERS = "_parameters"
_LOG_HEAD = re.compile(rb"^\[MFLOG\|[^\]]*\]", re.MULTILINE)


class TheirFlow:
    """A flow's folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name

    def runs(self) -> list[TheirRun]:
        """Its runs, the oldest first."""
        found = [TheirRun(self, path.parents[1]) for path in self.path.glob("*/_meta/_self.json")]
        return sorted(found, key=lambda run: (run.created_seconds, run.id))

    def pickle(self, sha: str) -> bytes:
        """The pickle of an artifact.

        Raises:
            DamageError: it is not there, or not whole.
        """
        path = self.path / "data" / sha[:2] / sha
        try:
            return unzipped(path.read_bytes())
        except (OSError, EOFError) as error:
            raise DamageError(f"The artifact {path} cannot be read: {error}.") from error


class TheirRun:
    """A run's folder."""

    def __init__(self, flow: TheirFlow, path: Path) -> None:
        self.flow = flow
        self.path = path
        self.id = path.name
        self.told: dict[str, Any] = json.loads((path / "_meta" / "_self.json").read_bytes())

    @property
    def created_seconds(self) -> float:
        """When it started."""
        return float(self.told.get("ts_epoch", 0)) / 1000

    @property
    def touched_seconds(self) -> float:
        """When something in it was written last."""
        return max(path.stat().st_mtime for path in self.path.rglob("*") if path.is_file())

    def tasks(self, step: str) -> list[TheirTask]:
        """The tasks of a step, by id."""
        folder = self.path / step
        found = [path for path in folder.iterdir() if path.name != "_meta"] if folder.is_dir() else []
        return [TheirTask(self.flow, step, path) for path in sorted(found, key=_number)]


class TheirTask:
    """A task's folder."""

    def __init__(self, flow: TheirFlow, step: str, path: Path) -> None:
        self.flow = flow
        self.step = step
        self.path = path

    @cached_property
    def attempts(self) -> list[Attempt]:
        """Its attempts, in order."""
        numbers = {int(path.name.split(".")[0]) for path in self.path.glob("[0-9]*.attempt.json")}
        return [Attempt(self, number) for number in sorted(numbers)]

    @property
    def indexes(self) -> list[int]:
        """The foreach indexes that were written down as it began, outermost first."""
        paths = sorted((self.path / "_meta").glob("sysmeta_foreach-execution-path_*.json"))
        told = str(json.loads(paths[-1].read_bytes())["value"]) if paths else ""
        return [int(part.rpartition(":")[2]) for part in told.split(",") if part]


class Attempt:
    """One attempt of a task."""

    def __init__(self, task: TheirTask, number: int) -> None:
        self.task = task
        self.number = number

    @cached_property
    def shas(self) -> dict[str, str]:
        """Its artifacts' shas, by name; none where it died."""
        return dict(self._data.get("objects", {}))

    @cached_property
    def types(self) -> dict[str, str]:
        """Its artifacts' types as Python prints them, by name."""
        return {name: str(each.get("type", "")) for name, each in self._data.get("info", {}).items()}

    @cached_property
    def _data(self) -> dict[str, Any]:
        path = self._file("data.json")
        ended = self._file("DONE.lock").exists() and path.is_file()
        return dict(json.loads(path.read_bytes())) if ended else {}

    def own(self, name: str) -> Any:
        """One of the artifacts that Metaflow keeps for itself; None if it is not there."""
        sha = self.shas.get(name)
        return None if sha is None else plain(self.task.flow.pickle(sha))

    @property
    def started_seconds(self) -> float:
        """When it began."""
        return float(json.loads(self._file("attempt.json").read_bytes()).get("time", 0.0))

    @property
    def seconds(self) -> float:
        """How long it took, start of its process included."""
        ended = [
            float(told["ts_epoch"]) / 1000
            for path in (self.task.path / "_meta").glob("sysmeta_attempt-done_*.json")
            if (told := json.loads(path.read_bytes()))["value"] == str(self.number)
        ]
        return max(0.0, max(ended, default=self.started_seconds) - self.started_seconds)

    def printed(self, stream: str) -> bytes:
        """What it wrote to "stdout" or "stderr", without the marks that Metaflow puts before each line."""
        logs = sorted(self.task.path.glob(f"{self.number}.*{stream}.log"))
        return b"".join(_LOG_HEAD.sub(b"", path.read_bytes()) for path in logs)

    def _file(self, ending: str) -> Path:
        return self.task.path / f"{self.number}.{ending}"


def flows(folder: Path) -> Iterator[TheirFlow]:
    """The flows that have runs in a `.metaflow` folder."""
    for path in sorted(folder.iterdir()):
        if next(path.glob("*/_meta/_self.json"), None) is not None:
            yield TheirFlow(path)


def _number(path: Path) -> tuple[int, str]:
    digits = re.match(r"\d+", path.name)
    return (int(digits[0]) if digits else 0, path.name)
