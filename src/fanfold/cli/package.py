"""`package list|info|save`: the code that a run keeps, and that Metaflow would send to a cluster."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fanfold.model.counted import counted
from fanfold.model.errors import UsageError

if TYPE_CHECKING:
    from fanfold.store.code import CodeFile


def command(flow_class: type) -> click.Command:
    """The commands."""
    listing = click.Command("list", callback=lambda: _list, help="List the files.")
    info = click.Command("info", callback=lambda: _info, help="Say how many there are, and how large.")
    target: list[click.Parameter] = [click.Argument(["path"], metavar="FILE")]
    save = click.Command(
        "save", callback=lambda path: lambda: _save(path), params=target, help="Save them as a .tar.gz."
    )
    help = "What a run keeps of the flow's code: its file, and the local modules that it imports."
    return click.Group("package", commands={"list": listing, "info": info, "save": save}, help=help)


def _files() -> list[CodeFile]:
    from fanfold.store.code import CodeFile, local_modules

    script = Path(str(getattr(sys.modules["__main__"], "__file__", sys.argv[0])))
    return [CodeFile(script, script.name), *local_modules()]


def _list() -> int:
    for file in _files():
        print(file.name)
    return 0


def _info() -> int:
    files = _files()
    size = sum(file.path.stat().st_size for file in files)
    print(f"{counted(len(files), 'file')}, {counted(size, 'byte')}")
    return 0


def _save(path: str) -> int:
    import tarfile

    files = _files()
    try:
        with tarfile.open(path, "w:gz") as archive:
            for file in files:
                archive.add(file.path, file.name)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}.", remedy="Name another file."
        ) from None
    print(f"{counted(len(files), 'file')} written to {path}.", file=sys.stderr)
    return 0
