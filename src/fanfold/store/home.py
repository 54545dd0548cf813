"""Where runs live: the nearest `.fanfold/` upward from the working directory.

The search goes upward so that a flow started in a sub-folder of a project finds the project's runs. A
`.fanfold/` that belongs to somebody else is passed over: artifacts are pickles, and reading one runs code, so
a folder planted above (in `/tmp`, say) must not be picked up by chance. Who means such a folder names it in
FANFOLD_HOME.
"""

from __future__ import annotations

import os
from pathlib import Path

from fanfold.model.errors import NotFoundError, StorageError
from fanfold.model.variables import HOME_VARIABLE
from fanfold.store.disk import disk_errors

HOME_NAME = ".fanfold"
_TRUSTED = frozenset({0})
"""Root may use anybody's folder (as in a container, where the project belongs to somebody outside), and
anybody root's.
"""

FOLDER_MODE = 0o700
"""Runs may hold secrets and pickles: nobody else reads or writes them."""


def find_home(create: bool, *, start: Path | None = None) -> Path:
    """The folder that holds the flows' folders.

    It is the one that FANFOLD_HOME names, else the nearest `.fanfold/` of `start` (by default the working
    directory) or of a folder above it; with `create`, a new one in `start` where there is none.

    Raises:
        NotFoundError: there is none, and `create` is False.
        StorageError: it cannot be made or written, or belongs to another user.
    """
    named = os.environ.get(HOME_VARIABLE)
    if named:
        return _named_home(Path(named).expanduser().absolute(), create)
    start = (start or _working_directory()).absolute()
    found = _nearest(start)
    if found is not None:
        return _writable(found) if create else found
    if not create:
        raise NotFoundError(
            f"There are no runs here: no {HOME_NAME} folder in {start} or in a folder above it.",
            remedy=f"Run a flow first, change to the folder it was run in, or set {HOME_VARIABLE}.",
        )
    return _make_home(start / HOME_NAME)


def _working_directory() -> Path:
    try:
        return Path.cwd()
    except OSError as error:
        raise StorageError(
            "The working directory is gone.", remedy=f"Change to one that exists, or set {HOME_VARIABLE}."
        ) from error


def _named_home(home: Path, create: bool) -> Path:
    if os.path.isdir(home):  # Path's own raises where it may not look
        return _writable(home) if create else home
    if create or os.path.exists(home):
        return _make_home(home)
    raise NotFoundError(
        f"{HOME_VARIABLE} names {home}, which does not exist.",
        remedy=f"Run a flow first, or correct {HOME_VARIABLE}.",
    )


def _nearest(start: Path) -> Path | None:
    folders = (folder / HOME_NAME for folder in (start, *start.parents))
    return next((folder for folder in folders if os.path.isdir(folder) and _is_ours(folder)), None)


def _is_ours(folder: Path) -> bool:
    return _user() in _TRUSTED or folder.stat().st_uid in (_user(), *_TRUSTED)


def _user() -> int:
    return os.geteuid() if hasattr(os, "geteuid") else 0


def _make_home(home: Path) -> Path:
    if os.path.exists(home):
        is_folder = os.path.isdir(home)
        problem = "belongs to another user" if is_folder else "is a file, and a folder is needed there"
        raise StorageError(
            f"{home} {problem}.", remedy=f"Set {HOME_VARIABLE} to the folder that runs shall be written to."
        )
    with disk_errors(home.parent, f"create the folder {home.name} for runs"):
        home.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        (home / ".gitignore").write_text("*\n", encoding="utf-8")
    return home


def _writable(home: Path) -> Path:
    if os.access(home, os.W_OK | os.X_OK):
        return home
    raise StorageError(
        f"The folder {home} cannot be written, so no run can be recorded there.",
        remedy=f"Make it writable, or set {HOME_VARIABLE} to a folder that is.",
    )
