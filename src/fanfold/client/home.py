"""Where the client looks for runs: in the folder that `metadata` named, else in the one that runs are
recorded in from here.
"""

from __future__ import annotations

from pathlib import Path

from fanfold.model.errors import NotFoundError
from fanfold.store.home import HOME_NAME, find_home

_PREFIX = "local@"
_named: list[Path] = []


def metadata(ms: str) -> str:
    """Look for runs elsewhere: ``metadata("local@/data/project")`` means the runs of that folder, or of the
    `.fanfold` in it; ``metadata("local")`` those of the working directory again. Gives what `get_metadata`
    then gives.

    Raises:
        NotFoundError: there is no such folder.
    """
    _named[:] = [_folder(ms)] if ms.partition("@")[2] else []
    return get_metadata()


def get_metadata() -> str:
    """Where the client looks for runs now, as ``local@FOLDER``."""
    try:
        return f"{_PREFIX}{current_home()}"
    except NotFoundError:
        return f"{_PREFIX}{Path.cwd()}"


def default_metadata() -> str:
    """Look for runs where they are recorded from here; gives what `get_metadata` then gives."""
    _named.clear()
    return get_metadata()


def current_home() -> Path:
    """The folder that holds the flows' folders.

    Raises:
        NotFoundError: there is none.
    """
    return _named[-1] if _named else find_home(create=False)


def recording_home() -> Path:
    """The same, made where there is none."""
    return _named[-1] if _named else find_home(create=True)


def _folder(ms: str) -> Path:
    kind, _, place = ms.partition("@")
    if kind != "local":
        raise NotFoundError(
            f"fanfold has no metadata service: {ms}.",
            remedy="Runs are folders. Name the one that holds them: metadata('local@/data/project')",
        )
    folder = Path(place).expanduser().absolute()
    if not folder.is_dir():
        raise NotFoundError(f"There is no folder {folder}.", remedy="Name the folder that a flow was run in.")
    beneath = folder / HOME_NAME
    return beneath if beneath.is_dir() else folder
