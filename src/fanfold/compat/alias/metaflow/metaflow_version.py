"""`metaflow.metaflow_version`: which version this is."""

from __future__ import annotations


def get_version(public: bool = False) -> str:
    """The version."""
    from metaflow import __version__

    return __version__
