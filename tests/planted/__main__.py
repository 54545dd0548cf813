"""`python -m tests.planted`: plant each bug in a process of its own, and see whether the tests catch it.

Prints a table and exits with 1 if a bug was missed, or if the tests fail without one. With a word, only the
bugs whose names hold it. Takes minutes; not part of the normal test run.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

from tests.planted.bug import ALL, Bug
from tests.planted.bugs import BUGS
from tests.planted.planting import plant

SECONDS_MAX = 300.0


def main(words: list[str]) -> int:
    """The table, and whether every bug was caught."""
    if words[:1] == ["--plant"]:
        return run_tests(int(words[1]))
    chosen = [number for number, bug in enumerate(BUGS) if all(word in bug.name for word in words)]
    print(f"{'none planted':75}", end=" ", flush=True)
    sound = examine(-1)
    print(sound)
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        findings = pool.map(examine, chosen)
        missed = [
            BUGS[number].name
            for number, finding in zip(chosen, findings, strict=True)
            if shown(number, finding)
        ]
    print(f"{len(chosen) - len(missed)} of {len(chosen)} caught")
    return 1 if missed or sound != PASSED else 0


PASSED = "all tests pass"


def shown(number: int, finding: str) -> bool:
    """Print a line of the table; whether the bug was missed."""
    missed = finding == PASSED
    print(f"{BUGS[number].name:75} {'MISSED' if missed else f'caught: {finding}'}", flush=True)
    return missed


def examine(number: int) -> str:
    """What the tests say in a process with this bug."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "tests.planted", "--plant", str(number)]
    with tempfile.TemporaryDirectory() as folder:
        # Failures of a planted bug must not be remembered as examples, nor its code as compiled.
        environment = os.environ | {
            "CI": "1",
            "HYPOTHESIS_STORAGE_DIRECTORY": folder,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, check=False, env=environment, timeout=SECONDS_MAX
            )
        except subprocess.TimeoutExpired:
            return "it never ends"
    if done.returncode == 0:
        return PASSED
    found = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    seconds = time.perf_counter() - began
    return f"{found.group(1) if found else (done.stdout + done.stderr)[-400:]} ({seconds:.0f} s)"


def run_tests(number: int) -> int:
    """Plant the bug in this process, if it is one, and run the tests until one fails."""
    bug: Bug | None = BUGS[number] if number >= 0 else None
    if bug:
        plant(bug)
    import pytest

    folders = bug.folders if bug else ALL
    options = ["-x", "-q", "-p", "no:cacheprovider", "-m", "not processes", *folders]
    return pytest.main(options, plugins=[Hasty()])


class Hasty:
    """A plugin of pytest: a failing example is enough, it need not become the smallest."""

    def pytest_collection(self) -> None:
        """After the conftest chose its profile, and before tests are imported."""
        from hypothesis import Phase, settings

        settings.register_profile("hasty", settings(), phases=[Phase.explicit, Phase.generate])
        settings.load_profile("hasty")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
