"""Bugs of joins that take their inputs as they come, in the real fold and in the simulated one."""

from __future__ import annotations

from tests.planted.bug import Bug

_FOLD, _COMING, _KEPT = "fanfold.workers.fold", "fanfold.workers.early_fold", "fanfold.engine.begun_folds"
_SIMULATED, _BEGUN = "fanfold.testing.simulated_fold", "fanfold.testing.begun_folds"

FOLD_BUGS = [
    Bug(
        "a fold goes through all its inputs again behind a checkpoint",
        _FOLD,
        "there = self._folded.within(block.first, block.stop)",
        "there = self._folded.within(block.first, block.first)",
    ),
    Bug(
        "an input is in the checkpoint before it is folded",
        _FOLD,
        "self._folded.add(first, index + 1)",
        "self._folded.add(first, min(index + 2, stop))",
    ),
    Bug("self is not made what it was", _FOLD, "self._obj.__dict__.update(values)", "values.clear()"),
    Bug("what was deleted on self comes back", _FOLD, "for name in kept.gone:", "for name in ():"),
    Bug(
        "a block is not in a checkpoint that is made while waiting",
        _FOLD,
        "if first < stop:\n                    self._folded.add(first, stop)",
        "if first > stop:\n                    self._folded.add(first, stop)",
    ),
    Bug(
        "a damaged checkpoint counts",
        "fanfold.store.checkpoints",
        'if data[:head] != _MAGIC + crc32(payload).to_bytes(_CRC_BYTES, "little"):',
        "if not data:",
    ),
    Bug(
        "a checkpoint counts although an item in it runs again",
        _KEPT,
        "return all(done.within(*part) == [part] for part in kept.folded)",
        "return any(done.within(*part) == [part] for part in kept.folded)",
    ),
    Bug("a join that is to run again goes on", _KEPT, "kept.step in rerun or ", ""),
    Bug(
        "a fold ends when it has folded what it was told of",
        _COMING,
        "if self.join is not None:\n                return\n            self._ask()",
        "if self.join is None:\n                return\n            self._ask()",
    ),
    Bug(
        "the end of the run is overheard by a fold that has much to do",
        _COMING,
        "if self.join is None and self._poll.poll(0):",
        "if self.join is not None and self._poll.poll(0):",
    ),
    Bug(
        "what comes behind the last input ends the fold",
        _COMING,
        "if self.join is None and self._poll.poll(0):",
        "if self._poll.poll(0):",
    ),
    Bug(
        "the simulated fold passes nothing over",
        "fanfold.testing.folding",
        "there = {index for index, _ in folded}",
        "there: set[int] = set()",
    ),
    Bug(
        "a simulated fold ends before its fan is through",
        _SIMULATED,
        "if through:\n                break",
        "if through or (self.told and self.shared.chunk):\n                break",
    ),
    Bug(
        "a simulated fold ends without what came last",
        _BEGUN,
        "fold.told, fold.through = driver.store.came(fold.fan, fold.step), True",
        "fold.through = True",
    ),
    Bug(
        "the fold of a simulated join is lost when its process dies",
        _BEGUN,
        "driver.given[fold.number] = fold.shared.chunk = chunk",
        "fold.shared.chunk = chunk",
    ),
]
