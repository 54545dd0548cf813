"""Pages in packs: compressed, without the style sheet that all of them share, beside the record that names
them.
"""

from __future__ import annotations

import zlib

from fanfold.cards.page import with_style, without_style
from fanfold.store.codec import BlobWriter, Stored, store
from fanfold.store.loading import Packs

QUICK_BYTES_MIN = 1 << 20
"""Longer pages hold pictures, which are compressed already."""


def store_page(html: str, writer: BlobWriter) -> Stored:
    """Put a page into a pack; gives where it lies.

    Raises:
        PackWriteError: the disk is full.
    """
    data = without_style(html).encode("utf-8", "replace")
    level = 1 if len(data) > QUICK_BYTES_MIN else 6
    return store(zlib.compress(data, level), [], "card", writer)


def load_page(place: Stored, packs: Packs) -> str:
    """The page there.

    Raises:
        DamageError: it is not what was stored.
    """
    data, _ = packs.parts(place)
    return with_style(zlib.decompress(data).decode("utf-8"))
