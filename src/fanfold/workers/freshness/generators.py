"""The global generators of `random` and NumPy: each task finds them seeded for itself.

To seed one costs two to four microseconds, and most tasks never draw. So a generator is seeded when it is
first used, and from then on before each task of this process. The first use cannot be seen in the
generator: a draw is a C function that reads its memory. It can be seen in the *name*: whoever draws must
first get at the generator, or one of its bound methods, and there is no other way to one than through the
module that holds them. So we take those names out of the module and answer for them in its `__getattr__`
(PEP 562). The first question seeds the generator for the task in hand and puts all names back for good.

That is sound only if nobody got at one before. `from random import randint` in the flow's file is such a
case. We know it by
counting: when the module is the only one that holds a method, its reference count says so, and if any count
    is higher, or is not what we expect for whatever reason, the generator is taken as used, and seeded
    before each task from the start. So the count may be wrong in one direction only, the one that costs
    time and nothing else.

Not chosen: to seed before each task always (dear); only when the flow's source says `random` (wrong when a
library draws); to put a generator of our own in place of theirs (a method bound earlier goes past it).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

from fanfold.workers import seeding
from fanfold.workers.seeding import GENERATORS, seed32, seed64, state_of, stream

_NUMPY_FUNCTIONS = ("seed", "sample", "ranf", "get_bit_generator", "set_bit_generator")
"""Functions of NumPy's module that reach its generator without being methods of it."""


class Chance:
    """Knows the task in hand, and seeds the generators for it that were used in this process."""

    def __init__(self, run_seed: int | None, *, seeded_at_import: bool) -> None:
        self.run_seed = run_seed
        self.states: dict[str, Any] = _states_at_import() if seeded_at_import else {}
        self.met: dict[str, Generator] = {}
        self.used: list[Generator] = []
        self.index = -1
        self.names: tuple[Any, ...] | None = None
        self._streamed: tuple[Any, ...] | None = None
        self._stream = 0

    def begin(self) -> None:
        """A task begins; `names` and `index` were told already."""
        for generator in self.used:
            generator.start()

    @property
    def is_in_task(self) -> bool:
        """Whether a task has begun in this process."""
        return self.names is not None

    def stream(self) -> int:
        """What the task in hand shares with the others of its fan."""
        if self.names != self._streamed:
            assert self.names is not None and self.run_seed is not None
            step, place, turn, attempt = self.names
            self._stream = stream(self.run_seed, step, place, turn, attempt)
            self._streamed = self.names
        return self._stream

    def meet(self, name: str) -> None:
        """A generator's module was loaded, or loaded again: its names are held back, or it is seeded if
        that cannot be.
        """
        if self.run_seed is None and name not in self.states:
            return
        self.forget(name)
        generator = self.met[name] = (PythonRandom if name == "random" else NumPyRandom)(self)
        if not generator.hold():
            generator.use()

    def meet_all(self) -> None:
        """Meet those that are loaded and not yet met."""
        for name, module in GENERATORS.items():
            if module in sys.modules and name not in self.met:
                self.meet(name)

    def on_import(self) -> dict[str, Callable[[], None]]:
        """What to do right after a generator's module has run."""
        return {module: partial(self.meet, name) for name, module in GENERATORS.items()}

    def forget_all(self) -> None:
        """Give all names back."""
        for name in GENERATORS:
            self.forget(name)

    def forget(self, name: str) -> None:
        """Give a generator's names back."""
        generator = self.met.pop(name, None)
        if generator is not None:
            generator.release()
            if generator in self.used:
                self.used.remove(generator)


def _states_at_import() -> dict[str, Any]:
    if seeding.states_at_import is not None:
        return seeding.states_at_import
    states = ((name, state_of(name)) for name in GENERATORS)
    return {name: state for name, state in states if state is not None}


