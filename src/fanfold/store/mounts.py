"""Whether a folder lies on a file system that other machines write too.

SQLite's write-ahead log needs memory shared by all who open the file. Some network file systems refuse that,
and then SQLite says so; others take it, and two machines that each see their own memory would read nonsense.
So these are told by name, where the system names them (Linux).
"""

from __future__ import annotations

import os
from pathlib import Path

_NETWORK_SYSTEMS = frozenset({
    "9p", "afs", "beegfs", "ceph", "cifs", "drvfs", "fuse.glusterfs", "fuse.sshfs", "gfs2", "gpfs", "lustre",
    "ncpfs", "nfs", "nfs4", "ocfs2", "smb3", "smbfs",
})  # fmt: skip


def is_on_network(path: Path) -> bool:
    """Whether `path` lies on a network file system, as far as the system tells."""
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
        device = path.stat().st_dev
    except OSError:
        return False
    return kind_of_device(mounts, os.major(device), os.minor(device)) in _NETWORK_SYSTEMS


def kind_of_device(mounts: str, major: int, minor: int) -> str | None:
    """The kind of file system on that device, by a text in the form of Linux's mountinfo (man 5 proc)."""
    wanted = f"{major}:{minor}"
    for line in mounts.splitlines():
        fields = line.split()
        # number, parent, device, root, mount point, options, any number of optional fields, "-", kind, …
        if len(fields) > 8 and fields[2] == wanted and "-" in fields[6:-1]:
            return fields[fields.index("-", 6) + 1]
    return None
