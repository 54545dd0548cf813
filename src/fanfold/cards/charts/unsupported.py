"""What a chart asks for that is not drawn."""

from __future__ import annotations


class Unsupported(Exception):
    """This part of a specification is not drawn; the text says which."""
