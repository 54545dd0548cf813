"""Trackers of experiments: one run for each item, whole, though no item closed it, whether an item has a
process of its own or shares one.
"""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.integrations.flow_of import needs, run_flow
from tests.integrations.wandb_files import wandb_runs

pytestmark = pytest.mark.processes

RATES = [0.1, 0.2, 0.3, 0.4, 0.5]
LOSSES = {rate: [rate * epoch for epoch in range(3)] for rate in RATES}
PROCESSES = ["--isolate", "--warm"]


@needs("wandb")
@pytest.mark.parametrize("processes", PROCESSES)
def test_wandb_has_a_run_for_each_item_and_knows_which_failed(processes: str, tmp_path: Path) -> None:
    done = run_flow("wandb_runs", tmp_path, processes, "--keep-going", WANDB_MODE="offline")
    assert done.exit_code == 1 and "the loss is not finite" in done.err + done.out, str(done)
    runs = wandb_runs(tmp_path)
    assert [run.name for run in runs] == [f"rate {rate}" for rate in RATES], str(done)
    assert [run.losses for run in runs] == list(LOSSES.values())
    assert len({run.group for run in runs}) == 1
    assert [run.exit_code for run in runs] == [0, 0, 0, 1, 0]


@needs("wandb")
def test_the_decorator_of_wandb_tracks_what_tasks_set(tmp_path: Path) -> None:
    done = run_flow("wandb_decorated", tmp_path, WANDB_MODE="offline")
    assert done.exit_code == 0 and "totals [12, 18]" in done.out, str(done)
    runs = wandb_runs(tmp_path)
    assert sorted(run.job_type for run in runs) == ["end", "join", "scale", "scale", "start"]
    assert {run.group.partition("/")[0] for run in runs} == {"DecoratedFlow"}
    assert all("total" in run.keys for run in runs if run.job_type == "scale")


@needs("mlflow")
@pytest.mark.parametrize("processes", PROCESSES)
def test_mlflow_has_a_run_for_each_item(processes: str, tmp_path: Path) -> None:
    done = run_flow("mlflow_runs", tmp_path, processes, MLFLOW_ALLOW_FILE_STORE="true")
    assert done.exit_code == 0 and "of its own: 5" in done.out, str(done)
    runs = [meta.parent for meta in (tmp_path / "mlruns").glob("*/*/meta.yaml")]
    found = {float((run / "params" / "rate").read_text()): run for run in runs}
    assert sorted(found) == RATES and len(runs) == len(RATES)
    for rate, run in found.items():
        assert [float(line.split()[1]) for line in (run / "metrics" / "loss").read_text().splitlines()] == (
            LOSSES[rate]
        )
        assert json.loads((run / "artifacts" / "settings.json").read_text()) == {"rate": rate}
        assert "status: 3" in (run / "meta.yaml").read_text()  # finished


@needs("comet_ml")
@pytest.mark.parametrize("processes", PROCESSES)
def test_comet_has_an_archive_for_each_item(processes: str, tmp_path: Path) -> None:
    done = run_flow("comet_experiments", tmp_path, processes)
    assert done.exit_code == 0, str(done)
    found = dict(map(_of_archive, (tmp_path / "comet").glob("*.zip")))
    assert found == LOSSES, str(done)


def _of_archive(file: Path) -> tuple[float, list[float]]:
    """The rate and the losses of an experiment."""
    with ZipFile(file) as archive:
        messages = [json.loads(line) for line in archive.read("messages.json").splitlines()]
    told = [message["payload"] for message in messages]
    params = {each["param"]["paramName"]: each["param"]["paramValue"] for each in told if "param" in each}
    metrics = [each["metric"] for each in told if "metric" in each]
    return params["rate"], [each["metricValue"] for each in metrics if each["metricName"] == "loss"]
