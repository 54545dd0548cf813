"""Seeds: what a task draws at random is a function of the run's seed and of which task it is, and of
nothing else.

The parts of a task's name are folded one after the other into a 64-bit number (splitmix64's finalizer, by
Steele, Lea and Flood: every bit of the input moves half of the output's). Python's own `hash` differs from
process to process and cannot serve. All but the index make a *stream*; the index is mixed in last by a
bijection, so that no two items of one fan ever share a seed, not even a 32-bit one, of which a million
drawn by chance would share about a hundred.

A file that seeds at import wants every task to begin with that state, as if each task had run the file anew.
The state has to be taken in the process that ran the file, before any fork: Python gives
`random` a new state in every forked child.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

_M32 = 0xFFFF_FFFF
_M64 = 0xFFFF_FFFF_FFFF_FFFF
_GOLDEN = 0x9E37_79B9_7F4A_7C15

GENERATORS = {"random": "random", "numpy": "numpy.random"}
"""The generators that a task finds seeded, and the module that brings each."""

states_at_import: dict[str, Any] | None = None
"""The states that the flow's file left, by generator; None when nobody remembered them."""


def mix(number: int) -> int:
    """A 64-bit number that looks as if it had nothing to do with this one; different ones give different
    ones.
    """
    number = ((number ^ (number >> 30)) * 0xBF58_476D_1CE4_E5B9) & _M64
    number = ((number ^ (number >> 27)) * 0x94D0_49BB_1331_11EB) & _M64
    return number ^ (number >> 31)


def stream(run_seed: int, step: str, place: tuple[int, ...], turn: int, attempt: int) -> int:
    """All that the tasks of a fan share, as 64 bits."""
    state = 0
    for number in (run_seed, int.from_bytes(step.encode(), "little"), len(place), *place, turn, attempt):
        for word in _words(number):
            state = mix(((state ^ word) + _GOLDEN) & _M64)
    return state


def _words(number: int) -> Iterator[int]:
    """The number in 64-bit words: one for all that fits, their count first for what does not."""
    if -(1 << 63) <= number < 1 << 63:
        yield number & _M64
        return
    size = number.bit_length() // 64 + 1
    yield size
    for place in range(size):
        yield (number >> (64 * place)) & _M64


def seed64(stream: int, index: int) -> int:
    """The seed of one task."""
    return mix((stream + _GOLDEN * (index + 1)) & _M64)


def seed32(stream: int, index: int) -> int:
    """The same in 32 bits, which is what NumPy's legacy generator takes quickly. Unlike `seed64(...) & _M32`
    it is another one for each index below 2**32.
    """
    return _mix32((_mix32((index ^ stream) & _M32) + (stream >> 32)) & _M32)


def _mix32(number: int) -> int:
    """Murmur3's finalizer, a bijection of 32 bits."""
    number = ((number ^ (number >> 16)) * 0x85EB_CA6B) & _M32
    number = ((number ^ (number >> 13)) * 0xC2B2_AE35) & _M32
    return number ^ (number >> 16)


def seeds_at_import(source_paths: list[str]) -> bool:
    """Whether one of these files seeds `random` or NumPy when it is imported."""
    return bool(seeded_generators(source_paths))


def seeded_generators(source_paths: list[str]) -> frozenset[str]:
    """The generators that these files seed outside of functions and classes: "random", "numpy" or both."""
    found: set[str] = set()
    for path in source_paths:
        try:
            with open(path, "rb") as file:
                source = file.read()
        except OSError:  # told elsewhere, and better
            continue
        if b"seed" in source.lower():  # most files do not say it, and need not be parsed
            from fanfold.workers.freshness.seed_calls import seeded_in

            found |= seeded_in(source)
    return frozenset(found)


def remember_import(source_paths: list[str]) -> bool:
    """Take the states of the generators that these files seed, to be called right after they were imported,
    before any fork. Gives whether there were any.
    """
    global states_at_import
    states = ((name, state_of(name)) for name in sorted(seeded_generators(source_paths)))
    states_at_import = {name: state for name, state in states if state is not None}
    return bool(states_at_import)


def state_of(name: str) -> Any:
    """The state of a generator, or None if its module is not loaded."""
    module = sys.modules.get(GENERATORS[name])
    if module is None:
        return None
    return module.getstate() if name == "random" else module.mtrand._rand.get_state(legacy=False)


def put_state(name: str, state: Any) -> None:
    """Have a generator go on from a state that `state_of` gave."""
    module = sys.modules[GENERATORS[name]]
    if name == "random":
        module.setstate(state)
    else:
        module.mtrand._rand.set_state(state)
