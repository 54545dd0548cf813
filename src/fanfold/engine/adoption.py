"""What an ended run has to show for itself: the facts of its ledger, and whole records that it had not come
to index.

A task is done when its record is whole in a pack. A driver that was killed leaves records behind the last
indexed offset of each
pack: these are adopted, once no worker of that run lives. After a power cut (another boot id) what was not
    synced is verified down to its artifacts, and what fails is not done.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from time import monotonic, sleep

from fanfold.engine.facts import Fact, fact_of, stop_of
from fanfold.model.errors import RunBusyError, StorageError
from fanfold.model.limits import GRACE_SECONDS
from fanfold.model.status import Status
from fanfold.store import lock, runjson
from fanfold.store.codec import Stored, is_stored
from fanfold.store.folder import RunFolder
from fanfold.store.ledger_check import check
from fanfold.store.ledger_reader import LedgerReader
from fanfold.store.loading import Packs
from fanfold.store.location import Location
from fanfold.store.packs import HEADER, RECORD, PackReader, has_writer
from fanfold.store.records import Record, decode

LINKED = "linked"
"""The ledger's note of the packs that a resumed run has from its origin: name -> size. They are never
adopted from.
"""


def facts_of_run(folder: RunFolder, reader: LedgerReader) -> list[Fact]:
    """All facts of a run that has ended, in order, failed attempts among them; of one that is going, those
    that it has recorded.

    Raises:
        DamageError: the ledger is not what was written. What it says is built upon, so it is checked first.
    """
    if lock.is_running(folder):
        return [Fact(entry.event, entry.location, entry.items) for entry in reader.outcomes()]
    wait_for_writers(folder)
    check(reader)
    packs = Packs(folder.packs)
    synced = reader.synced() if _was_cut(folder) else None
    facts = [Fact(entry.event, entry.location, entry.items) for entry in reader.outcomes()]
    if synced is not None:
        facts = [fact for fact in facts if fact.location is None or _holds(packs, fact.location, synced)]
    facts += adopted(folder, reader, packs, verify=synced is not None)
    packs.close()
    return facts


def wait_for_writers(folder: RunFolder) -> None:
    """Wait until no worker of the run lives: their driver is gone, and so they are about to be.

    Raises:
        RunBusyError: one does not go.
    """
    give_up = monotonic() + GRACE_SECONDS
    for path in sorted(folder.packs.glob("*-*.pack")):
        while has_writer(path):
            if monotonic() > give_up:
                raise RunBusyError(
                    f"A process of run {folder.run_id} still lives and may write to {path}.",
                    remedy="End it (lsof names it), and resume then.",
                )
            sleep(0.005)


def _was_cut(folder: RunFolder) -> bool:
    """Whether the machine has been started anew since the run, which had not ended."""
    record = runjson.read(folder)
    return record.finished_seconds is None and record.boot_id != lock.boot_id()


def adopted(folder: RunFolder, reader: LedgerReader, packs: Packs, *, verify: bool) -> Iterator[Fact]:
    """The facts of whole records that no fact of the ledger covers."""
    ends = reader.pack_ends()
    linked = json.loads(reader.meta(LINKED) or "{}")
    for path in sorted(folder.packs.glob("*-*.pack")):
        start = max(ends.get(path.stem, len(HEADER)), linked.get(path.stem, 0))
        pack = packs[path.stem]
        for frame in pack.frames(start, pack.size()):
            if frame.payload is None:
                break
            if frame.kind != RECORD:
                continue
            record = decode(frame.payload)
            if record.status != Status.FAILED and (not verify or _is_whole(packs, record)):
                fact = fact_of(record, Location(path.stem, frame.offset, frame.length))
                yield fact
                if record.stops:
                    yield Fact(stop_of(fact.event))


def _holds(packs: Packs, location: Location, synced: dict[str, int]) -> bool:
    """Whether the records of a fact survived the power cut."""
    if location.stop <= synced.get(location.pack, 0):
        return True
    try:
        pack = packs[location.pack]
        return (
            all(
                _is_whole(packs, decode(payload))
                for payload in pack.records(location.offset, location.length)
            )
            and pack.size() >= location.stop
        )
    except StorageError:
        return False


def _is_whole(packs: Packs, record: Record) -> bool:
    """Whether all that a record refers to in packs is there and has its digest."""
    try:
        for entry in record.entries.values():
            if is_stored(entry):
                _check(packs, entry)  # type: ignore[arg-type]
    except StorageError:
        return False
    return True


def _check(packs: Packs, entry: Stored) -> None:
    packs.parts(entry)


def linked_sizes(folder: RunFolder) -> str:
    """The note of the packs that are there before a resumed run writes any."""
    sizes = {}
    for path in sorted(folder.packs.glob("*.pack")):
        pack = PackReader(path)
        sizes[path.stem] = pack.size()
        pack.close()
    return json.dumps(sizes)
