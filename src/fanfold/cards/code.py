"""Python source as HTML, its words coloured by what Python's own tokenizer says they are."""

from __future__ import annotations

import keyword
import tokenize
from functools import lru_cache
from io import StringIO

from fanfold.cards.markup import Markup, cut

CODE_CHARS_MAX = 100_000

_CLASSES = {tokenize.COMMENT: "c", tokenize.STRING: "s", tokenize.NUMBER: "n"}
for _name in ("FSTRING_START", "FSTRING_MIDDLE", "FSTRING_END"):  # since Python 3.12
    if hasattr(tokenize, _name):
        _CLASSES[getattr(tokenize, _name)] = "s"


@lru_cache(maxsize=64)  # the source of a step is on the cards of all its tasks
def coloured(source: str) -> Markup:
    """The source in a block of code. What cannot be understood is shown plain."""
    source = cut(source.rstrip(), CODE_CHARS_MAX)
    try:
        pieces = _pieces(source)
    except (tokenize.TokenError, SyntaxError):
        pieces = Markup("{}").format(source)
    return Markup('<pre class="code" tabindex="0"><code>{}</code></pre>').format(pieces)


def _pieces(source: str) -> Markup:
    lines = source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    done, found = 0, Markup()
    for token in tokenize.generate_tokens(StringIO(source).readline):
        kind = "k" if token.type == tokenize.NAME and keyword.iskeyword(token.string) else None
        kind = kind or _CLASSES.get(token.type)
        if kind is None:
            continue
        first = starts[token.start[0] - 1] + token.start[1]
        stop = starts[token.end[0] - 1] + token.end[1]
        if first < done:
            continue
        found += Markup('{}<span class="{}">{}</span>').format(source[done:first], kind, source[first:stop])
        done = stop
    return found + Markup("{}").format(source[done:])
