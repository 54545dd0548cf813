"""Names near a misspelt one, for errors that say "did you mean"."""

from __future__ import annotations

from collections.abc import Iterable


def near(name: str, known: Iterable[str]) -> str:
    """A sentence that names what the user may have meant, or all there is if nothing is near."""
    from difflib import get_close_matches

    names = sorted(known)
    if not names:
        return ""
    matches = get_close_matches(name, names, n=3)
    if matches:
        return f"Did you mean {' or '.join(matches)}?"
    return f"There is: {', '.join(names)}."
