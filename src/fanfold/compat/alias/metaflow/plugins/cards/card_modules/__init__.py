"""`metaflow.plugins.cards.card_modules`: see `metaflow.cards`."""

from __future__ import annotations

from fanfold.cards.card import MetaflowCard
from fanfold.cards.component import MetaflowCardComponent
