"""`metaflow.plugins.cards.card_modules.card`: what types of cards and components derive from."""

from __future__ import annotations

from fanfold.cards.card import MetaflowCard
from fanfold.cards.component import MetaflowCardComponent
