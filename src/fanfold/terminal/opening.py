"""The first lines of a run: which run it is, and what has to be said beforehand."""

from fanfold.engine.observer import ResumeInfo, RunInfo
from fanfold.model.limits import GRACE_SECONDS
from fanfold.model.named import NamedTuple
from fanfold.terminal.figures import count, duration


class Opening(NamedTuple):
    """How this program is called.

    Attributes:
        version: fanfold's.
        imported_as: the name that the flow imported, `fanfold` or `metaflow`.
        program: what to type before a command, `python flow.py`.
    """

    version: str = ""
    imported_as: str = "fanfold"
    program: str = "fanfold"

    def lines(self, info: RunInfo) -> list[str]:
        """The first line holds `(run-id R)`: scripts look for it. The notes follow."""
        parts = [f"fanfold {self.version}: {info.flow} starting (run-id {info.run_id})"]
        if self.imported_as != "fanfold":
            parts.append(f"imported as {self.imported_as}")
        parts.append(f"{info.workers} worker{'' if info.workers == 1 else 's'}")
        return [", ".join(parts), *(f"  note: {note}" for note in info.notes)]


def halting_line(reason: str) -> str:
    """That the run will end, and what becomes of what still runs."""
    if not reason.startswith("SIG"):
        return f"  stopping: {reason}"
    grace = duration(GRACE_SECONDS)
    return f"  stopping: {reason}; running tasks have {grace} to end, a second signal ends them now"


def resume_lines(info: ResumeInfo) -> list[str]:
    """What a resume takes over, in one line, and why anything was dropped."""
    reused = sum(step.reused for step in info.steps)
    to_run = sum(step.to_run for step in info.steps)
    first = f"  resuming {info.origin_run_id}: {count(reused)} reused, {count(to_run)} to run"
    return [first, *(f"  dropped: {reason}" for reason in info.dropped)]
