"""Has no main block, and a thread."""

import threading

threading.Thread(target=threading.Event().wait, daemon=True).start()

from fanfold import FlowSpec, step  # noqa: E402 - the thread comes first


class NoMain(FlowSpec):
    @step
    def start(self):
        self.where = __name__
        self.next(self.end)

    @step
    def end(self):
        print("ran in", self.where)
