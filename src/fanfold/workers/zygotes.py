"""The driver's side of its zygotes: one for the flow, one for each environment that a step asks for, and a
template for each step that is run often.

The first is forked from the driver. The others are started, since they are wanted when the driver has grown,
and with variables of their own. A zygote that dies is replaced, by one that is started; where that does not
help, there is none, and workers are started one by one.
"""

from __future__ import annotations

import errno
import os
import socket
import sys
from collections import deque
from collections.abc import Iterable
from pickle import dumps, loads
from time import monotonic

from fanfold.model.errors import RunError
from fanfold.model.names import StepName
from fanfold.workers import starting
from fanfold.workers.brief import FlowCode, RunFacts
from fanfold.workers.cells import Board
from fanfold.workers.forkable import fork
from fanfold.workers.kinship import adopt_orphans, children
from fanfold.workers.pairs import pair
from fanfold.workers.zygote import (
    MESSAGE_BYTES_MAX,
    Fork,
    Gone,
    Import,
    Known,
    Meet,
    Ready,
    Template,
    Unready,
    Zygote,
)

Environment = tuple[tuple[str, str], ...]
"""Variables beside those of the driver, as a step's policy has them."""

HOLD_SECONDS = 5.0
"""So long at most tasks wait for a template that was foreseen: an import may take for ever."""

REPLACEMENTS_MAX = 1
_LATER = {errno.EAGAIN, errno.ETOOMANYREFS, errno.ENOBUFS}
_SOCKET_BYTES = 1 << 20


