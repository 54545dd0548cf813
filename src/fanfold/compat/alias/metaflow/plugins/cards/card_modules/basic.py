"""`metaflow.plugins.cards.card_modules.basic`: the types of cards that there are anyway."""

from __future__ import annotations

from fanfold.cards.components.page import PageComponent
from fanfold.cards.kinds.blank import BlankCard
from fanfold.cards.kinds.default import DefaultCard
from fanfold.cards.kinds.error import ErrorCard
