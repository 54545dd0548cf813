"""One history: a run, killed at random times and resumed until it is done, held against an undisturbed one.

Every task leaves a line when its code begins, and a record when it is done. Of the lines of one task exactly
one may lie behind the beginning that its record names: a second one would be a task that ran again though it
was recorded.
"""

from __future__ import annotations

import signal
import subprocess
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import NamedTuple

from fanfold.store.folder import RunFolder
from tests.fault.accounts import check_ledger, newest_run, records_of
from tests.fault.processes import children, ended, kill, left_of_run, ran, started
from tests.flow_process import FlowProcess

FLOW = Path(__file__).parent / "flows" / "nested.py"
STEPS = ("outer", "work", "check", "left", "right", "both", "inner_join")
UNDISTURBED_MAX = 3
"""So many resumes in a row that nobody disturbed must be enough to come to the end: one is."""

MOMENT_SECONDS = 0.1
VICTIMS = ("driver", "driver", "driver", "worker", "worker", "worker", "worker", "zygote")

TaskKey = tuple[str, int]


class Kill(NamedTuple):
    """Who was killed, and when (seconds since the epoch)."""

    victim: str
    seconds: float


class Begun(NamedTuple):
    """A line: the code of a task began, in this process, then."""

    pid: int
    seconds: float


@dataclass(slots=True)
class Figures:
    """What came of a history, or of many."""

    kills: list[Kill] = field(default_factory=list)
    processes: int = 0
    tasks: int = 0
    lost: int = 0
    recorded_twice: int = 0
    repeated_after_record: int = 0
    wasted_items: int = 0
    wasted_seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Figures) -> None:
        """Take another history in."""
        self.kills += other.kills
        self.processes += other.processes
        self.tasks += other.tasks
        self.lost += other.lost
        self.recorded_twice += other.recorded_twice
        self.repeated_after_record += other.repeated_after_record
        self.wasted_items += other.wasted_items
        self.wasted_seconds += other.wasted_seconds
        self.wrong += other.wrong


