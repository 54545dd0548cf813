"""Step names are lower-case words: they become file names, task ids and shell words."""

from __future__ import annotations

from fanfold.graph.finding import at_step
from fanfold.graph.graph import Graph
from fanfold.model.errors import LintError
from fanfold.model.names import StepName

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_"


def check(graph: Graph) -> LintError | None:
    """The first step with a name that cannot be."""
    for node in graph.nodes.values():
        if node.name.startswith("_") or not all(letter in LETTERS for letter in node.name):
            return at_step(
                node,
                f"A step cannot be called *{node.name}*: names are made of a-z, 0-9 and _, and start with no "
                "_.",
                f"Call it {_possible(node.name)}.",
            )
    return None


def _possible(name: StepName) -> str:
    """`trainModel` as `train_model`."""
    words = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
    letters = "".join(letter if letter in LETTERS else "_" for letter in words).strip("_")
    return letters.replace("__", "_") or "work"
