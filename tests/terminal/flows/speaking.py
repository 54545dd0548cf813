"""Says what time it is, a few times, in the middle of a task."""

import time

from fanfold import FlowSpec, step


class Speaking(FlowSpec):
    """Speaks."""

    @step
    def start(self):
        for _ in range(10):
            time.sleep(0.3)
            print("it is", time.time(), flush=True)
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Speaking()