class History:
    """One history in a folder of its own. The seed decides its shape and when it is killed, not how fast the
    machine is.
    """

    def __init__(self, seed: str, folder: Path, kills_max: int) -> None:
        self.seed = seed
        self.random = Random(seed)
        self.home = folder / "runs"
        self.counter = folder / "counter"
        self.kills_max = kills_max
        self.figures = Figures()
        shape = (self.random.randint(2, 5), self.random.choice([3, 12, 40, 150, 400]))
        milliseconds = self.random.choice([0.0, 0.2, 1.0, 4.0]) if shape[1] > 12 else 8.0
        self.outer, self.inner = shape
        words = ["--outer-width", self.outer, "--inner-width", self.inner, "--milliseconds", milliseconds]
        self.parameters = [str(word) for word in words]
        ways = [[], [], ["--warm"], ["--isolate"]] if shape[0] * shape[1] < 400 else [[], ["--warm"]]
        self.options = ["--max-workers", str(self.random.randint(1, 4)), *self.random.choice(ways)]
        if self.random.random() < 0.7:
            self.options += ["--with", "retry:times=20"]

    def go(self) -> Figures:
        """Live it through."""
        before = time.monotonic()
        usual = self._run(self.home.with_name("undisturbed"), self.counter.with_name("uncounted"))
        self.usual_seconds = time.monotonic() - before
        if self._until_done():
            folder = newest_run(self.home)
            self._expect(_result(folder) == _result(usual), "the result is another")
            self._judge(folder)
        return self.figures

    def _run(self, home: Path, counter: Path) -> RunFolder:
        """The undisturbed run."""
        done = ran(FLOW, "run", *self.parameters, *self.options, home=home, COUNTER=str(counter))
        assert done.exit_code == 0, str(done)
        return newest_run(home)

    def _until_done(self) -> bool:
        undisturbed = 0
        while undisturbed < UNDISTURBED_MAX:
            before = len(self.figures.kills)
            words = ["resume"] if self._has_begun() else ["run", *self.parameters]
            with started(FLOW, *words, *self.options, home=self.home, COUNTER=str(self.counter)) as process:
                self.figures.processes += 1
                self._disturb(process)
                done = ended(process)
            self._after(done)
            if done.exit_code == 0:
                return True
            undisturbed = undisturbed + 1 if len(self.figures.kills) == before else 0
        self.figures.wrong.append(f"{self.seed}: it comes to no end: {done}")
        return False

    def _has_begun(self) -> bool:
        return any(self.home.glob("*/[0-9]*/run.json"))

    def _disturb(self, process: subprocess.Popen[str]) -> None:
        """Kill at random times until it is over, or the driver was killed."""
        while len(self.figures.kills) < self.kills_max:
            try:
                process.wait(self.random.uniform(0, self.usual_seconds * 0.6))
            except subprocess.TimeoutExpired:
                pass
            else:
                return
            victim = self.random.choice(VICTIMS)
            pids = self._pids(process.pid, victim)
            if pids:
                kill(self.random.choice(pids), signal.SIGKILL)
                self.figures.kills.append(Kill(victim, time.time()))
            if victim == "driver":
                return

    def _pids(self, driver: int, victim: str) -> list[int]:
        if victim == "driver":
            return [driver]
        found = children(driver)
        return found[:1] if victim == "zygote" else found[1:]

    def _after(self, done: FlowProcess) -> None:
        """Whatever happened: nobody is left, the ledger can be read, and nobody asks for a report."""
        self._expect(not left_of_run(self.home), "processes are left")
        self._expect("please report" not in done.err, str(done))
        if self._has_begun():
            check_ledger(newest_run(self.home))

    def _judge(self, folder: RunFolder) -> None:
        begun, figures = self._begun(), self.figures
        recorded: defaultdict[TaskKey, list[float]] = defaultdict(list)
        for record in records_of(folder):
            if record.step in STEPS:
                number = record.entries["number"]
                assert isinstance(number, int)
                recorded[record.step, number].append(record.started)
        expected = self._expected()
        figures.tasks += len(expected)
        figures.lost += len(expected - recorded.keys())
        self._expect(recorded.keys() <= expected, f"tasks that should not be: {recorded.keys() - expected}")
        for key, times in recorded.items():
            figures.recorded_twice += len(times) > 1
            later = [each for each in begun[key] if each.seconds >= min(times)]
            figures.repeated_after_record += len(later) > 1
            self._expect(len(later) >= 1, f"{key} was recorded and never ran")
            figures.wasted_items += len(begun[key]) - 1
            figures.wasted_seconds += sum(self._wasted(each) for each in begun[key][:-1])

    def _expected(self) -> set[TaskKey]:
        inner = {number * 100_000 + index for number in range(self.outer) for index in range(self.inner)}
        outer = {(step, number) for step in ("outer", "inner_join") for number in range(self.outer)}
        return outer | {(step, number) for step in STEPS[1:-1] for number in inner}

    def _begun(self) -> dict[TaskKey, list[Begun]]:
        found: defaultdict[TaskKey, list[Begun]] = defaultdict(list)
        for line in self.counter.read_text().splitlines():
            step, number, pid, seconds = line.split()
            found[step, int(number)].append(Begun(int(pid), float(seconds)))
        return found

    def _wasted(self, begun: Begun) -> float:
        """How long a task had been at it when somebody was killed. It may have begun in the moment between
        the driver's death and its own.
        """
        found = (each.seconds - begun.seconds for each in self.figures.kills)
        return max(0.0, next((seconds for seconds in found if seconds > -MOMENT_SECONDS), 0.0))

    def _expect(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self.figures.wrong.append(f"{self.seed}: {otherwise}")


def _result(folder: RunFolder) -> object:
    return next((each.entries["result"] for each in records_of(folder) if each.step == "end"), None)
