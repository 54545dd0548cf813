"""Settings of the process that a task may change and the next one must not find changed.

Each is read after every task and compared with what it should be; only what differs is written back. Reading
is made to cost next to nothing: where it can be, `read` is a C function or gives the live object itself,
which is compared with a copy.

What a module does when it is imported (NumPy adds warning filters, others set variables or handlers) is done
once in a process and must stay, also when the import stood inside a task: what an import changed becomes a
part of what the next task finds.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # signal.getsignal makes enums of what this gives, at ten times the cost
import gc
import os
import signal
import sys
import time
import warnings
from collections.abc import Callable
from contextvars import Context, ContextVar, copy_context
from functools import partial
from typing import Any

_SIGNALS = (
    signal.SIGINT,
    signal.SIGTERM,
    signal.SIGALRM,
    signal.SIGCHLD,
    signal.SIGHUP,
    signal.SIGUSR1,
    signal.SIGUSR2,
    signal.SIGVTALRM,
    signal.SIGPROF,
)
_RARE_SIGNALS = (signal.SIGPIPE, signal.SIGQUIT, signal.SIGTSTP, signal.SIGCONT, signal.SIGWINCH)
_NO_TIMER = (0.0, 0.0)
_MISSING = object()

Values = Any
"""What a setting holds is the user's: handlers, paths, streams."""


def _as_it_is(value: Values) -> Values:
    return value


class Setting:
    """One of them. `base` is what every task is to find; `keep` copies what would change under our hands."""

    __slots__ = ("base", "keep", "name", "read", "write")

    def __init__(
        self,
        name: str,
        read: Callable[[], Values],
        write: Callable[[Values], None],
        *,
        keep: Callable[[Values], Values] = _as_it_is,
    ) -> None:
        self.name = name
        self.read = read
        self.write = write
        self.keep = keep
        self.base = keep(read())

    def is_changed(self) -> bool:
        """Whether a task would find something else than it should."""
        try:
            return bool(self.read() != self.base)
        except OSError:  # the working directory was removed
            return True

    def restore(self) -> None:
        """Put it back."""
        self.write(self.base)

    def take(self) -> Values:
        """How it is now, to be told to `learn` when an import has ended."""
        return self.keep(self.read())

    def learn(self, before: Values) -> None:
        """Take in what an import changed, that found it as `before`."""
        after = self.take()
        if before != after:
            self.base = learned(self.base, before, after)


def learned(base: Values, before: Values, after: Values) -> Values:
    """`base` with what led from `before` to `after`, and nothing that was changed before that."""
    match after:
        case dict():
            kept = {name: value for name, value in base.items() if name in after or name not in before}
            return kept | {name: v for name, v in after.items() if before.get(name, _MISSING) != v}
        case list():
            new = [value for value in after if value not in before]
            return new + base if new and after[0] in new else base + new
        case tuple():
            return tuple(
                new if new != old else mine for mine, old, new in zip(base, before, after, strict=True)
            )
        case Context():
            return after if before == base else base
    return after


class ContextVariables(Setting):
    """The context variables of the main thread, in which libraries keep settings (NumPy its `errstate` and
    print options). A copy of a context shares its contents, so that to compare an unchanged one costs
    nothing.
    """

    def __init__(self) -> None:
        super().__init__("context variables", copy_context, _write_context)

    def restore(self) -> None:
        """A variable that was set for the first time and has no default keeps its value: none can be taken
        away again.
        """
        self.write(self.base)
        self.base = copy_context()


def quick_settings() -> list[Setting]:
    """Those that `quick` reads."""
    return [
        Setting("trace function", sys.gettrace, sys.settrace),
        Setting("profile function", sys.getprofile, sys.setprofile),
        Setting("standard output", lambda: sys.stdout, lambda base: setattr(sys, "stdout", base)),
        Setting("standard error", lambda: sys.stderr, lambda base: setattr(sys, "stderr", base)),
        Setting("standard input", lambda: sys.stdin, lambda base: setattr(sys, "stdin", base)),
        _list_in(sys, "argv"),
        _list_in(sys, "path"),
        _list_in(warnings, "filters", after=filters_changed),
        Setting("warnings shown", lambda: warnings.showwarning, _write_showwarning),
        Setting("sys.exit", lambda: sys.exit, lambda base: setattr(sys, "exit", base)),
        Setting("sys.excepthook", lambda: sys.excepthook, lambda base: setattr(sys, "excepthook", base)),
        Setting("recursion limit", sys.getrecursionlimit, sys.setrecursionlimit),
        Setting("garbage collection", gc.isenabled, lambda enabled: gc.enable() if enabled else gc.disable()),
        ContextVariables(),
    ]


