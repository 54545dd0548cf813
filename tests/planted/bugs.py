"""Bugs that could have been made, each as a change of one place in the source.

The machine's are looked for by all tests of the run and the simulator, the protocol's by the simulator's
alone, since what they change is the simulated protocol itself.
"""

from __future__ import annotations

from typing import NamedTuple


class Bug(NamedTuple):
    """A bug: in `module`, `right` (which stands there once) was written as `wrong`."""

    name: str
    module: str
    right: str
    wrong: str

    @property
    def is_protocol(self) -> bool:
        """Whether it is one of the simulated protocol."""
        return self.module.startswith("fanfold.testing")


_DRIVER = "fanfold.testing.simulated_driver"
_WORKER = "fanfold.testing.simulated_worker"
_STORE = "fanfold.testing.memory_store"

BUGS = [
    Bug(
        "a join starts when one item is still missing",
        "fanfold.run.fans",
        "if not fan.missing and not fan.pending:",
        "if fan.missing <= 1:",
    ),
    Bug("a static join forgets one branch", "fanfold.run.joins", ".branches - 1)", ".branches - 2)"),
    Bug(
        "an item that has all its branches stays counted as waiting",
        "fanfold.run.joins",
        "arrived.take(first, stop)",
        "arrived.within(first, stop)",
    ),
    Bug(
        "the rest of a chain waits for a worker that never had the item",
        "fanfold.run.machine",
        "alight_all(run, span)",
        "alight_all(run, span._replace(stop=span.first))",
    ),
    Bug(
        "an item that took another case than its loop's rides on",
        "fanfold.run.machine",
        "alight_all(run, event.span)",
        "alight_all(run, event.span._replace(stop=span.first))",
    ),
    Bug(
        "whoever came riding in a loop is taken to walk",
        "fanfold.run.launches",
        "for low, high in gaps(first, stop, on_foot):",
        "for low, high in ():",
    ),
    Bug(
        "an item is launched at a turn of its loop that its worker goes on with",
        "fanfold.run.launches",
        "_ride(run, (span.fan, span.step, span.turn + 1), span)",
        "pass",
    ),
    Bug(
        "a worker that goes round a loop counts its first attempt for each turn",
        "fanfold.testing.simulated_worker",
        "attempt = 0 if number else chunk.attempt",
        "attempt = chunk.attempt",
    ),
    Bug(
        "one retry too many",
        "fanfold.run.retries",
        "trial.attempt < policy.retries",
        "trial.attempt <= policy.retries",
    ),
    Bug(
        "a retry is charged though nobody was to blame",
        "fanfold.run.retries",
        "launch_again(run, task, trial, effects)\n    elif kills",
        "launch_again(run, task, trial._replace(attempt=trial.attempt + 1), effects)\n    elif kills",
    ),
    Bug(
        "a retry after a death is not alone",
        "fanfold.run.retries",
        "alone = trial.alone or event.failure.cause is Cause.DIED",
        "alone = False",
    ),
    Bug("a retry does not wait", "fanfold.run.retries", "waiting=delay_seconds > 0", "waiting=False"),
    Bug(
        "a fallback falls back again",
        "fanfold.run.retries",
        "elif policy.catch and not trial.fallback:",
        "elif policy.catch:",
    ),
    Bug(
        "a failure with --keep-going halts",
        "fanfold.run.retries",
        "if not run.keep_going:",
        "if run is not None:",
    ),
    Bug(
        "a failure without --keep-going does not halt",
        "fanfold.run.retries",
        "if not run.keep_going:",
        "if run is None:",
    ),
    Bug(
        "a machine that failed costs the task an attempt",
        "fanfold.run.retries",
        "event.failure.cause is Cause.ENGINE",
        "event.failure.cause is Cause.ENGINE and not event.charged",
    ),
    Bug(
        "something is launched after the halt",
        "fanfold.run.launches",
        "if run.halted is not None:",
        "if run is None:",
    ),
    Bug(
        "later links of a chain are launched a second time",
        "fanfold.run.launches",
        "for link in chain[1:]:",
        "for link in chain[:0]:",
    ),
    Bug(
        "after a failure the later links are still believed to be on their way",
        "fanfold.run.launches",
        "for link in run.routes[span.step].chain[1:]:",
        "for link in ():",
    ),
    Bug(
        "the attempts of done tasks are kept",
        "fanfold.run.machine",
        "if run.trials:",
        "if not run.trials:",
    ),
    Bug(
        "caught tasks are counted twice",
        "fanfold.run.machine",
        "counts.caught += caught",
        "counts.caught += 2 * caught",
    ),
    Bug(
        "leaving a loop keeps its turn",
        "fanfold.run.machine",
        "target == span.step else 0",
        "target == span.step else span.turn",
    ),
    Bug(
        "a run in which tasks failed succeeds",
        "fanfold.run.machine",
        "finish(run, RunStatus.FAILED",
        "finish(run, RunStatus.SUCCEEDED",
    ),
    Bug(
        "one failure more is tolerated",
        "fanfold.run.losses",
        "losses.count <= losses.allowed",
        "losses.count <= losses.allowed + 1",
    ),
    Bug(
        "an item that failed in two branches counts twice",
        "fanfold.run.losses",
        "if not before:",
        "if before is not None:",
    ),
    Bug(
        "a join does not wait for other branches of a lost item",
        "fanfold.run.fans",
        "fan.losses is not None and not fan.missing and not fan.pending:",
        "fan.losses is not None and not fan.missing:",
    ),
    Bug(
        "the last to fail does not open the join",
        "fanfold.run.losses",
        "settle(run, fan.id, effects)",
        "pass",
    ),
    Bug(
        "after one too many the others are still tolerated",
        "fanfold.run.losses",
        "losses.exceeded = True",
        "losses.exceeded = False",
    ),
    Bug(
        "the allowance is that of the step that failed last",
        "fanfold.run.losses",
        "losses.allowed = min(losses.allowed, tolerance.allowed(fan.width))",
        "losses.allowed = tolerance.allowed(fan.width)",
    ),
    Bug(
        "all items may fail",
        "fanfold.model.policy",
        "return min(self.items, max(width - 1, 0))",
        "return min(self.items, width)",
    ),
    Bug(
        "what is caught is counted as lost",
        "fanfold.run.retries",
        "elif policy.catch and not trial.fallback:",
        "elif policy.catch and not trial.fallback and not policy.tolerance:",
    ),
    Bug(
        "a resume runs again what a join was done without",
        "fanfold.run.resume",
        "if fan in folded for number",
        "if fan not in folded for number",
    ),
    Bug(
        "a retry that succeeded stays lost in a resume",
        "fanfold.run.resume",
        "                del numbers[index]",
        "                pass",
    ),
    Bug(
        "one more begins than a rate allows",
        "fanfold.run.limits",
        "self.starts - len(self._begun))",
        "self.starts + 1 - len(self._begun))",
    ),
    Bug(
        "what begins is counted once, however many begin",
        "fanfold.run.limits",
        "self._begun.extend([now] * count)",
        "self._begun.append(now)",
    ),
    Bug(
        "a rate forgets what began too early",
        "fanfold.run.limits",
        "self._begun[0] + self.seconds <= now:",
        "self._begun[0] + self.seconds / 2 <= now:",
    ),
    Bug(
        "a rate holds up longer than it must",
        "fanfold.run.limits",
        "self._begun[0] + self.seconds <= now:",
        "self._begun[0] + self.seconds < now:",
    ),
    Bug(
        "one more runs at once than may",
        "fanfold.run.limits",
        "self.concurrent - running",
        "self.concurrent - running + 1",
    ),
    Bug(
        "steps of one pool do not know of one another",
        "fanfold.run.limits",
        'policy.limit.pool or f" {step}"',
        'f"{policy.limit.pool} {step}"',
    ),
    Bug(
        "a step with a limit is a link of a chain",
        "fanfold.graph.chains",
        "and its.limit is None",
        "and its.limit is its.limit",
    ),
    Bug("a run halts twice", "fanfold.run.halting", "if run.halted is None and", "if"),
    Bug("a step that succeeded once is given up", "fanfold.run.deaths", "or counts.done > counts.caught", ""),
    Bug(
        "a fan of few gets no retry after three deaths",
        "fanfold.run.deaths",
        " and counts.bound > ISOLATED_TASKS_MAX",
        "",
    ),
    Bug(
        "a resume believes that chains are under way",
        "fanfold.run.resume",
        "run.riding.clear()",
        "run.riding.copy()",
    ),
    Bug(
        "a dropped split gives its number away",
        "fanfold.run.resume",
        "run.next_fan = FanId(max(run.next_fan, fan + 1))",
        "run.next_fan = FanId(run.next_fan)",
    ),
    Bug(
        "what comes after a step that runs again is reused",
        "fanfold.graph.order",
        "ready = list(found)",
        "ready = list(found)[:0]",
    ),
    Bug(
        "a neighbour's end is joined to a row that it does not touch",
        "fanfold.run.intervals",
        "touches_left = at > 0 and stops[at - 1] == first",
        "touches_left = at > 0 and stops[at - 1] <= first",
    ),
    Bug(
        "taking back reads the position before it lowers the limit",
        _DRIVER,
        """worker.shared.limit = wished
        yield "limit lowered"
        yield "waited"
        first = max(wished, worker.shared.position + 1)
""",
        """first = max(wished, worker.shared.position + 1)
        yield "limit lowered"
        yield "waited"
        worker.shared.limit = first
""",
    ),
    Bug(
        "taking back takes the item in hand too",
        _DRIVER,
        "worker.shared.position + 1)",
        "worker.shared.position)",
    ),
    Bug(
        "the worker reads its limit before it stores its position",
        _WORKER,
        """self.shared.position = item
            yield "position stored"
            limit = self.shared.limit
            yield "limit read"
""",
        """limit = self.shared.limit
            yield "limit read"
            self.shared.position = item
            yield "position stored"
""",
    ),
    Bug(
        "an item that the lowered limit stopped is forgotten",
        _DRIVER,
        "self.requeue(worker.shared.position, self.given.pop(worker.number))",
        "self.given.pop(worker.number)",
    ),
    Bug(
        "effects are performed before the ledger is committed",
        _DRIVER,
        """self.store.commit(events, records, indexed)
        yield "ledger committed"
        effects: list[Effect] = []
        for event in events:
            effects += self.run.handle(event)
            validate(self.run)
        yield "events handled"
        yield from self.perform(effects)
""",
        """effects: list[Effect] = []
        for event in events:
            effects += self.run.handle(event)
        yield "events handled"
        yield from self.perform(effects)
        self.feed()
        yield "workers fed"
        self.store.commit(events, records, indexed)
        yield "ledger committed"
""",
    ),
    Bug(
        "what the dead wrote and had not counted is not looked at",
        _DRIVER,
        "stop=worker.shared.counted if alive else None",
        "stop=worker.shared.counted",
    ),
    Bug(
        "the item in hand of the dead is given away as well",
        _DRIVER,
        "self.requeue(item + 1, chunk)",
        "self.requeue(item, chunk)",
    ),
    Bug(
        "an item behind the one in hand is lost",
        _DRIVER,
        "self.requeue(item + 1, chunk)",
        "self.requeue(item + 2, chunk)",
    ),
    Bug(
        "an item whose worker died between two links stays where it is",
        _DRIVER,
        "self.queue.append(Chunk(chunk.fan, links,",
        "(Chunk(chunk.fan, links,",
    ),
    Bug("a death caused by the driver is charged", _DRIVER, "charged=how is not How.KILLED", "charged=True"),
    Bug(
        "a mark of the last chunk is taken for one of this",
        _DRIVER,
        "worker.shared.mark = chunk.first, chunk.stop, None",
        "worker.shared.mark = chunk.first, chunk.stop, worker.shared.mark",
    ),
    Bug(
        "whole records behind the ledger are not adopted",
        _STORE,
        "for pack in self.packs for record in self.unindexed(pack)]",
        "for pack in self.packs for record in self.unindexed(pack)[:0]]",
    ),
    Bug(
        "records are adopted a second time",
        "fanfold.testing.simulator",
        "{pack: len(store.packs[pack]) for pack in store.packs}",
        "dict(self.store.indexed)",
    ),
    Bug(
        "a resume knows the records that it adopted but not the facts",
        _STORE,
        "facts = origin + [",
        "facts = origin[:0] + [",
    ),
]
