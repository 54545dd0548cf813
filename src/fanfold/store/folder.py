"""A run is a folder. This names what lies in it.

Copy a finished run by copying its folder, delete one by deleting it; nothing outside refers to it.
"""

from pathlib import Path

from fanfold.model.errors import RunError
from fanfold.model.named import NamedTuple
from fanfold.model.names import FlowName, RunId
from fanfold.store.disk import disk_errors

FORMAT_VERSION = 1
"""The version of everything in a run's folder. A folder with a higher one is refused by name; older ones stay
readable.
"""


class RunFolder(NamedTuple):
    """The paths in one run's folder, `<home>/<FlowName>/<run_id>/`."""

    path: Path

    @property
    def flow(self) -> FlowName:
        """The flow's name, which is the name of the folder above."""
        return FlowName(self.path.parent.name)

    @property
    def run_id(self) -> RunId:
        """The run's id, which is the folder's name."""
        return RunId(self.path.name)

    def check_there(self) -> None:
        """Raises RunError if somebody took the folder of a run that goes on away."""
        if not self.run_json.exists():
            raise RunError(
                f"The folder {self.path} is gone: it was moved or removed while its run went on.",
                remedy="Stop a run before its folder is touched; `rm` and `gc` let running ones be.",
            )

    @property
    def run_json(self) -> Path:
        """Status, times, tags, sizes, script: what can be told without opening the ledger."""
        return self.path / "run.json"

    @property
    def run_json_lock(self) -> Path:
        """Held by whoever replaces run.json: the driver, and people who tag."""
        return self.path / "run.json.lock"

    @property
    def ledger(self) -> Path:
        """The SQLite database of what happened."""
        return self.path / "ledger.db"

    @property
    def packs(self) -> Path:
        """Records, items and artifacts."""
        return self.path / "packs"

    @property
    def logs(self) -> Path:
        """What tasks wrote to stdout and stderr."""
        return self.path / "logs"

    @property
    def code(self) -> Path:
        """The flow file and the local modules that it imported, as they were."""
        return self.path / "code"

    @property
    def cards(self) -> Path:
        """Pages of running tasks, and those made later. Made when the first is shown."""
        return self.path / "cards"

    @property
    def folds(self) -> Path:
        """How far the folds are that are going on. Made when there is the first to tell of."""
        return self.path / "folds"

    @property
    def objects(self) -> Path:
        """What its tasks kept with `S3(run=self)`, where no bucket is configured; not there otherwise."""
        return self.path / "s3"

    @property
    def lock(self) -> Path:
        """Held by the driver while the run goes on."""
        return self.path / "lock"

    @property
    def in_hand(self) -> Path:
        """Which task each worker has in hand; there while the run goes on, and after a kill."""
        return self.path / "in-hand.json"

    @property
    def ballast(self) -> Path:
        """Bytes to give up when the disk is full."""
        return self.path / "ballast"

    def pack(self, stem: str) -> Path:
        """The pack of that stem, such as ``3-1``."""
        return self.packs / f"{stem}.pack"

    def log(self, stem: str, stream: str) -> Path:
        """The log of that stem and stream, "out" or "err"."""
        return self.logs / f"{stem}.{stream}"

    def create(self) -> "RunFolder":
        """Make the folders inside. The run's own folder exists since its id was taken."""
        with disk_errors(self.path, "create the run's folders"):
            for folder in (self.packs, self.logs, self.code):
                folder.mkdir(mode=0o700, exist_ok=True)
        return self

    def exists(self) -> bool:
        """Whether there is a run here. A folder without run.json is one that is being made, or never came to
        be.
        """
        return self.run_json.is_file()
