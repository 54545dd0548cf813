"""What batch_jobs.py works on: a module beside the flow, as projects have them."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Job:
    """A job and its settings."""

    name: str
    size: int
    tags: tuple = field(default=())

    def run(self):
        """The result of the job."""
        return sum(range(self.size))


def load_jobs():
    """All jobs there are."""
    return [Job("small", 10), Job("medium", 100, ("daily",)), Job("large", 1000, ("daily", "heavy"))]
