"""Whether a fork of this process is sound, and if not, what stands in the way.

A fork copies one thread and all memory. What another thread held at that moment (a lock, half a data
structure) stays so for ever in the copy; connections and GPU contexts come to have two owners. Importing
numpy, pandas, pyarrow, polars or scikit-learn starts threads that are known to survive: those of OpenBLAS,
which prepare themselves for a fork, and of jemalloc, which hold nothing between two calls. *Using* some of
these libraries starts others, after which a forked process hangs. So threads are counted and their names
read, and those that imports alone explain are allowed.
"""

from __future__ import annotations

import os
import sys

_IDLE_THREADS = {"jemalloc_bg_thd", "polars-ooc-clea"}
"""As the kernel shows their names: at most 15 characters."""
_OWNERS = {
    "polars-": "polars",
    "tokio-rt-": "polars",
    "async-exec": "polars",
    "grpc": "grpc",
    "tf_": "tensorflow",
    "ray": "ray",
    "ZMQ": "zmq",
}
_SUSPECTS = (
    "pyarrow",
    "sklearn",
    "torch",
    "tensorflow",
    "jax",
    "grpc",
    "duckdb",
    "xgboost",
    "lightgbm",
    "cv2",
    "scipy",
)
_GPU_DEVICES = ("/dev/nvidia", "/dev/kfd", "/dev/dxg")


def obstacle() -> str | None:
    """What forbids to fork this process, as the end of a sentence that begins with "since"; None: nothing."""
    return _thread() or _native_threads() or _opened()


def fork() -> int:
    """`os.fork`, without the warning of threads (since 3.12, of native ones too): they were looked at."""
    if sys.version_info >= (3, 12):
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            return os.fork()
    else:
        return os.fork()


def _thread() -> str | None:
    """A Python thread beside the main one, and the module that it runs."""
    threading = sys.modules.get("threading")
    if threading is None or threading.active_count() == 1:
        return None
    thread = next(each for each in threading.enumerate() if each is not threading.current_thread())
    module = _module_of(thread.ident)
    whose = "your file has started" if module in ("", "__main__") else f"{module} has started"
    return f"{whose} a thread ({thread.name})"


def _module_of(thread_id: int | None) -> str:
    """The package whose code the thread runs: the outermost that is not Python's own."""
    frame = sys._current_frames().get(thread_id or 0)
    found = ""
    while frame is not None:
        module = str(frame.f_globals.get("__name__", "")).partition(".")[0]
        if module not in sys.stdlib_module_names or module == "__main__":
            found = module
        frame = frame.f_back
    return found


def _native_threads() -> str | None:
    """Threads of native libraries beyond those that are known to do no harm."""
    names = _thread_names()
    own = names.pop(0) if names else ""
    for name in names:
        if name != own and name not in _IDLE_THREADS:
            owner = next((owner for start, owner in _OWNERS.items() if name.startswith(start)), None)
            return (
                f"{owner} was used and not only imported"
                if owner
                else f"a native library has started a thread ({name})"
            )
    unnamed = names.count(own)
    if unnamed <= _blas_threads_max(unnamed):
        return None
    suspects = " or ".join(name for name in _SUSPECTS if name in sys.modules)
    return f"a native library{f' (perhaps {suspects})' if suspects else ''} has started threads"


def _thread_names() -> list[str]:
    """The kernel's names of this process's threads, the main one first; nothing where it cannot tell."""
    try:
        ids = sorted(map(int, os.listdir("/proc/self/task")))
    except OSError:
        return []
    names = []
    for number in ids:
        try:
            with open(f"/proc/self/task/{number}/comm") as file:
                names.append(file.read().rstrip("\n"))
        except OSError:  # it has ended meanwhile
            continue
    return names


def _blas_threads_max(wanted: int) -> int:
    """How many threads the loaded copies of OpenBLAS may have started: numpy brings one and scipy another."""
    if not wanted:
        return 0
    with open("/proc/self/maps") as file:
        copies = {line.rpartition(" ")[2] for line in file if "openblas" in line}
    return len(copies) * (_blas_width() - 1)


def _blas_width() -> int:
    for variable in ("OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "OMP_NUM_THREADS"):
        if os.environ.get(variable, "").isdigit():
            return max(1, int(os.environ[variable]))
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _opened() -> str | None:
    """A GPU or a connection that is open."""
    for descriptor, target in _descriptors():
        if target.startswith(_GPU_DEVICES):
            return "a GPU is in use already"
        if target.startswith("socket:") and _is_ours(descriptor) and _is_connection(descriptor):
            return "a network connection is open already"
    return None


def _descriptors() -> list[tuple[int, str]]:
    found = []
    try:
        names = os.listdir("/proc/self/fd")
    except OSError:
        return []
    for name in names:
        try:
            found.append((int(name), os.readlink(f"/proc/self/fd/{name}")))
        except OSError:  # the listing's own
            continue
    return found


def _is_ours(descriptor: int) -> bool:
    """Whether this process opened it. What a parent passed on was shared between processes before, and is
    not closed by exec.
    """
    try:
        return not os.get_inheritable(descriptor)
    except OSError:
        return False


def _is_connection(descriptor: int) -> bool:
    """Whether it leads out of this process, other than a pair that a library keeps for itself."""
    import socket

    with socket.socket(fileno=os.dup(descriptor)) as copy:
        if copy.family != socket.AF_UNIX:
            return True
        try:
            return bool(copy.getsockname() or copy.getpeername())
        except OSError:  # connected to nothing
            return False
