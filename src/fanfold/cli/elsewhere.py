"""Commands for other people's clusters and schedulers, which there will not be here: each answers with the
same command for Metaflow, to be typed where that is installed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

ELSEWHERE = {
    "argo-workflows": "fanfold does not deploy to Argo Workflows.",
    "step-functions": "fanfold does not deploy to AWS Step Functions.",
    "airflow": "fanfold does not deploy to Airflow.",
    "batch": "fanfold does not run on AWS Batch.",
    "kubernetes": "fanfold does not run on Kubernetes.",
    "spot-metadata": "fanfold runs on no spot instances.",
}
"""Commands of the reference, and why there are none."""

INSIDE = ("step", "spin-step")
"""Commands that the reference's scheduler starts its tasks with; nobody types them."""


def refuse(ctx: click.Context, name: str, typed: Sequence[str]) -> None:
    """End with a usage error that says what to type instead. `typed` is all that stood behind the flow."""
    if name in ELSEWHERE:
        ctx.fail(
            f"{ELSEWHERE[name]} Run the flow on this machine: {ctx.command_path} run\n"
            f"Where Metaflow is installed, type: {_theirs(typed)}"
        )
    if name in INSIDE:
        ctx.fail(
            f"{name} is how Metaflow starts a task. Here `run` runs them, and `debug RUN/step/KEY` one again."
        )


def _theirs(typed: Sequence[str]) -> str:
    from shlex import join

    script = os.path.relpath(sys.argv[0]) if os.path.exists(sys.argv[0]) else sys.argv[0]
    return join(["python", script, *typed])
