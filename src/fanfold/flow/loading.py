"""Loading our own modules without the garbage collector.

What a module defines stays. The collector would look through all of it a hundred times while a command loads,
and find nothing.
"""

from __future__ import annotations

import gc


class Loading:
    """Within it nothing is collected; afterwards as it was before."""

    def __enter__(self) -> None:
        self._was_on = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self._was_on:
            gc.enable()
