"""What a command's parser leaves to be done: a function that does it, and gives the exit code."""

from __future__ import annotations

from collections.abc import Callable

Work = Callable[[], int]
