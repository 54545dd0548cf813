"""Two steps have variables of their own, which the file reads when it is imported."""

import os
import threading

MODE = os.environ.get("MODE", "none")

if os.environ.get("WITH_THREAD"):
    threading.Thread(target=threading.Event().wait, daemon=True).start()

from fanfold import FlowSpec, environment, secrets, step  # noqa: E402 - the thread comes first


class WithEnvironment(FlowSpec):
    @step
    def start(self):
        self.items = range(3)
        self.next(self.work, foreach="items")

    @environment(vars={"MODE": "fast"})
    @step
    def work(self):
        self.mode = [MODE, os.environ["MODE"], "TOKEN" in os.environ]
        self.next(self.join)

    @secrets(sources=[{"type": "inline", "options": {"env_vars": {"TOKEN": "s3cret"}}}])
    @step
    def join(self, inputs):
        print("work", [inp.mode for inp in inputs])
        print("join", [MODE, os.environ.get("MODE"), "TOKEN" in os.environ])
        self.next(self.end)

    @step
    def end(self):
        print("end", [MODE, os.environ.get("MODE"), "TOKEN" in os.environ])


if __name__ == "__main__":
    WithEnvironment()
