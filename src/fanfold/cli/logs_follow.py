"""`logs -f RUN[/STEP[/TASK]]`: what tasks print while the run goes on, each line with its task before it.

Of a step or a task that is named, it is what those printed that are done: of the others nobody but the driver
knows whose they are.
"""

from __future__ import annotations

import sys
from time import sleep

from fanfold.client import Run
from fanfold.client.following import Following, Printed
from fanfold.terminal.cells import shown_name
from fanfold.terminal.task_output import prefixed

LOOKS_SECONDS = 0.2


def follow(run: Run, step: str | None, key: str | None, streams: tuple[str, ...]) -> int:
    """Print until the run has ended, however it does."""
    following = Following(run._run)
    goes_on = True
    while goes_on:
        goes_on = run.status == "running"  # asked first, so that the last look comes after the end
        for said in following.more():
            if said.stream in streams and _is_meant(said, step, key):
                data = run._run.veil().over_bytes(said.data)
                sys.stdout.buffer.write(prefixed(data, f"[{shown_name(_name(said))}] "))
        sys.stdout.flush()
        if goes_on:
            sleep(LOOKS_SECONDS)
    return 0


def _is_meant(said: Printed, step: str | None, key: str | None) -> bool:
    return step in (None, said.step) and key in (None, said.key)


def _name(said: Printed) -> str:
    """`fit/acme`; while it runs, `worker 3-1`."""
    if said.step is None:
        return f"worker {said.worker}"
    return f"{said.step}/{said.key}" if said.key else str(said.step)
