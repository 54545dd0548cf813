"""A DataLoader with workers of its own, within the items of a foreach."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integrations.flow_of import needs, run_flow

pytestmark = pytest.mark.processes


@needs("torch")
@pytest.mark.parametrize("processes", ["--isolate", "--warm"])
def test_a_data_loader_with_workers_loads_all_in_every_item(processes: str, tmp_path: Path) -> None:
    done = run_flow("data_loaders", tmp_path, processes)
    assert done.exit_code == 0, str(done)
    assert "totals [4950.0, 9900.0, 14850.0, 19800.0]" in done.out, str(done)
    # What such libraries say when a child lost its semaphores, its shared memory or its parent.
    for word in ("resource_tracker", "leaked", "Traceback", "daemonic", "Exception ignored"):
        assert word not in done.out + done.err, str(done)
