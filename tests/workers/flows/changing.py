"""Changes its own file while it runs."""

import threading
from pathlib import Path

threading.Thread(target=threading.Event().wait, daemon=True).start()

from fanfold import FlowSpec, step  # noqa: E402 - the thread comes first


class Changing(FlowSpec):
    @step
    def start(self):
        with Path(__file__).open("a") as file:
            file.write("# and on\n")
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Changing()
