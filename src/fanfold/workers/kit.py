"""What a worker works with and can have before it has a seat: who forks workers makes it for them."""

from __future__ import annotations

from fanfold.store.loading import Packs
from fanfold.workers.brief import RunBrief
from fanfold.workers.changes import Changes
from fanfold.workers.frames import SharedPacks
from fanfold.workers.handout import Handout
from fanfold.workers.views import Views


class Kit:
    """Made once for a worker. `copies` says that it runs many items, so that each gets a copy of its own of
    what it is given.
    """

    def __init__(self, brief: RunBrief, *, copies: bool) -> None:
        self.brief = brief
        self.copies = copies
        self.packs = (SharedPacks if copies else Packs)(brief.facts.folder / "packs", checked=brief.checked)
        self.views = Views(brief, self.packs, copies=copies)
        self.changes = Changes(self.packs)
        self.constants = Handout(brief.constants, copies=copies)
        self.info = brief.info.copy()