def quick() -> tuple[Values, ...]:
    """What `quick_settings` read, in their order and all at once, which takes a third of the time."""
    return (
        _gettrace(),
        _getprofile(),
        sys.stdout,
        sys.stderr,
        sys.stdin,
        sys.argv,
        sys.path,
        warnings.filters,
        warnings.showwarning,
        sys.exit,
        sys.excepthook,
        _getrecursionlimit(),
        _gc_isenabled(),
        copy_context(),
    )


_gettrace, _getprofile, _getrecursionlimit = sys.gettrace, sys.getprofile, sys.getrecursionlimit
_gc_isenabled = gc.isenabled


def other_settings() -> list[Setting]:
    """Those that every process has besides."""
    environment = vars(os.environ)["_data"]
    settings = [
        _handlers_of("signal handlers", _SIGNALS),
        Setting("environment", lambda: environment, _write_environment, keep=dict),
    ]
    try:
        settings.append(Setting("working directory", os.getcwdb, os.chdir))
    except OSError:  # it is gone already
        pass
    return settings


def rare_settings() -> list[Setting]:
    """Those that are looked at only when something else was changed."""
    return [_handlers_of("handlers of rare signals", _RARE_SIGNALS)]


def timers() -> list[Setting]:
    """The same for these: they kill a process that has no handler for them, so who starts one has set one
    too.

    No import teaches them anything, and one that runs before the first task is left alone.
    """
    both = (
        Setting(name, partial(_signal.getitimer, which), partial(_stop, which))
        for name, which in (("virtual timer", signal.ITIMER_VIRTUAL), ("profiling timer", signal.ITIMER_PROF))
    )
    return [timer for timer in both if timer.base == _NO_TIMER]


def _stop(timer: int, base: tuple[float, float]) -> None:
    _signal.setitimer(timer, *base)


def _handlers_of(name: str, signals: tuple[signal.Signals, ...]) -> Setting:
    numbers, getsignal = tuple(map(int, signals)), _signal.getsignal

    def write(base: tuple[Values, ...]) -> None:
        for number, handler in zip(numbers, base, strict=True):
            if handler is not None and getsignal(number) != handler:  # None: C code's, not ours to set
                _signal.signal(number, handler)

    return Setting(name, lambda: tuple(map(getsignal, numbers)), write)


def _list_in(module: Any, name: str, *, after: Callable[[], None] | None = None) -> Setting:
    """A list that a module holds: the same list, with the same contents."""
    original = getattr(module, name)

    def write(base: list[Values]) -> None:
        original[:] = base
        setattr(module, name, original)
        if after is not None:
            after()

    return Setting(f"{module.__name__}.{name}", lambda: getattr(module, name), write, keep=list)


def _write_environment(base: dict[bytes, bytes]) -> None:
    now = os.environb
    zone = now.get(b"TZ")
    for name in [name for name in now if name not in base]:
        del now[name]
    for name, value in base.items():
        if now.get(name) != value:
            now[name] = value
    if zone != now.get(b"TZ"):
        time.tzset()


def _write_showwarning(base: Callable[..., None]) -> None:
    if "logging" in sys.modules:
        sys.modules["logging"].captureWarnings(False)
    warnings.showwarning = base


filters_changed: Callable[[], None] = (
    getattr(warnings, "_filters_mutated", None)
    or getattr(warnings, "_filters_mutated_lock_held", None)
    or (lambda: None)
)
"""Tells the warnings machinery, which then forgets what it has shown at which place."""

_once: dict[Any, Any] = warnings.onceregistry  # type: ignore[attr-defined]


def show_warnings_again() -> None:
    """A task begins: what an earlier one was warned of, it is warned of as well."""
    filters_changed()
    if _once:
        _once.clear()


def _write_context(base: Context) -> None:
    for variable, value in copy_context().items():
        wanted = base[variable] if variable in base else _default(variable)
        if wanted is not _MISSING and wanted is not value:
            variable.set(wanted)


def _default(variable: ContextVar[Values]) -> Values:
    """What an empty context says of it."""
    return Context().run(_get, variable)


def _get(variable: ContextVar[Values]) -> Values:
    try:
        return variable.get()
    except LookupError:
        return _MISSING
