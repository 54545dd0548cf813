"""How a run is wanted: what is handed to the engine besides the flow itself."""

from fanfold.model.named import NamedTuple
from fanfold.model.policy import Isolation


class RunOptions(NamedTuple):
    """The options of one run. Each has the meaning of the command-line option of its name.

    Attributes:
        max_workers: how many worker processes at the most; None: as many as the machine's cores, more while
            items wait.
        keep_going: after an item failed for good, finish everything that does not depend on it.
        seed: the run's seed of randomness; None: a fresh one, which is recorded. A resumed run keeps its
            origin's.
        inline: run everything in this process, one item after the other, so that a debugger works.
        isolation: a process for each task, or warm ones for all; AUTO: each step as its width says.
        max_num_splits: a guard: a foreach wider than this fails at its split, before any child starts.
        durable: sync to disk at every commit, not only at checkpoints.
        tags: the user's tags for the run, in the order given, each once.
        namespace: the namespace that client calls inside the flow start with; None: that of the user.
        resources: "fit" caps wishes larger than the machine, "ignore" does not look at them, "strict" makes
            them errors.
        staged: a folder with the items of the first step's foreach, which the caller took already: the run
            begins behind that step.
        carries_on: the ids of runs that did not come to their end: what they did of the same tasks is reused.
        keeps: put what steps with `@cache` give into the flow's cache.
        cache: look for results of earlier runs where `@cache` asks for it.
        with_specs: decorators for every step, as written after `--with` (`retry:times=3`).
        again: how whoever called it from Python goes on if it does not come to its end, in words.
    """

    max_workers: int | None = None
    keep_going: bool = False
    seed: int | None = None
    inline: bool = False
    isolation: Isolation = Isolation.AUTO
    max_num_splits: int | None = None
    durable: bool = False
    tags: tuple[str, ...] = ()
    namespace: str | None = None
    resources: str = "fit"
    with_specs: tuple[str, ...] = ()
    cache: bool = True
    keeps: bool = True
    carries_on: tuple[str, ...] = ()
    staged: str | None = None
    again: str = ""
