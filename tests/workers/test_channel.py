"""Messages come whole, in order, however they were cut on the way."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pickle import dumps
from struct import pack
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanfold.workers.channel import Channel, DriverChannel


class Ends:
    """Both ends of a channel."""

    def __init__(self) -> None:
        one, other = socket.socketpair()
        self.driver = DriverChannel(one.detach())
        self.worker = Channel(other.detach())
        self.is_open = True

    def hang_up(self) -> None:
        """The worker is gone."""
        os.close(self.worker.descriptor)
        self.is_open = False

    def close(self) -> None:
        self.driver.close()
        if self.is_open:
            self.hang_up()


@pytest.fixture
def ends() -> Iterator[Ends]:
    made = Ends()
    yield made
    made.close()


MESSAGES = st.lists(st.binary(max_size=300) | st.integers() | st.text(max_size=50), max_size=20)


@given(MESSAGES)
def test_messages_to_the_driver_come_in_order(messages: list[object]) -> None:
    ends = Ends()
    for message in messages:
        ends.worker.send(message)
    assert ends.driver.receive() == messages
    assert not ends.driver.ended
    ends.close()


@settings(max_examples=50)
@given(MESSAGES, st.lists(st.integers(1, 400), min_size=1))
def test_a_message_that_came_in_part_waits_for_the_rest(messages: list[object], cuts: list[int]) -> None:
    ends = Ends()
    data = b"".join(pack("<I", len(body)) + body for body in (dumps(message, 5) for message in messages))
    received = []
    for number in range(len(data)):
        size = cuts[number % len(cuts)]
        if not data:
            break
        os.write(ends.worker.descriptor, data[:size])
        data = data[size:]
        received += ends.driver.receive()
    assert received == messages
    ends.close()


def test_a_large_message_to_a_worker_that_does_not_listen_waits(ends: Ends) -> None:
    """The driver never blocks: what cannot be sent is sent when the worker reads."""
    large = bytes(10_000_000)
    ends.driver.send(large)
    ends.driver.send("after")
    waits = ends.driver.pending
    received: list[object] = []
    listener = Thread(target=lambda: received.extend([ends.worker.receive(), ends.worker.receive()]))
    listener.start()
    while ends.driver.pending:
        ends.driver.flush()
    listener.join()
    assert waits
    assert received == [large, "after"]


def test_the_end_of_a_worker_is_seen_after_its_last_words(ends: Ends) -> None:
    ends.worker.send("last words")
    os.write(ends.worker.descriptor, b"\x40\x00\x00\x00half of a mess")
    ends.hang_up()
    assert [ends.driver.receive(), ends.driver.receive()] == [["last words"], []]
    assert ends.driver.ended


def test_what_is_sent_to_a_worker_that_is_gone_is_dropped(ends: Ends) -> None:
    ends.hang_up()
    ends.driver.send("nobody")
    assert (ends.driver.pending, ends.driver.receive(), ends.driver.ended) == (False, [], True)


def test_a_worker_is_told_of_the_drivers_end(ends: Ends) -> None:
    ends.driver.send("one")
    duplicate = os.dup(ends.driver.descriptor)
    ends.driver.close()
    ends.driver.descriptor = duplicate
    assert ends.worker.receive() == "one"
    os.close(duplicate)
    assert ends.worker.receive() is None
    ends.driver.descriptor = os.open(os.devnull, os.O_RDONLY)
