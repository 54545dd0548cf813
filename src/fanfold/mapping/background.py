"""A run that goes on in a thread, while whoever asked for it does something else."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from threading import Event, Thread
from typing import TYPE_CHECKING

from fanfold.store import runjson
from fanfold.store.folder import RunFolder

if TYPE_CHECKING:
    from collections.abc import Callable


class Going:
    """The thread in which the run's driver is listened to. `work` is done in it, and gets a function to be
    told the run's folder once that is there.
    """

    def __init__(self, work: Callable[[Callable[[RunFolder], None]], BaseException | None]) -> None:
        self._work = work
        self._begun, self._ended = Event(), Event()
        self._folder: RunFolder | None = None
        self._error: BaseException | None = None
        self._thread = Thread(target=self._go, name="fanfold-map", daemon=True)
        self._thread.start()

    def _go(self) -> None:
        try:
            self._error = self._work(self._began)
        except BaseException as error:  # noqa: BLE001 - handed on to whoever waits
            self._error = error
        finally:
            self._ended.set()
            self._begun.set()

    def _began(self, folder: RunFolder) -> None:
        self._folder = folder
        self._begun.set()

    def folder(self) -> RunFolder:
        """The run's folder, as soon as it is there.

        Raises whatever kept the run from beginning.
        """
        self._patiently(self._begun)
        if self._folder is None:
            assert self._error is not None
            raise self._error
        return self._folder

    @property
    def goes_on(self) -> bool:
        """Whether it has not ended yet."""
        return not self._ended.is_set()

    def rest(self, seconds: float) -> None:
        """Wait so long, or until it ends."""
        try:
            self._ended.wait(seconds)
        except KeyboardInterrupt:
            self.stop()
            raise

    def join(self) -> None:
        """Wait for its end. Ctrl-C meanwhile ends the run in order."""
        self._patiently(self._ended)

    def wait(self) -> None:
        """The same; raises what went wrong, the first time that it is asked."""
        self.join()
        error, self._error = self._error, None
        if error is not None:
            raise error

    def _patiently(self, event: Event) -> None:
        try:
            event.wait()
        except KeyboardInterrupt:
            self.stop()
            raise

    def stop(self) -> None:
        """Ask the driver to end the run in order, and wait for that."""
        if self._folder is not None and self.goes_on:
            with suppress(OSError):
                os.kill(runjson.read(self._folder).pid, signal.SIGINT)
        self._ended.wait()
        self._error = None
