"""Its tasks start a subprocess, write down both process ids, and wait for ever."""

import os
import subprocess
import sys
import threading
from pathlib import Path

if os.environ.get("WITH_THREAD"):
    threading.Thread(target=threading.Event().wait, daemon=True).start()

from fanfold import FlowSpec, step


class Waiting(FlowSpec):
    @step
    def start(self):
        self.items = range(2)
        self.next(self.work, foreach="items")

    @step
    def work(self):
        process = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
        with Path(os.environ["PIDS"]).open("a") as file:
            file.write(f"{os.getpid()} {process.pid} {os.getppid()}\n")
        process.wait()
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Waiting()