class Line:
    """The driver's end of the talk with one zygote. Never blocks: what cannot be sent at once waits here."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        self.connection = connection
        self.ready = False
        self.ended = False
        self.last_words = Unready()
        self._waiting: deque[tuple[bytes, tuple[int, ...]]] = deque()

    def send(
        self, message: Fork | Gone | Known | Meet | Template | Import, *, descriptors: tuple[int, ...] = ()
    ) -> None:
        """Send, or queue. The descriptors may be closed afterwards."""
        data = dumps(message, 5)
        if self._waiting or not self._send(data, descriptors):
            self._waiting.append((data, tuple(os.dup(descriptor) for descriptor in descriptors)))

    def look(self) -> None:
        """Send what waits, and hear what the zygote says."""
        while self._waiting and self._send(*self._waiting[0]):
            _close(self._waiting.popleft()[1])
        while not self.ended:
            try:
                data = self.connection.recv(MESSAGE_BYTES_MAX)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            message = loads(data) if data else None
            self.ready = isinstance(message, Ready)
            self.ended = not self.ready
            if isinstance(message, Unready):
                self.last_words = message

    def close(self) -> None:
        """Let the zygote go."""
        self.connection.close()
        while self._waiting:
            _close(self._waiting.popleft()[1])

    def _send(self, data: bytes, descriptors: tuple[int, ...]) -> bool:
        try:
            socket.send_fds(self.connection, [data], descriptors)
        except OSError as error:
            return error.errno not in _LATER  # gone: the next look says so
        return True


def _close(descriptors: Iterable[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


class Zygotes:
    """All zygotes of a run. `look()` is called at every tick.

    Attributes:
        notes: what the run should tell, once each.
        deaths: how many have ended that should not. Workers that they were asked for may never come.
        others: the processes that the flow's file started when it was imported. It will ask how they ended.
    """

    def __init__(self, code: FlowCode, board: Board) -> None:
        self.others = children()
        self.notes: list[str] = []
        self.deaths = 0
        self.pids: set[int] = set()
        self._code = code
        self._board = board
        self._facts: RunFacts | None = None
        self._lines: dict[Environment, Line | None] = {(): self._fork()}
        self._templates: dict[StepName, Line | None] = {}
        self._guesses: dict[StepName, Line | None] = {}
        self._foreseen: dict[StepName, tuple[str, ...]] = {}
        self._held: dict[StepName, float] = {}
        self._better: dict[StepName, Line] = {}
        self._older: list[Line] = []
        self._replaced: dict[Environment, int] = {}

    def meet(self, facts: RunFacts) -> None:
        """Tell the run that the workers work for."""
        adopt_orphans()  # whom it will fork they are not to lose
        self._facts = facts
        line = self._lines[()]
        assert line is not None
        line.send(Meet(facts))

    def fork(self, step: StepName, message: Fork, descriptors: tuple[int, ...]) -> bool:
        """Have a worker forked for this step; False where no zygote can be had."""
        line = self._templates.get(step)
        if line is None or not line.ready:
            line = self._line(self._environment(step))
        if line is None:
            return False
        line.send(message, descriptors=descriptors)
        return True

    def foresee(self, step: StepName, package: str) -> None:
        """A task from which this step's come begins to import a package. If they need it as well, as it turns
        out, it is there: have a zygote import it meanwhile.
        """
        if step in self._templates:
            return
        if step not in self._guesses:
            line = self._line(self._environment(step))
            self._guesses[step] = line and self._template_from(line, (package,), guess=True)
        elif (guess := self._guesses[step]) is not None:
            guess.send(Import((package,), offer=False))

    def dismiss(self, step: StepName) -> None:
        """Tasks of this step are done, and needed nothing of what was foreseen. That is not tried again."""
        guess = self._guesses.get(step)
        if guess is not None:
            guess.close()
            self._guesses[step] = None

    def make_template(self, step: StepName, modules: tuple[str, ...], *, foreseen: bool = False) -> None:
        """Have a zygote for this step that has imported these modules. Until it is there, and if it cannot
        be had, the step's workers import them themselves.

        With `foreseen` the modules are a guess, from before the step's first task. If that imports others as
        well, a better template takes the place of the first.
        """
        line = self._line(self._environment(step))
        if not modules or line is None:
            return
        if step not in self._templates:
            if foreseen:
                self._foreseen[step] = modules
                self._held[step] = monotonic() + HOLD_SECONDS
            guess = self._guesses.pop(step, None)
            if guess is not None:
                guess.send(Import(modules, offer=True))
            self._templates[step] = guess or self._template_from(line, modules)
            return
        first, known = self._templates[step], self._foreseen.get(step)
        if known is None or foreseen or first is None:
            return
        del self._foreseen[step]
        others = tuple(name for name in modules if name not in known)
        if others:
            self._better[step] = self._template_from(first, others)

    def is_coming(self, step: StepName) -> bool:
        """Whether the step's tasks should wait for a template with what each of them would import."""
        if step not in self._held:
            return False
        template = self._templates.get(step)
        if template is None or template.ready or monotonic() > self._held[step]:
            del self._held[step]
        return step in self._held

    def _template_from(self, parent: Line, modules: tuple[str, ...], *, guess: bool = False) -> Line:
        ours, theirs = _pair()
        parent.send(Template(modules, guess), descriptors=(theirs.fileno(),))
        theirs.close()
        return Line(ours)

    def forget(self, pid: int) -> None:
        """This process has ended, whichever it was."""
        self.pids.discard(pid)
        for line in self._all():
            line.send(Gone(pid))

    def look(self, live: Iterable[int]) -> None:
        """Hear what zygotes say, and replace what has died. `live` are the workers' process ids.

        Raises:
            RunError: the flow's file, imported anew, is not what it was.
        """
        for step, template in self._templates.items():
            if template is not None and self._has_ended(template):
                self._templates[step] = None
        for step, template in list(self._better.items()):
            if self._has_ended(template):
                del self._better[step]
            elif template.ready:
                del self._better[step]
                if (first := self._templates[step]) is not None:
                    self._older.append(first)  # its workers live on, and it sees to their end
                self._templates[step] = template
        self._older = [template for template in self._older if not self._has_ended(template)]
        for step, guess in self._guesses.items():
            if guess is not None and self._has_ended(guess):
                self._guesses[step] = None
        for environment, line in self._lines.items():
            if line is not None:
                line.look()
                if line.ended:
                    self._lines[environment] = self._after(environment, line, live)

    def _has_ended(self, template: Line) -> bool:
        template.look()
        if template.ended:
            self.deaths += 1
            template.close()
        return template.ended

    def close(self) -> None:
        """Let all of them go."""
        for line in self._all():
            line.close()
        self._lines.clear()
        self._templates.clear()
        self._guesses.clear()
        self._better.clear()
        self._older.clear()

    def _all(self) -> list[Line]:
        templates = (*self._templates.values(), *self._guesses.values(), *self._better.values())
        lines = (*self._lines.values(), *templates, *self._older)
        return [line for line in lines if line is not None]

    def _environment(self, step: StepName) -> Environment:
        return self._code.graph[step].policy.environment

    def _line(self, environment: Environment) -> Line | None:
        if environment not in self._lines:
            self._lines[environment] = self._start(environment)
        return self._lines[environment]

    def _after(self, environment: Environment, line: Line, live: Iterable[int]) -> Line | None:
        """What takes the place of a zygote that has ended."""
        line.close()
        said = line.last_words
        if said.failure:
            raise RunError(said.failure, remedy="Run with --inline to see it happen in one process.")
        self.deaths += 1
        if said.obstacle:
            self.notes.append(f"Some workers are a Python of their own each, since {said.obstacle}.")
            return None
        count = self._replaced[environment] = self._replaced.get(environment, 0) + 1
        if count > REPLACEMENTS_MAX:
            self.notes.append("The process that starts workers died again, so each starts by itself now.")
            return None
        self.notes.append("The process that starts workers died; another took its place.")
        new = self._start(environment)
        new.send(Known(frozenset(live)))
        return new

    def _fork(self) -> Line:
        """Fork one from this thread, while this process is small and holds nothing."""
        import gc

        ours, theirs = _pair()
        driver = os.getpid()
        for stream in (sys.stdout, sys.stderr):
            getattr(stream, "flush", int)()
        gc.freeze()
        pid = fork()
        if pid == 0:
            ours.close()
            os.setpgid(0, 0)  # not to be killed with the driver by whoever kills its group
            Zygote(theirs, self._code, self._board, driver).serve()
        theirs.close()
        self.pids.add(pid)
        return Line(ours)

    def _start(self, environment: Environment) -> Line:
        """Start one with these variables. It is told the run with all the rest."""
        assert self._facts is not None
        ours, theirs = _pair()
        ours.send(dumps(starting.begin(self._code, self._facts, self._board.descriptor), 5))
        passed = (theirs.fileno(), self._board.descriptor)
        self.pids.add(starting.start(starting.ZYGOTE, theirs.fileno(), passed, environment=dict(environment)))
        theirs.close()
        return Line(ours)


def _pair() -> tuple[socket.socket, socket.socket]:
    """Two ends that keep messages apart and carry descriptors."""
    ours, theirs = pair(socket.SOCK_SEQPACKET)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SOCKET_BYTES)
    return ours, theirs
