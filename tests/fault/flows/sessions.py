"""Each item starts a process in a session of its own, and leaves it behind."""

import subprocess

from fanfold import FlowSpec, step


class SessionsFlow(FlowSpec):
    @step
    def start(self):
        self.items = range(3)
        self.next(self.work, foreach="items")

    @step
    def work(self):
        subprocess.Popen(["sleep", "600"], start_new_session=True)
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        print("RESULT")


if __name__ == "__main__":
    SessionsFlow()