class Generator:
    """A global generator. `source` is the object that draws, `modules` are those that hold it or methods of
    it.
    """

    name = ""
    functions: tuple[str, ...] = ()
    references = 0  # to the source that are neither a module's nor a bound method's of those

    def __init__(self, chance: Chance, source: Any, modules: tuple[ModuleType, ...]) -> None:
        self.chance = chance
        self.source = source
        self.modules = modules
        self.process = os.getpid()
        self.held: list[tuple[dict[str, Any], dict[str, Any]]] = []

    def start(self) -> None:
        """The state with which the task in hand begins."""
        state = self.chance.states.get(self.name)
        if state is None:
            self.seed()
        else:
            self.put(state)

    def seed(self) -> None:
        """Seed it for the task in hand."""
        raise NotImplementedError

    def put(self, state: Any) -> None:
        """Give it this state."""
        raise NotImplementedError

    def use(self) -> None:
        """It is used: seed it now, and before each task that comes."""
        if self not in self.chance.used:
            self.chance.used.append(self)
        if self.chance.is_in_task:
            self.start()

    def hold(self) -> bool:
        """Hold its names back; False if somebody else could draw all the same."""
        if any("__getattr__" in vars(module) for module in self.modules):
            return False
        for module in self.modules:
            names = vars(module)
            mine = [name for name, value in names.items() if self._is_mine(name, value)]
            self.held.append((names, {name: names.pop(name) for name in mine}))
        if _is_shared(self):
            self.release()
            return False
        for module in self.modules:
            vars(module)["__getattr__"] = Asked(self, module)
        return True

    def _is_mine(self, name: str, value: Any) -> bool:
        return value is self.source or _owner(value) is self.source or name in self.functions

    def release(self) -> None:
        """Put the names back."""
        while self.held:
            names, mine = self.held.pop()
            if isinstance(names.get("__getattr__"), Asked):
                del names["__getattr__"]
            for name, value in mine.items():
                names.setdefault(name, value)

    def give(self) -> None:
        """Somebody asks for it: the first use."""
        self.release()
        if os.getpid() == self.process:
            self.use()
        elif self.is_seeded_in_children:
            self.start()

    @property
    def is_seeded_in_children(self) -> bool:
        """Whether a process that a task forks would have found it as the task had it."""
        return True


class PythonRandom(Generator):
    """`random`."""

    name = "random"
    references = 1 if hasattr(os, "register_at_fork") else 0  # every forked child gets a new state

    def __init__(self, chance: Chance) -> None:
        module: Any = sys.modules["random"]
        super().__init__(chance, module._inst, (module,))

    def seed(self) -> None:
        """Any integer will do."""
        self.source.seed(seed64(self.chance.stream(), self.chance.index))

    def put(self, state: Any) -> None:
        """As `random.getstate` gave it."""
        self.source.setstate(state)

    @property
    def is_seeded_in_children(self) -> bool:
        """Python seeds it anew in each of them."""
        return False


class NumPyRandom(Generator):
    """The generator behind `numpy.random.rand` and the like."""

    name = "numpy"
    functions = _NUMPY_FUNCTIONS

    def __init__(self, chance: Chance) -> None:
        module: Any = sys.modules["numpy.random"]
        super().__init__(chance, module.mtrand._rand, (module.mtrand, module))

    def seed(self) -> None:
        """A 32-bit number: an array of two would cost five times as much."""
        try:
            self.source.seed(seed32(self.chance.stream(), self.chance.index))
        except TypeError:  # the user gave it another kind of bit generator, which cannot be seeded so
            pass

    def put(self, state: Any) -> None:
        """As `get_state` of the generator gave it."""
        try:
            self.source.set_state(state)
        except (TypeError, ValueError):  # the same
            pass

    def hold(self) -> bool:
        """Not if somebody has the bit generator under it."""
        self.probe = object()
        alone = sys.getrefcount(self.probe)
        return sys.getrefcount(self.source._bit_generator) == alone and super().hold()


class Asked:
    """A module's `__getattr__` while its names are held back."""

    def __init__(self, generator: Generator, module: ModuleType) -> None:
        self.generator = generator
        self.module = module

    def __call__(self, name: str) -> Any:
        """The attribute that somebody asks for."""
        for names, mine in self.generator.held:
            if names is vars(self.module) and name in mine:
                self.generator.give()
                return names[name]
        if name in vars(self.module):  # another thread was quicker
            return vars(self.module)[name]
        raise AttributeError(f"module {self.module.__name__!r} has no attribute {name!r}")


def _owner(value: Any) -> Any:
    return getattr(value, "__self__", None)


def _is_shared(generator: Generator) -> bool:
    """Whether anything but the names held back refers to them or to the generator."""
    values = [value for _, mine in generator.held for value in mine.values()]
    holders: dict[int, int] = {}
    for value in values:
        holders[id(value)] = holders.get(id(value), 0) + 2  # from the names, and from `values`
    bound = {id(value) for value in values if _owner(value) is generator.source}
    holders[id(generator.source)] = (
        holders.get(id(generator.source), 0) + len(bound) + 1 + generator.references
    )
    alone = _count_of_one()
    for value in values:  # noqa: SIM110 - a generator would hold references of its own
        if sys.getrefcount(value) != alone + holders[id(value)] - 1:
            return True
    return False


def _count_of_one() -> int:
    """What the count is of an object that one list holds, in a loop over it."""
    count = 0
    values = [object()]
    for value in values:
        count = sys.getrefcount(value)
    return count
