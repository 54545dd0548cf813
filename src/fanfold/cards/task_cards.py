"""The cards of one task: what it puts on them, what they look like while it runs, and what is recorded.

A card is drawn in the task's own process, right after the step's code ended, and its page goes to the pack
before the record that names it: resume, copies and deletion carry it like an artifact. While the task runs,
`refresh` leaves pages in the run's folder for whoever looks, which are gone once the card is recorded.

Nothing here fails the task: what raises, or takes too long, becomes a page that says so, and one warning.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from textwrap import dedent
from time import monotonic
from typing import TYPE_CHECKING, Any

from fanfold.cards import live
from fanfold.cards.card import MetaflowCard, takes_components
from fanfold.cards.collector import CardCollector
from fanfold.cards.component import drawn_all
from fanfold.cards.hiding import hidden
from fanfold.cards.kinds_known import kind_named
from fanfold.cards.limit import TooSlow, limit, paused
from fanfold.cards.page import reloading
from fanfold.cards.runtime import runtime_page
from fanfold.cards.stored import store_page
from fanfold.cards.task import CardTask, Scene
from fanfold.model.limits import GRACE_SECONDS
from fanfold.model.named import NamedTuple
from fanfold.model.policy import CardWish
from fanfold.model.status import Status
from fanfold.store.codec import DELETED, Entry
from fanfold.store.folder import RunFolder
from fanfold.store.masking import Veil, veil_of
from fanfold.store.records import FROM_NOTHING, CardEntry, Record
from fanfold.store.scopes import add

if TYPE_CHECKING:
    from fanfold.flow.current import TaskInfo
    from fanfold.flow.task import TaskState
    from fanfold.store.loading import Packs
    from fanfold.store.location import Location
    from fanfold.store.packs import PackWriter

Output = tuple[int, int, int, int] | None
Failure = tuple[str, str, str, str, str]
Ended = tuple[Status, float, float, dict[str, Entry], Any, Failure | None]
"""How an attempt ended: see `workers.attempt`."""

SHARE_OF_TIME = 0.1
"""So much of a task's time at most goes into drawing its cards while it runs."""

REFRESH_SECONDS_MIN = 1.0
DRAW_SECONDS_MIN = 1.0

_constants: dict[tuple[Path, Location], dict[str, Entry]] = {}


class Desk(NamedTuple):
    """What is the same for all tasks of a step in one worker.

    Attributes:
        constants: where the record of the run's parameters lies.
        output: says which bytes of its logs are the task's by now.
        tell: takes sentences that are said once per step.
    """

    function: Callable[..., Any]
    wishes: tuple[CardWish, ...]
    timeout_seconds: float | None
    info: TaskInfo
    folder: RunFolder
    constants: Location
    packs: Packs
    pack: PackWriter
    output: Callable[[], Output]
    tell: Callable[[tuple[str, ...]], None]


