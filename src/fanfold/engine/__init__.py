"""The loop that drives a run: the only clock that decides anything."""
