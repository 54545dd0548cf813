"""What `@exit_hook` asks for when a run is over.

Each function is called in a process of its own, one after the other, forked from this one: it has the flow's
file as it was imported, and whatever it does harms nobody. What it prints is shown; that it failed is told,
and changes nothing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

from fanfold.model.status import RunStatus

if TYPE_CHECKING:
    from fanfold.engine.driver import RunResult


def call_exit_hooks(flow_class: type, result: RunResult) -> None:
    """Call the flow's hooks for a run that ended so."""
    if not getattr(flow_class, "_flow_decorators", ()):
        return
    from fanfold.flow.decorators.flow.exit_hook import hooks_of

    for hook in hooks_of(flow_class, succeeded=result.status is RunStatus.SUCCEEDED):
        _call(hook, f"{flow_class.__name__}/{result.run_id}")


def _call(hook: Callable[..., Any] | str, pathspec: str) -> None:
    name = hook if isinstance(hook, str) else getattr(hook, "__name__", repr(hook))
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        _be_the_hook(hook, pathspec)
    _, status = os.waitpid(child, 0)
    if status:
        print(f"@exit_hook: {name} failed ({_how(status)}); the run stays as it is.", file=sys.stderr)


def _be_the_hook(hook: Callable[..., Any] | str, pathspec: str) -> NoReturn:
    status = 1
    try:
        function = _named(hook) if isinstance(hook, str) else hook
        if _takes_run(function):
            from fanfold.client import Run

            function(run=Run(pathspec, _namespace_check=False))
        else:
            function()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - a process boundary: user code is called
        from traceback import print_exc

        print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status & 0xFF)


def _named(name: str) -> Callable[..., Any]:
    """A function of the flow's file, or one with the module that it is in."""
    from fanfold.flow.named_function import function_of

    here: Callable[..., Any] | None = getattr(sys.modules["__main__"], name, None)
    return here if here is not None else function_of(name)


def _takes_run(function: Callable[..., Any]) -> bool:
    from inspect import Parameter, signature

    parameters = signature(function).parameters.values()
    return any(each.name == "run" or each.kind is Parameter.VAR_KEYWORD for each in parameters)


def _how(status: int) -> str:
    if os.WIFSIGNALED(status):
        from signal import Signals

        return f"killed by {Signals(os.WTERMSIG(status)).name}"
    return f"exit code {os.waitstatus_to_exitcode(status)}"