class TaskCards:
    """Made for each task of a step with cards."""

    def __init__(self, desk: Desk, obj: Any, state: TaskState) -> None:
        self._desk = desk
        self._obj = obj
        self._state = state
        self._warned: dict[str, None] = {}
        self._shown: list[live.LivePage] = []
        self._tokens: dict[object, str] = {}
        self._begun = self._refreshed = monotonic()
        self._pause = 0.0
        self._collectors: list[CardCollector] = []
        self._collectors += [
            CardCollector(wish, self._collectors, self._refresh, self._warn) for wish in desk.wishes
        ]

    @cached_property
    def collector(self) -> CardCollector:
        """Where `current.card.append` puts things: the card with `customize=True`, else the one without an
        id, of those that something can be put on.
        """
        open_ = [each for each in self._collectors if each.wish and _takes(each.wish)]
        for each in open_:
            if each.wish is not None and each.wish.customize:
                return each
        unnamed = [each for each in open_ if each.wish is not None and each.wish.id is None]
        if unnamed or open_:
            return (unnamed or open_)[0]
        return CardCollector(None, self._collectors, self._refresh, self._warn)

    def _warn(self, sentence: str) -> None:
        self._warned[self._veil.over(f"Step *{self._state.step}*: {sentence}")] = None

    def draw(self, ended: Ended) -> tuple[CardEntry, ...] | None:
        """Draw them all and put their pages into the pack; gives what the task's record is to say."""
        wishes = [each for each in self._collectors if ended[0] is not Status.FAILED or _saves_errors(each)]
        task = self._failing_softly(lambda: CardTask.at_work(self._scene(ended)))
        pages: list[CardEntry] = []
        for collector in wishes if task is not None else ():
            html = self._page(collector, task, self._seconds_left(collector, ended))
            if html is not None and collector.wish is not None:
                place = store_page(html, self._desk.pack)
                pages.append((collector.wish.type, collector.wish.id, place))
        self._tell()
        return tuple(pages) or None

    def _failing_softly(self, make: Callable[[], CardTask]) -> CardTask | None:
        try:
            return make()
        except Exception as error:  # noqa: BLE001 - what is wrong with a card is never the task's failure
            self._warn(f"no card could be made: {error!r}")
            return None

    def _tell(self) -> None:
        if self._warned:
            self._desk.tell(tuple(self._warned))

    def _seconds_left(self, collector: CardCollector, ended: Ended) -> float:
        """The card's own limit, and before the driver would take the task for one that ignores its
        `@timeout`.
        """
        assert collector.wish is not None
        seconds = collector.wish.timeout_seconds
        timeout = self._desk.timeout_seconds
        if timeout is not None:
            left = timeout + GRACE_SECONDS - DRAW_SECONDS_MIN - (monotonic() - self._begun)
            seconds = min(seconds, max(DRAW_SECONDS_MIN, left))
        return seconds

    def _page(self, collector: CardCollector, task: Any, seconds: float, *, data: Any = None) -> str | None:
        """The page of one card; one that says what went wrong where it cannot be made; None where there is
        none.
        """
        wish = collector.wish
        assert wish is not None
        components: list[str] = []
        try:
            with limit(seconds):
                kind = kind_named(wish.type)
                if kind is None or (task.is_running and not kind.RUNTIME_UPDATABLE):
                    return None
                if takes_components(kind):
                    components += drawn_all(collector.components)
                elif collector.components:
                    self._warn(f"cards of type {wish.type!r} take no components; they are left out.")
                card = made(kind, wish.options, components, self._desk.info.graph_info)
                if not task.is_running:
                    return self._finished(card.render(task))
                html = runtime_page(card, task, data, self._tokens, collector)
                return None if html is None else self._finished(html)
        except (Exception, TooSlow, SystemExit, KeyboardInterrupt) as error:  # noqa: BLE001 - the user's code
            self._warn(f"its {wish.type} card could not be made: {type(error).__name__}: {error}")
            return self._error_page(wish, task, components, error) if wish.save_errors else None

    def _error_page(
        self, wish: CardWish, task: Any, components: Sequence[str], error: BaseException
    ) -> str | None:
        from fanfold.cards.kinds.error import ErrorCard

        options = {"error": error, "type": wish.type}
        try:
            return self._finished(ErrorCard(options=options, components=components).render(task))
        except Exception as worse:  # noqa: BLE001 - such as an error whose own text cannot be had
            self._warn(f"nor a page that says so: {type(worse).__name__}")
            return None

    def _finished(self, html: object) -> str:
        if not isinstance(html, str):
            raise TypeError(f"render() gave a {type(html).__name__}, and no text.")
        return hidden(html, self._veil)

    @cached_property
    def _veil(self) -> Veil:
        """What must not be seen on any page."""
        return veil_of(self._state.constants)

    def _refresh(self, data: Any, force: bool) -> None:
        """Show the cards as they are now, unless they were a moment ago."""
        now = monotonic()
        if not force and self._shown and now - self._refreshed < self._pause:
            return
        with paused() as left:  # an alarm of @timeout is the task's, and rings once cards are out of hand
            self._show(data, None if left is None else now + left)
        self._refreshed = monotonic()
        self._pause = max(REFRESH_SECONDS_MIN, (self._refreshed - now) / SHARE_OF_TIME)

    def _show(self, data: Any, until: float | None) -> None:
        """Draw the cards, as far as there is time, and leave their pages for whoever looks."""
        task = self._failing_softly(lambda: CardTask.at_work(self._scene(None)))
        for number, collector in enumerate(self._collectors if task is not None else ()):
            wish = collector.wish
            seconds = wish.timeout_seconds if wish else 0.0
            if until is not None:
                seconds = min(seconds, until - monotonic())
            if wish is None or task is None or seconds <= 0:
                continue
            html = self._page(collector, task, seconds, data=data)
            if html is not None:
                page = live.LivePage(*task.path_components[2:], str(number), wish.type, wish.id)  # type: ignore[call-arg]
                self._failing_quietly(self._desk.folder, page, reloading(html, wish.refresh_seconds))

    def _failing_quietly(self, folder: RunFolder, page: live.LivePage, html: str) -> None:
        try:
            live.write(folder, page, html)
        except OSError as error:
            self._warn(f"a card could not be shown while the task ran: {error.strerror}")
            return
        if page not in self._shown:
            self._shown.append(page)

    def recorded(self) -> None:
        """The task's record is written: what was shown until now is out of date."""
        for page in self._shown:
            live.remove(self._desk.folder, page)

    def _constants(self) -> dict[str, Entry]:
        """The entries of the run's parameters and class constants."""
        folder, place = self._desk.folder.path, self._desk.constants
        if (folder, place) not in _constants:
            _constants.clear()
            _constants[folder, place] = self._desk.packs.record(place.pack, place.offset).entries
        return _constants[folder, place]

    def _scene(self, ended: Ended | None) -> Scene:
        desk, info, state = self._desk, self._desk.info, self._state
        status, started, seconds, entries, _, failure = ended or (Status.OK, 0.0, 0.0, {}, None, None)
        live_values = {name: value for name, value in vars(self._obj).items() if name[:1] != "_"}
        shown: dict[str, Entry] = entries if ended else {**dict.fromkeys(live_values, DELETED)}
        record = Record(
            state.step, state.fan.fan, state.number, info.place[2], info.retry_count, int(status),
            started, seconds, desk.output(), FROM_NOTHING, 0, shown,
            key=state.fan.key(state.number), failure=failure,
        )  # fmt: skip
        return Scene(
            desk.folder,
            desk.packs,
            record,
            desk.pack.name,
            (info.flow_name, info.run_id, info.step_name, info.name_task()),
            add(state.scope, shown) if ended else {**state.scope, **shown},
            live_values,
            self._constants(),
            _source_of(desk.function),
            is_running=ended is None,
        )


