"""`inputs` of a join, as a test gives them. To the step they look like those of a run (`flow.inputs`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload


class GivenInput:
    """What one parent of a join left: which step it was, its artifacts, its item."""

    def __init__(self, step: str, artifacts: Mapping[str, Any], item: Any) -> None:
        self.step = step
        self.artifacts = artifacts
        self.item = item


class GivenInputs(Sequence[Any]):
    """The inputs as tasks' objects, each with the name of its step."""

    failed: tuple[Any, ...] = ()

    def __init__(self, made: list[Any], steps: list[str]) -> None:
        self._made = made
        self._steps = steps

    def __len__(self) -> int:
        return len(self._made)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._made)

    def as_completed(self) -> Iterator[Any]:
        """The inputs in the order in which they were given."""
        return iter(self._made)

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> list[Any]: ...
    def __getitem__(self, index: int | slice) -> Any:
        return self._made[index]

    def __getattribute__(self, name: str) -> Any:
        # A flow may have steps named `index`, `count` or `failed`.
        if name[:1] != "_" and name in self._steps:
            return self._made[len(self._steps) - 1 - self._steps[::-1].index(name)]
        return super().__getattribute__(name)

    def __getattr__(self, name: str) -> Any:
        steps = ", ".join(dict.fromkeys(self._steps))
        raise AttributeError(f"No input of this join comes from a step '{name}'; they come from {steps}.")
