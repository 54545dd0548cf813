"""`metaflow.plugins.cards.card_client`: the cards of recorded tasks."""

from __future__ import annotations

from fanfold.cards.container import Card, CardContainer, get_cards
