"""`fanfold.map`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from fanfold.client.opened import OpenRun
from fanfold.client.run import Run
from fanfold.engine.options import RunOptions
from fanfold.flow.decorators.arguments import is_count
from fanfold.mapping.asked import check_function, check_items, check_key, check_name, decorators_for
from fanfold.mapping.background import Going
from fanfold.mapping.carrying import Carried, carried
from fanfold.mapping.made_flow import flow_for, name_of
from fanfold.mapping.results import Results
from fanfold.mapping.staged_items import Key, staged
from fanfold.model.errors import EngineBug, FanfoldError, TaskFailedError, UsageError
from fanfold.runner.apart import run_apart
from fanfold.runner.keywords import Showing, whole_or_none
from fanfold.runner.keywords import words as texts
from fanfold.runner.outcome import RunOutcome
from fanfold.runner.request import Request
from fanfold.runner.showing import observer_for
from fanfold.runner.witness import Witness
from fanfold.store.folder import RunFolder
from fanfold.store.home import find_home

if TYPE_CHECKING:
    from fanfold.engine.observer import RunInfo

T = TypeVar("T")
R = TypeVar("R")


def map(
    fn: Callable[[T], R],
    items: Iterable[T],
    *,
    key: Key = None,
    name: str | None = None,
    retry: int = 0,
    timeout: float | str | None = None,
    catch: bool = False,
    resources: Mapping[str, float] | None = None,
    max_workers: int | None = None,
    cache: bool = False,
    version: str | int = "",
    ttl: str | float | None = None,
    isolate: bool = False,
    inline: bool = False,
    seed: int | None = None,
    tags: Iterable[str] = (),
    show_output: bool = True,
    quiet: bool = False,
    wait: bool = True,
) -> Results[R]:
    """Call a function for each item, in as many processes as suit the machine, and keep what it gives.

    Every item is recorded as soon as it is done. A call of the same function, after one that failed, was
    stopped or was killed, runs only what is not done: items are known by their values. Works in a script
    (without a main block, on Linux), a notebook, an interactive session and a test.

    Args:
        items: any iterable, taken once, in order, before anything runs.
        key: how items are called: the name of a key or attribute of theirs, or a function. No two alike.
        name: how the runs are called; by default by the function, `map_fetch`.
        retry: so many further attempts for an item that fails. `timeout`: for each: seconds, or "5m".
        catch: go on when items fail: `results.failed` has them. Otherwise the first one ends the call.
        resources: what one item needs of this machine: {"cpu": 2, "memory": 4000, "gpu": 1}.
        cache: take results of earlier calls, too, for items and code seen before, no older than `ttl` ("7d").
            Change `version` when something else changes that counts, such as an installed package.
        isolate: a process for each item. `inline`: all in this one, for debuggers and coverage.
        show_output: print how it goes and what the function prints. `quiet`: failures and the last line.
        wait: False: come back at once; `results.as_completed()` hands out what is done meanwhile.

    Raises:
        TaskFailedError: an item failed. `error.results` has what is done.
        UsageError: an argument cannot be meant. UnpicklableArtifactError: an item cannot be stored.
        KeyboardInterrupt: it was interrupted; call it again to go on.
    """
    words = {each: value for each, value in locals().items() if each in _WORDS}
    try:
        check_key(key)
        call = _prepared(fn, items, words)
        results = call.waited(items, key) if wait else call.going(items, key)
    except (FanfoldError, KeyboardInterrupt) as error:
        raise _without_our_frames(error) from None
    return cast("Results[R]", results)


def _without_our_frames(error: BaseException) -> BaseException:
    """An error as it is to be seen below the line that called: what to do in place of where we stood."""
    if isinstance(error, EngineBug):
        return error
    if isinstance(error, FanfoldError) and error.remedy:
        error.add_note(error.remedy)
    return error.with_traceback(None)


_OF_STEP = ("retry", "timeout", "catch", "resources", "version", "ttl", "isolate")
_WORDS = frozenset(
    [*_OF_STEP, "name", "max_workers", "cache", "inline", "seed", "tags", "show_output", "quiet"]
)


def _prepared(fn: Callable[[Any], Any], items: Iterable[Any], words: Mapping[str, Any]) -> _Call:
    """The call that these arguments mean.

    Raises:
        UsageError: one cannot be meant.
    """
    check_function(fn, items)
    check_items(items)
    name = words["name"]
    check_name("unnamed" if name is None else name)
    decorators = decorators_for(**{word: words[word] for word in _OF_STEP})
    flow_class = flow_for(fn, name or name_of(fn), decorators)
    home = find_home(create=True)
    before = carried(flow_class, str(words["version"]), home)
    options = RunOptions(
        max_workers=_count(words["max_workers"]),
        seed=whole_or_none("seed", words["seed"]),
        inline=words["inline"],
        tags=texts("tags", words["tags"]),
        cache=words["cache"],
        keeps=words["cache"],
        carries_on=before.run_ids,
        again="call fanfold.map again: it carries on from here",
    )
    return _Call(flow_class, options, Showing(words["show_output"], words["quiet"]), before, home)


def _count(max_workers: object) -> int | None:
    if max_workers is None or (isinstance(max_workers, int) and is_count(max_workers) and max_workers):
        return max_workers
    raise UsageError(f"max_workers={max_workers!r} is no number of processes.", remedy="Give 1 or more.")


class _Call:
    """One call, and how it is waited for."""

    def __init__(
        self, flow_class: type[Any], options: RunOptions, showing: Showing, before: Carried, home: Path
    ) -> None:
        self._flow_class = flow_class
        self._options = options
        self._showing = showing
        self._before = before
        self._home = home

    def waited(self, items: Iterable[Any], key: Key) -> Results[Any]:
        """Take the items, and run until the end."""
        with staged(items, key, self._home) as (stage, width):
            outcome, witness = self._run(str(stage), None)
        results: Results[Any] = Results(outcome.run, width)
        if not outcome.successful:
            raise self._error(witness, outcome, results)
        return results

    def going(self, items: Iterable[Any], key: Key) -> Results[Any]:
        """Take the items, and run in a thread."""
        staging = staged(items, key, self._home)
        stage, width = staging.__enter__()

        def work(began: Callable[[RunFolder], None]) -> BaseException | None:
            try:
                outcome, witness = self._run(str(stage), began)
            finally:
                staging.__exit__(None, None, None)
            return None if outcome.successful else self._error(witness, outcome, Results(outcome.run, width))

        going = Going(work)
        return Results(Run._of(OpenRun(going.folder())), width, going=going)

    def _run(self, stage: str, began: Callable[[RunFolder], None] | None) -> tuple[RunOutcome, Witness]:
        shown = observer_for(self._showing, inline=self._options.inline)
        witness = _Teller(shown, self._before.note, began)
        request = Request(self._flow_class, {}, self._options._replace(staged=stage))
        result = run_apart(request, witness.as_observer)
        return RunOutcome(result.folder, result.exit_code), witness

    def _error(self, witness: Witness, outcome: RunOutcome, results: Results[Any]) -> FanfoldError:
        error = witness.error(outcome)
        error.remedy = "What is done is kept: call map again to go on, with catch=True past failures."
        if isinstance(error, TaskFailedError):
            error.results = results
        return error


class _Teller(Witness):
    """Says what an earlier run means for this one, and where this one is."""

    def __init__(self, observer: Any, note: str, began: Callable[[RunFolder], None] | None) -> None:
        super().__init__(observer)
        self._note = note
        self._began = began

    def run_started(self, info: RunInfo) -> None:
        """With what is to be said beforehand."""
        if self._note:
            info = info._replace(notes=(*info.notes, self._note))
        super().run_started(info)
        if self._began is not None:
            self._began(RunFolder(info.folder))
