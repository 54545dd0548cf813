"""Pairs of connected sockets, between processes of ours. They wait for ever for what comes, whatever a flow's
file has said of sockets that are made after it (`socket.setdefaulttimeout`).
"""

from __future__ import annotations

import socket


def pair(kind: int) -> tuple[socket.socket, socket.socket]:
    """Two ends, of this kind (`SOCK_STREAM`, `SOCK_SEQPACKET`)."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, kind)
    ours.settimeout(None)
    theirs.settimeout(None)
    return ours, theirs


def end_of(descriptor: int) -> socket.socket:
    """The end that came along as a descriptor."""
    end = socket.socket(fileno=descriptor)
    end.settimeout(None)
    return end
