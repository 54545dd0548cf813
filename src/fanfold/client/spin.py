"""`inspect_spin`: what Metaflow's `spin` leaves is looked at otherwise here."""

from __future__ import annotations

from typing import NoReturn

from fanfold.model.errors import RunError


def inspect_spin(datastore_root: str = ".") -> NoReturn:
    """Metaflow's way to read what `spin` left; here `debug` runs a task again and leaves nothing.

    Raises:
        RunError: always; it says what to use.
    """
    raise RunError(
        "There is no spin here, and nothing that it left to be inspected.",
        remedy="`python FLOW.py debug RUN/step/KEY` runs a recorded task again, with its stored input.",
    )
