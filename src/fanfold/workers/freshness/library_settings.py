"""Settings that some modules of the standard library, NumPy and matplotlib keep for the whole process, and
the open runs of trackers. Each is looked after from when its module is loaded, and costs nothing where it is
not.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any

from fanfold.workers.freshness.settings import Setting
from fanfold.workers.freshness.trackers import comet_experiment, mlflow_run, wandb_run


def settings_of(module: str) -> Iterator[Setting]:
    """What to look after once this module is loaded."""
    return LIBRARIES[module]()


def _socket_settings() -> Iterator[Setting]:
    from _socket import getdefaulttimeout, setdefaulttimeout

    yield Setting("default socket timeout", getdefaulttimeout, setdefaulttimeout)


def _logging_settings() -> Iterator[Setting]:
    from fanfold.workers.freshness.loggers import Loggers

    yield Loggers()


def _decimal_settings() -> Iterator[Setting]:
    from decimal import Context, getcontext

    names = ("prec", "rounding", "Emin", "Emax", "capitals", "clamp", "flags", "traps")
    fields = attrgetter(*names)
    kept: list[Context] = []  # flags and traps point into their context, which has to live on

    def keep(_: tuple[Any, ...]) -> tuple[Any, ...]:
        kept.append(getcontext().copy())
        return fields(kept[-1])

    def write(base: tuple[Any, ...]) -> None:
        for name, value in zip(names, base, strict=True):
            setattr(getcontext(), name, value)

    yield Setting("decimal context", lambda: fields(getcontext()), write, keep=keep)


def _numpy_settings() -> Iterator[Setting]:
    """Before 2.0 `errstate`, and before 2.2 the print options, are not context variables."""
    numpy: Any = sys.modules["numpy"]
    if hasattr(numpy, "geterrobj"):
        yield Setting("NumPy's errstate", numpy.geterrobj, numpy.seterrobj, keep=list)
    for package in ("numpy._core", "numpy.core"):
        options = getattr(sys.modules.get(f"{package}.arrayprint"), "_format_options", None)
        if isinstance(options, dict):
            yield _print_options(options)
            return


def _print_options(options: dict[str, Any]) -> Setting:
    def write(base: dict[str, Any]) -> None:
        options.clear()
        options.update(base)

    return Setting("NumPy's print options", lambda: options, write, keep=dict)


def _pyplot_settings() -> Iterator[Setting]:
    """Figures that a task did not close would pile up, and the next task's `plt.plot` would draw into one."""
    figures = sys.modules["matplotlib._pylab_helpers"].Gcf.figs

    def write(base: tuple[int, ...]) -> None:
        close = sys.modules["matplotlib.pyplot"].close
        for number in [number for number in figures if number not in base]:
            close(number)

    yield Setting("pyplot figures", lambda: tuple(figures), write)


LIBRARIES: dict[str, Callable[[], Iterator[Setting]]] = {
    "_socket": _socket_settings,
    "logging": _logging_settings,
    "decimal": _decimal_settings,
    "numpy": _numpy_settings,
    "matplotlib.pyplot": _pyplot_settings,
    "wandb": lambda: iter([wandb_run()]),
    "mlflow.tracking.fluent": lambda: iter([mlflow_run()]),
    "comet_ml": lambda: iter([comet_experiment()]),
}
"""The modules that have any."""
