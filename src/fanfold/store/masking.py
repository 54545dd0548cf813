"""Secrets are masked wherever values are shown: terminal, JSON, cards, run.json."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

MASK = "********"
"""Of one length, so that it says nothing of the value."""

_SECRET_WORDS = re.compile(
    r"(?:^|_)(?:token|password|passwd|passphrase|pwd|secret|secrets|credential|credentials"
    r"|api_?key|access_?key|private_?key|auth_?key)(?:_|$)"
)
_WORD_BORDER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[-\s.]+")


def is_secret_name(name: str) -> bool:
    """Whether a value of that name is a secret by its name alone: `api_key`, `dbPassword`, `GITHUB_TOKEN`."""
    return _SECRET_WORDS.search(_WORD_BORDER.sub("_", name).lower()) is not None


def masked(shown: Mapping[str, str], *, secrets: Collection[str] = ()) -> dict[str, str]:
    """The values as they may be shown: masked where the name is among `secrets` or tells of one."""
    return {name: MASK if name in secrets or is_secret_name(name) else value for name, value in shown.items()}
