"""`metaflow.plugins.cards.card_modules.components`: what is put on cards."""

from __future__ import annotations

from fanfold.cards import *
