"""Loggers, as the next task finds them."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from tests.workers.warm import task, warm

LOGGER = logging.getLogger("tests.workers.fresh")


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    level, handlers = LOGGER.level, list(LOGGER.handlers)
    yield
    LOGGER.setLevel(level)
    LOGGER.handlers[:] = handlers


def test_a_handler_that_every_task_adds_is_there_once() -> None:
    """Else the thousandth task would log each line a thousand times."""
    stream = io.StringIO()

    def work() -> None:
        logger = logging.getLogger("tests.workers.made_by_the_task")
        logger.setLevel(logging.INFO)
        logger.addHandler(logging.StreamHandler(stream))
        logger.info("line")

    with warm() as fresh:
        for index in range(5):
            task(fresh, work, index=index)
    assert stream.getvalue() == "line\n" * 5
    assert logging.getLogger("tests.workers.made_by_the_task").level == logging.NOTSET


def test_the_root_is_as_it_was() -> None:
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)

    def work() -> None:
        logging.basicConfig(level=logging.DEBUG, stream=io.StringIO(), force=True)

    with warm() as fresh:
        task(fresh, work)
        assert (root.level, root.handlers) == (level, handlers)


def test_logging_that_a_task_disabled_is_enabled_again() -> None:
    with warm() as fresh:
        task(fresh, lambda: logging.disable(logging.CRITICAL))
        assert logging.root.manager.disable == 0
        assert LOGGER.isEnabledFor(logging.CRITICAL)


def test_a_level_that_a_task_set_is_gone_in_every_cache() -> None:
    LOGGER.setLevel(logging.WARNING)
    with warm() as fresh:
        for _ in range(2):
            task(fresh, lambda: LOGGER.setLevel(logging.DEBUG))
            assert LOGGER.level == logging.WARNING
            assert not LOGGER.isEnabledFor(logging.DEBUG)


def test_a_handler_that_a_task_removed_is_back() -> None:
    handler = logging.StreamHandler(io.StringIO())
    LOGGER.addHandler(handler)
    with warm() as fresh:

        def work() -> None:
            LOGGER.removeHandler(handler)
            LOGGER.propagate = False
            LOGGER.setLevel(logging.INFO)

        task(fresh, work)
        assert LOGGER.handlers == [handler]
        assert LOGGER.propagate


def test_a_handler_that_is_taken_away_has_written_its_lines() -> None:
    class Slow(logging.StreamHandler[io.StringIO]):
        flushed = False

        def flush(self) -> None:
            self.flushed = True

    handler = Slow(io.StringIO())

    def work() -> None:
        LOGGER.addHandler(handler)
        LOGGER.setLevel(logging.INFO)

    with warm() as fresh:
        task(fresh, work)
    assert LOGGER.handlers == []
    assert handler.flushed
