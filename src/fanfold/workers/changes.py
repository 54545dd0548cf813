"""Whether a task changed what it read.

What was loaded from the scope and is still the same object may have been changed in place. It is compared
with what a fresh load of the stored bytes pickles to, not with the stored bytes: sets and array views
pickle differently after a mere read. The fresh form is made once per stored value in each process. Mapped
buffers are asked for by their pages, and are read only where one was written to.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from fanfold.store.codec import Entry, is_stored, pickled
from fanfold.store.digests import digest
from fanfold.store.loading import Packs

_KEPT_MAX = 64
_WHOLE_BYTES_MAX = 1 << 12

Form = tuple[bytes, tuple[bytes, ...]]


class Changes:
    """Remembers the fresh forms of values that tasks of this process read."""

    def __init__(self, packs: Packs) -> None:
        self._packs = packs
        self._fresh: OrderedDict[tuple[object, ...], Form] = OrderedDict()

    def changed(self, entry: Entry, value: Any) -> bool:
        """Whether `value`, loaded from `entry`, is no longer what was stored.

        A value that can no longer be pickled counts as changed; storing it will say what is wrong.
        """
        try:
            return not self._packs.is_as_stored(entry, value) and self._fresh_form(entry) != self._form(value)
        except Exception:  # noqa: BLE001 - the user's own __reduce__ may raise anything
            return True

    def _fresh_form(self, entry: Entry) -> Form:
        assert isinstance(entry, tuple), "only what was pickled can change"
        key = entry[:3] if is_stored(entry) else entry
        form = self._fresh.get(key)
        if form is None:
            form = self._fresh[key] = self._form(self._packs.load(entry))
            if len(self._fresh) > _KEPT_MAX:
                self._fresh.popitem(last=False)
        return form

    def _form(self, value: Any) -> Form:
        """What tells a value from another: short enough to be kept for many."""
        data, views = pickled(value)
        known = self._packs.untouched.digest_of
        return (
            data if len(data) <= _WHOLE_BYTES_MAX else digest(data),
            tuple(known(view) or digest(view) for view in views),
        )
