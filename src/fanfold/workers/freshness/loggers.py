"""Loggers: their levels, handlers and filters.

A process may have hundreds, too many to look at after each task. So we look at what changes along with them:

- `setLevel` and `logging.disable` empty the cache of every logger, the root's included: a mark of ours in the
  root's cache is gone then;
- a new handler is entered in a list of all handlers, a new logger in a table of all loggers;
- the root's own handlers and level, which are the ones that tasks change most, are compared as they are.

Only when one of these differs are all loggers looked at. What this does not see: a handler that was there
before being given to a logger other than the root, or `propagate`, `disabled` or a filter being set, when
the task did nothing else to any logger.
"""

import logging
from collections.abc import Callable

from fanfold.model.named import NamedTuple
from fanfold.workers.freshness.settings import Setting, Values, learned

_ROOT = "root"
_MARK = "fanfold: no level was changed"


class Logger(NamedTuple):
    """What there is to a logger."""

    level: int = logging.NOTSET
    propagate: bool = True
    disabled: bool = False
    handlers: tuple[Values, ...] = ()
    filters: tuple[Values, ...] = ()


_NEW = Logger()


class Loggers(Setting):
    """All loggers. `base` is only what changes along with them; `loggers` is what they should be."""

    __slots__ = ("disabled", "loggers")

    def __init__(self) -> None:
        super().__init__("loggers", _reader(), lambda _: None, keep=_kept)
        self.loggers = _all_loggers()
        self.disabled = logging.root.manager.disable
        self._accept()

    def restore(self) -> None:
        """Put back those that differ. One that a task made is left as a new one is: without level or
        handlers.
        """
        logging.root.manager.disable = self.disabled
        for name, logger in _named():
            wanted = self.loggers.get(name, _NEW)
            if _state(logger) != wanted:
                _set(logger, wanted)
        logging.root.manager._clear_cache()  # type: ignore[attr-defined]
        self._accept()

    def _accept(self) -> None:
        """From now on, they are as they should be."""
        logging.root._cache[_MARK] = True  # type: ignore[attr-defined]
        self.base = self.keep(self.read())

    def take(self) -> dict[str, Logger]:
        """All of them."""
        return _all_loggers()

    def learn(self, before: dict[str, Logger]) -> None:
        """What an import did to a logger stays, logger by logger; it is compared after the task."""
        self.loggers = learned(self.loggers, before, self.take())


def _reader() -> Callable[[], tuple[Values, ...]]:
    """Reads what changes along with loggers."""
    root: Values = logging.root
    cache, every_handler, every_logger = root._cache, logging._handlerList, root.manager.loggerDict  # type: ignore[attr-defined]

    def signs() -> tuple[Values, ...]:
        return (
            _MARK in cache,
            len(every_handler),
            len(every_logger),
            root.level,
            root.handlers,
            root.filters,
        )

    return signs


def _kept(signs: tuple[Values, ...]) -> tuple[Values, ...]:
    return (*signs[:4], list(signs[4]), list(signs[5]))


def _named() -> list[tuple[str, logging.Logger]]:
    """All loggers that there are, by name."""
    loggers = logging.root.manager.loggerDict.items()
    named = [(name, logger) for name, logger in loggers if isinstance(logger, logging.Logger)]
    return [(_ROOT, logging.root), *named]


def _all_loggers() -> dict[str, Logger]:
    return {name: _state(logger) for name, logger in _named()}


def _state(logger: logging.Logger) -> Logger:
    return Logger(
        logger.level, logger.propagate, logger.disabled, tuple(logger.handlers), tuple(logger.filters)
    )


def _set(logger: logging.Logger, wanted: Logger) -> None:
    for handler in logger.handlers:
        if handler not in wanted.handlers:
            handler.flush()
    logger.level, logger.propagate, logger.disabled = wanted[:3]
    logger.handlers[:] = wanted.handlers
    logger.filters[:] = wanted.filters
