"""The code of a run, as it was: the flow file and every local module that it had imported.

Local is what neither Python nor an installer put there: not the standard library, not site-packages, not
fanfold. Modules lie in `code/` as they are imported (`pkg/part.py`), so that with `code/` on its path another
process can unpickle what the run stored. A process of the run that starts later asks `changed` first: it must
not mix old and new.
"""

import json
import os
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType

from fanfold.model.errors import CodeChangedError, DamageError
from fanfold.model.named import NamedTuple
from fanfold.store.atomic import replace_file
from fanfold.store.digests import digest
from fanfold.store.disk import disk_errors
from fanfold.store.folder import RunFolder

LIST_NAME = ".files.json"
_INSTALLED = ("site-packages", "dist-packages")


class CodeFile(NamedTuple):
    """A file of the flow's code: where it is, and its name within `code/`."""

    path: Path
    name: str


def local_modules(*, modules: Mapping[str, ModuleType] | None = None) -> list[CodeFile]:
    """The files of the local modules among those imported by now, `__main__` left out, by name."""
    found = sys.modules if modules is None else modules
    # Of hundreds of modules a handful are local, and a Path costs more than to look at its text.
    return [
        _code_file(name, file)
        for name, module in sorted(found.items())
        if name not in ("__main__", "__mp_main__")
        and isinstance(file := getattr(module, "__file__", None), str)
        and is_local(file)
    ]


def _code_file(name: str, file: str) -> CodeFile:
    path = Path(file)
    within = name.replace(".", "/")
    return CodeFile(path, f"{within}/{path.name}" if path.stem == "__init__" else within + path.suffix)


def is_local(file: str) -> bool:
    """Whether a module's file is the user's: not Python's, not an installer's, not ours."""
    return not is_installed(file) and os.path.isfile(file)


def is_installed(file: str) -> bool:
    """Whether this names a file, there or not, of Python, of an installer, or of ours."""
    return is_from_installer(file) or file.startswith(_not_local_folders())


def is_from_installer(file: str) -> bool:
    """Whether this names a file of a package that an installer put there."""
    return any(part in file for part in _INSTALLED)


@cache
def _not_local_folders() -> tuple[str, ...]:
    library, ours = os.path.dirname(os.__file__), str(Path(__file__).parents[1])
    return tuple(f"{folder}{os.sep}" for folder in (library, os.path.realpath(library), ours))


def snapshot(folder: RunFolder, script: CodeFile, modules: Iterable[CodeFile]) -> None:
    """Copy the flow file and these modules into the run's `code/`.

    Raises:
        StorageError: a file cannot be read, or the copy not be written.
    """
    listed: dict[str, dict[str, str]] = {}
    for file in (*modules, script):
        with disk_errors(file.path, "read the flow's code"):
            data = file.path.read_bytes()
        copy = folder.code / file.name
        with disk_errors(folder.code, f"copy {file.path.name}"):
            copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            copy.write_bytes(data)
        listed[file.name] = {"path": str(file.path.absolute()), "digest": digest(data).hex()}
    replace_file(folder.code / LIST_NAME, json.dumps(listed, indent=1).encode("utf-8", "surrogateescape"))


def changed(folder: RunFolder) -> list[Path]:
    """The files of the flow's code that are not any more as they were when the run began, gone ones included.

    Raises:
        DamageError: the list of the files is not whole.
    """
    return [path for path, was in _listed(folder) if _digest_now(path) != was]


def damaged_copies(folder: RunFolder) -> list[str]:
    """The files in `code/` that are not as they were copied, by name.

    Raises:
        DamageError: the list of the files is not whole.
    """
    if not (folder.code / LIST_NAME).exists():
        return []
    return [name for name, _, was in _files(folder) if _digest_now(folder.code / name) != was]


def check_unchanged(folder: RunFolder) -> None:
    """Stop here if the flow's code changed while the run was going.

    Raises:
        CodeChangedError: names the files.
    """
    files = changed(folder)
    if files:
        raise CodeChangedError(
            f"{', '.join(map(str, files))} changed while run {folder.run_id} was going.",
            remedy="Stop the run and use resume: it takes the new code for what is still to be done.",
            file=str(files[0]),
        )


def _listed(folder: RunFolder) -> list[tuple[Path, str]]:
    return [(path, was) for _, path, was in _files(folder)]


def _files(folder: RunFolder) -> list[tuple[str, Path, str]]:
    """Each file's name in `code/`, where it was copied from, and the digest that it had."""
    path = folder.code / LIST_NAME
    with disk_errors(path, "read the list of the run's code"):
        text = path.read_bytes()
    try:
        found = json.loads(text.decode("utf-8", "surrogateescape"))
        return [(str(name), Path(file["path"]), str(file["digest"])) for name, file in found.items()]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DamageError(f"{path} is damaged.", remedy="Restore the run's folder from a copy.") from None


def _digest_now(path: Path) -> str | None:
    try:
        return digest(path.read_bytes()).hex()
    except OSError:
        return None
