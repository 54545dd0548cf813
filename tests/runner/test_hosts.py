"""A process that runs flows and lives on is, afterwards, as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flow_process import run_python

pytestmark = pytest.mark.processes

HOST = Path(__file__).parent / "flows" / "host.py"

INLINE = "changed [] apart False"
APART = "changed [] apart True"


@pytest.mark.parametrize(
    ("ways", "said"),
    [
        (["in_main", "with_child"], [APART, "its own child ended with 7"]),
        (["beside_thread", "in_thread"], [APART, APART]),
        (["inline", "in_thread_inline"], [INLINE, INLINE]),
        (["in_loop"], [APART, "two at once 5 5 True"]),
        (["nested"], ["nested 5 True"] * 3),
    ],
    ids=["main thread", "threads", "inline", "event loop", "nested"],
)
def test_a_run_leaves_its_host_as_it_was(ways: list[str], said: list[str], tmp_path: Path) -> None:
    """Signal handlers, subreaper flag, working directory, environment, descriptors, threads, arguments,
    generators, and the exit codes of the host's own children.
    """
    done = run_python(str(HOST), *ways, home=tmp_path / "home", folder=tmp_path)
    assert done.exit_code == 0, done
    assert done.out.splitlines() == said
