"""`@card(type="html")`, where the package that brings it to Metaflow is installed as well."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from fanfold.flow.alias import ALIAS_FOLDER
from tests.flow_process import run_command, users_environment
from tests.integrations.flow_of import PROCESS_SECONDS_MAX, needs, run_flow

pytestmark = pytest.mark.processes

READ = """
import json
from metaflow import Flow, namespace
from metaflow.cards import get_cards

namespace(None)
tasks = Flow("HtmlCardsFlow").latest_run["draw"]
print(json.dumps([[card.get() for card in get_cards(task)] for task in tasks]))
"""


@needs("metaflow_extensions", package="metaflow-card-html")
def test_its_cards_are_the_html_that_each_task_made(tmp_path: Path) -> None:
    done = run_flow("html_cards", tmp_path)
    assert done.exit_code == 0, str(done)
    environment = users_environment() | {
        "FANFOLD_HOME": str(tmp_path / "runs"),
        "PYTHONPATH": ALIAS_FOLDER,
    }
    read = run_command(
        sys.executable, "-c", READ, environment=environment, folder=tmp_path, seconds_max=PROCESS_SECONDS_MAX
    )
    assert read.exit_code == 0, str(read)
    for town, pages in zip(["Lima", "Rome", "Oslo"], json.loads(read.out), strict=True):
        assert any(f"<h1>{town}</h1>" in page for page in pages), pages
        assert any(f"<p>The page of {town}</p>" in page for page in pages), pages
