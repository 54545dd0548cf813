"""The driver's process: what is done in it between its first instruction and its last."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, NoReturn, cast

from fanfold.flow.configs.given import GivenConfigs
from fanfold.model.errors import EngineBug, FanfoldError
from fanfold.runner.relay import Ended, Message, Raised, Relay
from fanfold.runner.request import Origin, Request, perform
from fanfold.workers.channel import Channel

if TYPE_CHECKING:
    from fanfold.engine.observer import Observer


def drive_forked(request: Request, channel: Channel, *, wants_tasks: bool) -> NoReturn:
    """In a fork of the host: run the flow, and end without what the host does when it ends."""
    try:
        _make_it_ours()
        _drive(request, channel, wants_tasks=wants_tasks)
    finally:
        os._exit(0)


def drive_started(descriptor: int) -> None:
    """In an interpreter of its own, which hears through this descriptor what to run."""
    from fanfold.workers.parcel import unpack

    channel = Channel(descriptor)
    parcel = channel.receive()
    if parcel is None:  # the host has changed its mind
        return
    try:
        flow_class, (values, options, resumes, wants_tasks, configs) = unpack(parcel)
    except Exception as error:  # noqa: BLE001 - a process boundary: modules of the user's are imported
        channel.send(Raised(_not_here(error)))
        return
    origin = resumes and Origin(*resumes)
    request = Request(flow_class, values, options, origin, GivenConfigs(*configs))
    _drive(request, channel, wants_tasks=wants_tasks)


def _drive(request: Request, channel: Channel, *, wants_tasks: bool) -> None:
    from fanfold.workers.output import open_missing

    open_missing()
    relay = Relay(channel, wants_tasks=wants_tasks)
    message: Message
    try:
        message = Ended(*perform(request, cast("Observer", relay)))
    except FanfoldError as error:
        message = Raised(error)
    except BaseException as error:  # noqa: BLE001 - a process boundary: whatever comes here is ours
        message = Raised(_bug(error))
    sys.stdout.flush()  # the host may end this process as soon as it has the message
    sys.stderr.flush()
    relay.send(message)


def _make_it_ours() -> None:
    """Take off what is the host's: its handlers of signals, its place in its process group, its task."""
    from fanfold.flow.current import current

    os.setpgid(0, 0)  # Ctrl-C is for the host, which hands it on
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    current._end()


def _not_here(error: Exception) -> FanfoldError:
    from fanfold.model.errors import FlowError

    if isinstance(error, FanfoldError):
        return error
    return FlowError(
        f"The process of the run could not load the flow: {type(error).__name__}: {error}",
        remedy="What the flow refers to must be importable from sys.path, or be defined beside it.",
    )


def _bug(error: BaseException) -> EngineBug:
    from traceback import format_exception

    return EngineBug("".join(format_exception(error)).rstrip().replace("\n", "\n    "))
