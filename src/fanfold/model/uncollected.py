"""Work without the garbage collector, or with little of it.

What a module defines stays, and so does what a table or a look-up is made of while it grows. The collector
would look through all of it again and again and find nothing: a tenth of the time to load a command, a fifth
of that to fill a table, a tenth of what a driver does for thousands of small fans.
"""

from __future__ import annotations

import gc


class Uncollected:
    """Within it nothing is collected; afterwards as it was before."""

    def __enter__(self) -> None:
        self._was_on = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self._was_on:
            gc.enable()


class SeldomCollected:
    """Within it the collector looks at what is new after fifty thousand objects, not after seven hundred, and
    seldom at all there is: for work of our own that leaves no cycles. Not where user code runs.
    """

    def __enter__(self) -> None:
        self._before = gc.get_threshold()
        gc.set_threshold(50_000, 20, 100)

    def __exit__(self, *_: object) -> None:
        gc.set_threshold(*self._before)
