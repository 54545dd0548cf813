"""Small functions of `metaflow.util` and `metaflow.cli` that users' code calls."""

from __future__ import annotations

import sys
from typing import Any


def to_unicode(value: Any) -> str:
    """Text, decoded if it is bytes."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def to_bytes(value: Any) -> bytes:
    """Bytes, encoded if it is text."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8")


def is_stringish(value: Any) -> bool:
    """Whether it is text or bytes."""
    return isinstance(value, str | bytes)


def resolve_identity() -> str:
    """The tag of who calls."""
    from fanfold.client.namespaces import user_name

    return f"user:{user_name()}"


def echo_always(line: str = "", err: bool = True, **_style: Any) -> None:
    """Print a line, to stderr unless told otherwise."""
    print(line, file=sys.stderr if err else sys.stdout)


def echo_dev_null(*_arguments: Any, **_style: Any) -> None:
    """Print nothing."""


def start(flow: Any) -> None:
    """Give a flow, or its class, the command line."""
    from fanfold.flow import entry

    entry.start(flow if isinstance(flow, type) else type(flow))
