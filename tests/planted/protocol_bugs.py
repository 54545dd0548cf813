"""Bugs of the protocol between driver and workers: looked for by the simulator alone, since what they change
is the simulated protocol itself.
"""

from __future__ import annotations

from tests.planted.bug import Bug

_DRIVER = "fanfold.testing.simulated_driver"
_WORKER = "fanfold.testing.simulated_worker"
_STORE = "fanfold.testing.memory_store"

PROTOCOL_BUGS = [
    Bug(
        "a worker that goes round a loop counts its first attempt for each turn",
        "fanfold.testing.simulated_worker",
        "attempt = 0 if number else chunk.attempt",
        "attempt = chunk.attempt",
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
        "self.put_back(one._replace(chain=links))",
        "one._replace(chain=links)",
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
        "facts = [*origin, *(event",
        "facts = [*(event",
    ),
]
