"""The folder of a resumed run: made beside its place, put there whole.

Packs and logs of the origin are hard-linked, so that reused tasks cost next to nothing and outlive the
origin's deletion; nobody ever writes to them again. The new folder is built as `.<id>.new` and renamed over
the empty folder that holds its id, after everything in it is on the disk: a crash before that leaves no run,
only a leftover, which is recognised by its lock that nobody holds.
"""

import errno
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from fanfold.model.named import NamedTuple
from fanfold.store.atomic import sync_folder
from fanfold.store.disk import disk_errors
from fanfold.store.folder import RunFolder
from fanfold.store.home import FOLDER_MODE
from fanfold.store.leftovers import DRAFT_SUFFIX, remove_draft
from fanfold.store.lock import RunLock, hold_file, wait_for_folder
from fanfold.store.packsync import PackSync

_CANNOT_LINK = frozenset({
    errno.EXDEV, errno.EMLINK, errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS,
})  # fmt: skip
_FICLONE = 0x40049409
"""Linux: make a file share another's blocks until one of them is written."""


class Draft(NamedTuple):
    """A run's folder while it is made. Its lock is held, and stays held when it becomes the run's.

    Attributes:
        folder: where to write now.
        final: where it will be.
    """

    folder: RunFolder
    final: RunFolder
    lock: RunLock

    def publish(self) -> RunFolder:
        """Put the folder in its place, all of it on the disk for certain.

        Raises:
            StorageError: that did not work; the draft is still there.
        """
        PackSync(self.folder)()
        for folder in (self.folder.logs, self.folder.code, self.folder.path):
            sync_folder(folder)
        with disk_errors(self.final.path, "put the resumed run's folder in its place"):
            self.folder.path.rename(self.final.path)
        sync_folder(self.final.path.parent)
        self.lock.path = self.final.lock
        return self.final

    def discard(self) -> None:
        """Remove the draft, and give its id back."""
        with disk_errors(self.folder.path, "remove the unfinished folder"):
            remove_draft(self.folder.path)
        self.lock.close()


def begin(origin: RunFolder, final: RunFolder, *, pages: Sequence[str] = ()) -> Draft:
    """A draft of the run whose id was taken with `final`, holding the packs and logs of `origin`. `pages` are
    the names of files in its `cards/` that come along too.

    Raises:
        StorageError: the origin cannot be read, or the draft not be written; then nothing of it is left.
    """
    draft = _empty(final)
    try:
        with disk_errors(draft.folder.path, f"link the packs and logs of run {origin.run_id}"):
            _link_all(origin.packs, draft.folder.packs)
            _link_all(origin.logs, draft.folder.logs)
            _link_tree(origin.objects, draft.folder.objects)
            _link_some(origin.cards, draft.folder.cards, pages)
    except BaseException:
        draft.discard()
        raise
    return draft


def _empty(final: RunFolder) -> Draft:
    path = final.path.with_name(f".{final.path.name}{DRAFT_SUFFIX}")
    # Under the lock, lest someone who clears leftovers finds the folder before it is locked.
    with wait_for_folder(path.parent), disk_errors(path.parent, "make the resumed run's folder"):
        path.mkdir(mode=FOLDER_MODE)
        folder = RunFolder(path).create()
        return Draft(folder, final, hold_file(folder.lock, f"Run {final.run_id}"))


def _link_all(source: Path, target: Path) -> None:
    with os.scandir(source) as found:
        for item in sorted(found, key=lambda item: item.name):
            if item.is_file(follow_symlinks=False):
                link_or_copy(Path(item.path), target / item.name)


def _link_some(source: Path, target: Path, names: Sequence[str]) -> None:
    if names:
        target.mkdir(mode=FOLDER_MODE, exist_ok=True)
    for name in names:
        link_or_copy(source / name, target / name)


def _link_tree(source: Path, target: Path) -> None:
    """What tasks kept by name, so that those that run again find what the reused ones left. Whoever writes
    such a file replaces it.
    """
    for path, _, names in os.walk(source):
        folder = target / os.path.relpath(path, source)
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
        for name in names:
            link_or_copy(Path(path, name), folder / name)


def link_or_copy(source: Path, target: Path) -> None:
    """Give `source` a second name; where that cannot be, make a copy that shares its blocks, else a plain
    one.
    """
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in _CANNOT_LINK:
            raise
        if not _clone(source, target):
            shutil.copyfile(source, target)


def _clone(source: Path, target: Path) -> bool:
    import fcntl

    with source.open("rb") as original, target.open("wb") as copy:
        try:
            fcntl.ioctl(copy.fileno(), _FICLONE, original.fileno())
        except OSError:
            return False
    return True
