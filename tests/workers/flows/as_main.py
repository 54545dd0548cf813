"""Starts a thread when it is imported, so that each worker is an interpreter of its own; says what it sees."""

import os
import sys
import threading

threading.Thread(target=threading.Event().wait, name="heartbeat", daemon=True).start()

from fanfold import FlowSpec, step  # noqa: E402 - the thread comes first


def seen():
    return [__name__, __file__, __package__, sys.argv, sys.path[0], sys.modules["__main__"].Item is Item]


class Item:
    def __init__(self, number):
        self.number = number


class AsMain(FlowSpec):
    @step
    def start(self):
        self.items = [Item(0), Item(1)]
        self.next(self.work, foreach="items")

    @step
    def work(self):
        self.number = self.input.number
        self.seen = seen()
        self.group = os.getpgrp() == os.getpid()
        self.next(self.join)

    @step
    def join(self, inputs):
        print("numbers", [inp.number for inp in inputs])
        print("groups", [inp.group for inp in inputs])
        print("task", inputs[0].seen)
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    print("driver", seen())
    print("before", file=sys.stderr)
    try:
        AsMain()
    finally:
        print("behind", file=sys.stderr)
