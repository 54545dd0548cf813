"""The run's constants (parameters, and plain attributes of the class): one record of the pseudo step
`_parameters`, in a pack of the driver's.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from fanfold.model.errors import UnpicklableArtifactError
from fanfold.model.status import Status
from fanfold.store import packs
from fanfold.store.codec import encode as encode_value
from fanfold.store.culprit import explain
from fanfold.store.folder import RunFolder
from fanfold.store.loading import Packs
from fanfold.store.location import Location
from fanfold.store.records import FROM_NOTHING, encode

STEP = "_parameters"
STEM = "parameters"


def store_constants(folder: RunFolder, values: Mapping[str, Any], now: float) -> Location:
    """Write the run's constants; gives the place of their record.

    Raises:
        UnpicklableArtifactError: one cannot be pickled; the message says which.
    """
    descriptor = packs.create(folder.packs, STEM)
    try:
        writer = packs.PackWriter(descriptor, STEM)
        entries = {}
        for name, value in values.items():
            try:
                entries[name] = encode_value(value, writer)
            except packs.PackWriteError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever the value's own __reduce__ raises
                raise UnpicklableArtifactError(
                    f"The parameter or class attribute *{name}* cannot be pickled: {explain(value, error)}.",
                    remedy="Make it in a step, or begin its name with an underscore to keep it to the class.",
                ) from None
        record = (
            STEP,
            0,
            0,
            0,
            0,
            int(Status.OK),
            now,
            0.0,
            None,
            FROM_NOTHING,
            0,
            entries,
            None,
            None,
            None,
            None,
        )
        return writer.append(packs.RECORD, encode(record))
    finally:
        os.close(descriptor)


def load_constants(packs_: Packs, location: Location) -> dict[str, Any]:
    """The run's constants by attribute name."""
    record = packs_.record(location.pack, location.offset)
    return {name: packs_.load(entry) for name, entry in record.entries.items()}
