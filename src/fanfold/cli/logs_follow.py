"""`logs -f RUN[/STEP[/TASK]]`: what tasks print while the run goes on, each line with its task before it."""

from __future__ import annotations

import sys
from time import sleep

from fanfold.client import Run
from fanfold.client.following import Following, Printed
from fanfold.client.pathspec import missing
from fanfold.terminal.cells import shown_name
from fanfold.terminal.task_output import prefixed, tamed

LOOKS_SECONDS = 0.2


def follow(run: Run, step: str | None, key: str | None, streams: tuple[str, ...]) -> int:
    """Print until the run has ended, however it does, and say how it did.

    Raises:
        NotFoundError: the flow has no such step.
    """
    following = Following(run._run)
    goes_on, on_terminal = True, sys.stdout.isatty()
    while goes_on:
        _check_step(run, step)
        goes_on = run.status == "running"  # asked first, so that the last look comes after the end
        for said in following.more(last=not goes_on):
            if said.stream in streams and _is_meant(said, step, key):
                data = run._run.veil().over_bytes(said.data)
                data = tamed(data, colour=True) if on_terminal else data
                sys.stdout.buffer.write(prefixed(data, f"[{shown_name(_name(said))}] "))
        sys.stdout.flush()
        if goes_on:
            sleep(LOOKS_SECONDS)
    print(f"--- {run.id} {run.status}", file=sys.stderr)
    return 0


def _check_step(run: Run, step: str | None) -> None:
    """A step that has not begun is waited for; one that the flow does not have will never come."""
    known = run._run.look().shape.steps
    if step is not None and known and step not in known:
        raise missing("step", step, known, run.pathspec)


def _is_meant(said: Printed, step: str | None, key: str | None) -> bool:
    return step in (None, said.step) and key in (None, said.id, said.key, said.name)


def _name(said: Printed) -> str:
    """`fit/acme`; where nobody knows whose it is, `worker 3-1`."""
    if said.step is None:
        return f"worker {said.worker}"
    return f"{said.step}/{said.name}" if said.name else str(said.step)
