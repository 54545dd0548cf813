"""Work without the garbage collector.

What a module defines stays, and so does what a table or a look-up is made of while it grows. The collector
would look through all of it again and again and find nothing: a tenth of the time to load a command, a fifth
of that to fill a table.
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
