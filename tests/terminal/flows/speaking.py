"""Says what time it is, and goes on when somebody has heard it."""

import time
from pathlib import Path

from fanfold import FlowSpec, Parameter, step


class Speaking(FlowSpec):
    """Speaks."""

    heard = Parameter("heard", help="A file that is there once a line was heard; it takes it away.")

    @step
    def start(self):
        for _ in range(9):
            print("it is", time.time(), flush=True)
            while not Path(self.heard).exists():
                time.sleep(0.01)
            Path(self.heard).unlink()
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Speaking()
