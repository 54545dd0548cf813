"""Items that go round a loop: `ROUNDS` names a file to which each round adds a line; one round kills its process the
first time, and with `STOP` another one fails for good.
"""

import os
import signal

from fanfold import FlowSpec, current, retry, step


class Rounds(FlowSpec):
    @step
    def start(self):
        self.numbers = range(3)
        self.next(self.begin, foreach="numbers")

    @step
    def begin(self):
        self.count = 0
        self.next(self.turn)

    @retry(times=1)
    @step
    def turn(self):
        with open(os.environ["ROUNDS"], "a") as file:
            file.write(f"{self.input} {self.count}\n")
        if self.input == 1 and self.count == 20 and current.retry_count == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.input == 2 and self.count == 30 and os.environ.get("STOP"):
            raise ValueError("stop")
        self.count += 1
        self.more = self.count < 40
        self.next({True: self.turn, False: self.rest}, condition="more")

    @step
    def rest(self):
        self.next(self.join)

    @step
    def join(self, inputs):
        self.counts = [inp.count for inp in inputs]
        self.next(self.end)

    @step
    def end(self):
        print("counts", self.counts)


if __name__ == "__main__":
    Rounds()
