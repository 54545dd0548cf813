"""What a crash leaves of a resume: a draft of a run's folder that never came to be (see `relink`)."""

from __future__ import annotations

import os
from pathlib import Path

from fanfold.store.disk import disk_errors
from fanfold.store.lock import is_held, wait_for_folder

DRAFT_SUFFIX = ".new"


def remove_leftovers(flow_folder: Path) -> list[Path]:
    """Remove the drafts that a crash left behind; gives the folders that are gone."""
    with wait_for_folder(flow_folder), disk_errors(flow_folder, "remove what a crash left behind"):
        # Every run looks here, and there may be thousands of runs: no more than their names.
        names = sorted(
            name for name in os.listdir(flow_folder) if name.startswith(".") and name.endswith(DRAFT_SUFFIX)
        )
        drafts = [flow_folder / name for name in names]
        dead = [path for path in drafts if path.is_dir() and not is_held(path / "lock")]
        for path in dead:
            remove_draft(path)
    return dead


def remove_draft(draft: Path) -> None:
    """Remove the draft, and the folder that holds its id."""
    import shutil

    shutil.rmtree(draft)
    # Still empty, since a draft is renamed over it and nothing else goes in.
    taken = draft.with_name(draft.name.removeprefix(".").removesuffix(DRAFT_SUFFIX))
    if taken.is_dir() and not any(taken.iterdir()):
        taken.rmdir()
