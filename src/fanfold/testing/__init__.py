"""For tests of flows: `run_step` runs one step by itself, `run_flow` a whole flow, in the test's own process.

Beside them stands what fanfold itself is tested with: fakes, and the simulator of whole histories.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fanfold.testing.one_flow import run_flow as run_flow
    from fanfold.testing.one_step import run_step as run_step
    from fanfold.testing.step_result import StepResult as StepResult

_MODULE_OF = {"run_step": "one_step", "run_flow": "one_flow", "StepResult": "step_result"}

__all__ = [*_MODULE_OF]  # noqa: PLE0604 - the table above is the list


def __getattr__(name: str) -> object:
    # The simulator and its fakes need nothing of what runs a real flow.
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'fanfold.testing' has no attribute '{name}'")
    value: object = getattr(__import__(f"fanfold.testing.{_MODULE_OF[name]}", fromlist=[name]), name)
    globals()[name] = value
    return value
