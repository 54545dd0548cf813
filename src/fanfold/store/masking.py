"""Secrets are masked wherever values are shown: terminal, JSON, cards, run.json, what is told of failures.

What is secret is settled once, when a run begins: which of its constants, and the texts that must be seen
nowhere. It is kept among the constants, so that whoever reads the run later hides the same.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from fanfold.model.named import NamedTuple

MASK = "********"
"""Of one length, so that it says nothing of the value."""

KEPT_AS = "_masked"
"""The name of the constant."""

TEXT_CHARS_MIN = 4
"""Shorter texts are not looked for: they are found everywhere, and nothing would be readable."""

LINE_CHARS_MIN = 8
"""The same, for a line of a secret that has several."""

_SIGNS = ("token", "pass", "pwd", "secret", "credential", "key")
"""One of these is in every secret name: the expressions below are compiled when a name has one."""

_SECRET_WORDS = (
    r"(?:^|_)(?:token|password|passwd|passphrase|pwd|secret|secrets|credential|credentials"
    r"|api_?key|access_?key|private_?key|auth_?key)(?:_|$)"
)
_WORD_BORDER = r"(?<=[a-z0-9])(?=[A-Z])|[-\s.]+"


def is_secret_name(name: str) -> bool:
    """Whether a value of that name is a secret by its name alone: `api_key`, `dbPassword`, `GITHUB_TOKEN`."""
    if not any(sign in name.lower() for sign in _SIGNS):
        return False
    return re.search(_SECRET_WORDS, re.sub(_WORD_BORDER, "_", name).lower()) is not None


class Veil(NamedTuple):
    """What a run hides.

    Attributes:
        names: the constants whose values are not shown.
        texts: what must be seen nowhere, each as it is and as it is written in code, the longest first: one
            may be the beginning of another.
    """

    names: frozenset[str] = frozenset()
    texts: tuple[str, ...] = ()

    def over(self, said: str) -> str:
        """A text without them."""
        for text in self.texts:
            said = said.replace(text, MASK)
        return said

    def over_bytes(self, said: bytes) -> bytes:
        """The same for what a task printed."""
        for text in self.texts:
            said = said.replace(text.encode("utf-8", "surrogatepass"), MASK.encode())
        return said


NO_VEIL = Veil()


def veil(names: Collection[str], texts: Collection[str]) -> Veil:
    """The veil over these constants and these texts."""
    forms = {form for text in texts for form in _forms(text)}
    return Veil(frozenset(names), tuple(sorted(forms, key=lambda form: (-len(form), form))))


def _forms(text: str) -> Iterator[str]:
    """The text as it is printed, whole or line by line, and as `repr` writes it."""
    lines = [line for line in text.splitlines() if len(line) >= LINE_CHARS_MIN]
    for form in (text, repr(text)[1:-1], *lines):
        if len(form.strip()) >= TEXT_CHARS_MIN:
            yield form


def as_constant(hidden: Veil) -> dict[str, Any]:
    """What is kept of it among a run's constants; nothing where nothing is hidden."""
    return {KEPT_AS: (sorted(hidden.names), list(hidden.texts))} if hidden != NO_VEIL else {}


def veil_of(constants: Mapping[str, Any]) -> Veil:
    """The veil of a run with these constants."""
    names, texts = constants.get(KEPT_AS) or ((), ())
    return Veil(frozenset(names), tuple(texts))
