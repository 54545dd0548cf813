"""Defines its flow in the first process only, or fails in all others: what started workers meet is different."""

import os
import threading

threading.Thread(target=threading.Event().wait, daemon=True).start()

from fanfold import FlowSpec, step  # noqa: E402 - the thread comes first

again = os.environ.get("ONLY_ONCE_SEEN") == "yes"
os.environ["ONLY_ONCE_SEEN"] = "yes"

if again and os.environ["ONLY_ONCE"] == "fails":
    raise LookupError("not twice")

if again and os.environ["ONLY_ONCE"] == "exits":
    raise SystemExit

if not again:

    class OnlyOnce(FlowSpec):
        @step
        def start(self):
            self.next(self.end)

        @step
        def end(self):
            pass

    OnlyOnce()