def made(
    kind: type[MetaflowCard], options: Mapping[str, object], components: Sequence[str], graph: object
) -> MetaflowCard:
    """A card of this type. Users' own `__init__` may take fewer arguments than there are."""
    arguments: dict[str, Any] = {"options": dict(options), "components": components, "graph": graph}
    taken = _arguments_of(kind)  # type: ignore[arg-type]  # a class can be hashed, whatever its objects are
    return kind(**{name: value for name, value in arguments.items() if name in taken})


@lru_cache(maxsize=64)
def _arguments_of(kind: type[MetaflowCard]) -> frozenset[str]:
    taken = inspect.signature(kind).parameters
    if any(each.kind is inspect.Parameter.VAR_KEYWORD for each in taken.values()):
        return frozenset({"options", "components", "graph"})
    return frozenset(taken)


def _takes(wish: CardWish) -> bool:
    try:
        kind = kind_named(wish.type)
    except Exception:  # noqa: BLE001 - the module of an extension
        return False
    return kind is not None and takes_components(kind)


def _saves_errors(collector: CardCollector) -> bool:
    return collector.wish is not None and collector.wish.save_errors


_sources: dict[Any, str] = {}


def _source_of(function: Any) -> str:
    """The source of a step, as it is written in the file."""
    if function not in _sources:
        try:
            _sources[function] = dedent(inspect.getsource(inspect.unwrap(function)))
        except (OSError, TypeError, SyntaxError):  # made by a program, or typed at a prompt
            _sources[function] = ""
    return _sources[function]
