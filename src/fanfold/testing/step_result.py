"""What a step left that was run by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fanfold.model.named import NamedTuple


class Next(NamedTuple):
    """Where a step goes on.

    Attributes:
        targets: the names of the steps; none if it failed, or is the last.
        items: of a foreach, what it fans out over; None for all else.
        width: of a foreach or a num_parallel, how many tasks follow.
        case: of a switch, the step that it chose.
    """

    targets: tuple[str, ...] = ()
    items: list[Any] | None = None
    width: int | None = None
    case: str | None = None


class StepResult:
    """The end of a step that `run_step` ran. Its artifacts are attributes: `result.score`.

    Attributes:
        step: its name.
        artifacts: what the step set or was given, by name; for those named like something here.
        next: where it goes on.
        error: the exception that it raised; None if it ended well. Where `@catch` took over, there is both.
        stdout, stderr: what it printed.
        input, index: its item, and the item's index.
    """

    def __init__(
        self,
        step: str,
        artifacts: dict[str, Any],
        constants: Mapping[str, Any],
        *,
        next: Next,
        error: BaseException | None,
        output: tuple[str, str],
        item: tuple[Any, int | None],
    ) -> None:
        self.step = step
        self.artifacts = artifacts
        self.next = next
        self.error = error
        self.stdout, self.stderr = output
        self.input, self.index = item
        self._constants = constants

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or "artifacts" not in vars(self):
            raise AttributeError(name)
        for values in (self.artifacts, self._constants):
            if name in values:
                return values[name]
        if self.error is not None:
            raise AttributeError(
                f"{self.step} has no artifact {name!r}: it raised {type(self.error).__name__}: {self.error}"
            ) from self.error
        raise AttributeError(f"{self.step} has no artifact {name!r}; it has {', '.join(self.artifacts)}")

    def __repr__(self) -> str:
        ended = f"raised {self.error!r}" if self.error is not None else ", ".join(self.artifacts)
        return f"<{self.step}: {ended}>"
