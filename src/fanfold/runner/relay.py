"""An observer in one process that watches a run in another: each call is a message."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fanfold.model.named import NamedTuple
from fanfold.model.names import RunId
from fanfold.model.status import RunStatus

if TYPE_CHECKING:
    from fanfold.engine.driver import RunResult
    from fanfold.engine.observer import Observer, Said
    from fanfold.workers.channel import Channel


class Told(NamedTuple):
    """A call of the observer."""

    call: str
    arguments: tuple[Any, ...]
    keywords: dict[str, Any]


class Ended(NamedTuple):
    """The run is over; the fields of its `RunResult`, without the driver's modules being loaded for it."""

    run_id: RunId
    status: RunStatus
    exit_code: int
    folder: Path


class Raised(NamedTuple):
    """It could not be run."""

    error: BaseException


Message = Told | Ended | Raised


class Relay:
    """In the driver's process: the observer whose calls go to the host."""

    def __init__(self, channel: Channel, *, wants_tasks: bool) -> None:
        self.wants_tasks = wants_tasks
        self._channel = channel

    def __getattr__(self, call: str) -> Any:
        if call.startswith("_"):
            raise AttributeError(call)

        def tell(*arguments: Any, **keywords: Any) -> None:
            self.send(Told(call, arguments, keywords))

        setattr(self, call, tell)
        return tell

    def outputs(self, said: Iterable[Said]) -> None:
        """As a list: what is worked out while it is gone through does not travel."""
        if found := list(said):
            self.send(Told("outputs", (found,), {}))

    def send(self, message: Message) -> None:
        """To the host. Where it is gone, the run ends as by SIGTERM."""
        try:
            self._channel.send(message)
        except BrokenPipeError:
            os.kill(os.getpid(), signal.SIGTERM)


def listen(channel: Channel, observer: Observer) -> RunResult | None:
    """In the host: hand on what the driver says until the run is over; None if the driver died.

    Raises:
        FanfoldError: the run could not be started, or the driver failed.
    """
    while (message := channel.receive()) is not None:
        match message:
            case Told(call=call, arguments=arguments, keywords=keywords):
                getattr(observer, call)(*arguments, **keywords)
            case Ended():
                from fanfold.engine.driver import RunResult

                return RunResult(*message)
            case Raised(error=error):
                raise error
    return None
