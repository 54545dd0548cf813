"""`metaflow.cards`: what is put on cards, types of cards, and how they are found again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fanfold import cards as _cards
from fanfold.cards import __all__

if TYPE_CHECKING:
    from fanfold.cards import *


def __getattr__(name: str) -> object:
    return getattr(_cards, name)
