"""Bugs of the account that the driver keeps of its workers: looked for by the tests of the engine."""

from __future__ import annotations

from tests.planted.bug import Bug

HAND_BUGS = [
    Bug(
        "what a worker counts beyond a chunk that was cut short is taken for the rest of that chunk",
        "fanfold.engine.hand",
        "facts += self.advance(end.counted, end.offset)",
        "facts += self.advance(max(count, self.count), offset)",
    ),
    Bug(
        "the links of an item that a worker left in the middle are not handed back",
        "fanfold.engine.hand",
        "rest += given.rest(given.position, given.position + 1, link=given.link)",
        "pass",
    ),
    Bug(
        "a row of catches goes on behind the end of its chunk",
        "fanfold.engine.exceptional",
        " and last not in ends",
        "",
    ),
    Bug(
        "what comes after a row of catches is taken to be one attempt further only",
        "fanfold.engine.hand",
        "self.count += one.attempts if isinstance(one, Caught) else 1",
        "self.count += 1",
    ),
]
