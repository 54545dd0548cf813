"""A file that runs one flow by itself, and has another for the command line."""

import os
import threading

import fanfold
from fanfold import FlowSpec, step


class Inner(FlowSpec):
    @step
    def start(self):
        print("inner", os.environ.get("BOTH"))
        self.next(self.end)

    @step
    def end(self):
        pass


class Outer(Inner):
    pass


print("ran", fanfold.run(Inner, quiet=True).status)

if os.environ.get("BOTH") == "outer":
    threading.Thread(target=threading.Event().wait, daemon=True).start()
    if __name__ == "__main__":
        Outer()
