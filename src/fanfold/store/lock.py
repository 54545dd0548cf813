"""The run lock: held by the driver while its run goes on, and by nothing else.

It is a `flock`, so it ends with its holder however the holder ends; nothing has to be cleaned up after a
kill. A flock belongs to the open file, which a forked child shares: a worker that outlived a killed driver
would keep the run "running". So every child closes its copy right after the fork (`close_in_child`), which
does not release the driver's.

The file also says who holds it (host, boot, process), for people, and for file systems that know no locks.
"""

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fanfold.model.errors import RunBusyError
from fanfold.model.named import NamedTuple
from fanfold.store.disk import storage_error
from fanfold.store.folder import RunFolder

_HELD = frozenset({errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES})
_NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL})
_PROBE_SECONDS = 0.2
"""How long to wait for a lock that may only be held by someone who is looking (`is_running`), for
microseconds.
"""


class Holder(NamedTuple):
    """Which process holds a lock. `boot_id` tells one start of a machine from the next."""

    host: str
    boot_id: str
    pid: int

    def lives(self) -> bool:
        """Whether the process still lives, as far as can be told from here. On another host: assumed so."""
        if self.host != host_name():
            return True
        return self.boot_id == boot_id() and _pid_lives(self.pid)


class RunLock:
    """The lock of a run, held. Close it to let go."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor = descriptor

    def close(self) -> None:
        """Let go of the lock."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    close_in_child = close
    """For a child, right after fork: drops its copy. The parent's hold is not touched."""

    def __enter__(self) -> "RunLock":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def hold(folder: RunFolder) -> RunLock:
    """Take the lock of a run, for this process.

    Raises:
        RunBusyError: another process holds it; the message names which.
        StorageError: the lock file cannot be made.
    """
    return hold_file(folder.lock, f"Run {folder.run_id} of {folder.flow}")


def hold_file(path: Path, what: str) -> RunLock:
    """Take the lock at `path`. `what` names in the error what is locked."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise storage_error(error, path.parent, "make the lock") from error
    try:
        if not (_take(descriptor, path) or _take_patiently(descriptor, path)):
            raise _busy(path, what)
        _write_holder(descriptor, path)
    except BaseException:
        os.close(descriptor)
        raise
    return RunLock(path, descriptor)


def wait_for_file(path: Path) -> RunLock:
    """The lock at `path`, as soon as whoever holds it lets go. For changes that take milliseconds."""
    return _wait(path, os.O_RDWR | os.O_CREAT)


def wait_for_folder(path: Path) -> RunLock:
    """The same for a folder that exists: it is its own lock."""
    return _wait(path, os.O_RDONLY)


def _wait(path: Path, flags: int) -> RunLock:
    import fcntl

    try:
        descriptor = os.open(path, flags | os.O_CLOEXEC, 0o600)
        with _unless_no_locks():
            fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError as error:
        raise storage_error(error, path.parent, "take the lock") from error
    return RunLock(path, descriptor)


def is_running(folder: RunFolder) -> bool:
    """Whether a driver holds the run's lock now. Works in a read-only folder, and disturbs nobody."""
    return is_held(folder.lock)


def is_held(path: Path) -> bool:
    """Whether some process holds the lock at `path`."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise storage_error(error, path.parent, "read the lock") from error
    try:
        return not _take(descriptor, path, shared=True)
    finally:
        os.close(descriptor)


def holder(path: Path) -> Holder | None:
    """Who holds the lock at `path`, or held it last, if that can be read."""
    try:
        found = json.loads(path.read_bytes())
        return Holder(str(found["host"]), str(found["boot_id"]), int(found["pid"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _take(descriptor: int, path: Path, *, shared: bool = False) -> bool:
    """Whether the lock is ours now; where the file system knows no locks, whether its last holder is gone."""
    import fcntl

    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _HELD:
            return False
        if error.errno not in _NO_LOCKS:
            raise storage_error(error, path.parent, "take the lock") from error
        named = holder(path)
        return named is None or named.pid == os.getpid() or not named.lives()
    return True


def _take_patiently(descriptor: int, path: Path) -> bool:
    import time

    deadline = time.monotonic() + _PROBE_SECONDS
    while time.monotonic() < deadline:
        time.sleep(0.005)
        if _take(descriptor, path):
            return True
    return False


@contextmanager
def _unless_no_locks() -> Iterator[None]:
    """Go on without the lock where the file system knows none."""
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise


def _busy(path: Path, what: str) -> RunBusyError:
    named = holder(path)
    by = f" (process {named.pid} on {named.host})" if named else ""
    return RunBusyError(f"{what} is still going{by}.", remedy="Wait until it has ended, or stop it.")


def _write_holder(descriptor: int, path: Path) -> None:
    text = json.dumps(Holder(host_name(), boot_id(), os.getpid())._asdict())
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, text.encode(), 0)
    except OSError as error:
        raise storage_error(error, path.parent, "write the lock") from error


def _pid_lives(pid: int) -> bool:
    with suppress(ProcessLookupError):
        try:
            os.kill(pid, 0)
        except PermissionError:
            return True
        return True
    return False


def host_name() -> str:
    """The name of this machine."""
    return os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")


def boot_id() -> str:
    """What is the same for all processes until the machine starts again; empty where that cannot be told."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return _boot_time()


def _boot_time() -> str:
    """macOS and the BSDs: when the machine started, as `sysctl` says it."""
    import subprocess

    with suppress(OSError, subprocess.SubprocessError):
        asked = subprocess.run(
            ["sysctl", "-n", "kern.boottime"], capture_output=True, text=True, timeout=5, check=True
        )
        return asked.stdout.split("}")[0].strip(" {")
    return ""
