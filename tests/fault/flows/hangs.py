"""Some items take no notice of their timeout."""

import signal
import subprocess
import time

from fanfold import FlowSpec, Parameter, catch, step, timeout


def blocked():
    """As code does that takes no notice of signals, with a child."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
    subprocess.run(["sleep", "600"], check=False)


def swallowed():
    while True:
        try:
            time.sleep(600)
        except BaseException:  # noqa: BLE001 - as a wrong loop of a user does
            continue


class HangsFlow(FlowSpec):
    how = Parameter("how", default="blocked")

    @step
    def start(self):
        self.items = range(110)
        self.next(self.work, foreach="items")

    @catch(var="error")
    @timeout(seconds=1)
    @step
    def work(self):
        if self.index in (7, 104):
            globals()[self.how]()
        self.next(self.join)

    @step
    def join(self, inputs):
        self.errors = [each.index for each in inputs if each.error]
        self.next(self.end)

    @step
    def end(self):
        print("RESULT", self.errors)


if __name__ == "__main__":
    HangsFlow()
