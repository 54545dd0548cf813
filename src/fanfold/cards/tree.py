"""A tree of mappings and lists as HTML."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from fanfold.cards.markup import Markup, cut, joined

CHILDREN_MAX = 200
DEPTH_MAX = 12
LEAF_CHARS_MAX = 2000
OPEN_DEPTH = 2

_LIST_KINDS = (list, tuple, set, frozenset)


def tree(value: object, words: tuple[str, str, str], *, opens: bool, depth: int = 0) -> Markup:
    """The value, its children below it. `words` are those for true, false and nothing."""
    if isinstance(value, Mapping) and value:
        children = [
            Markup('<li><span class="key">{}</span> {}</li>').format(
                cut(str(key), LEAF_CHARS_MAX), _below(child, words, opens, depth)
            )
            for key, child in islice(value.items(), CHILDREN_MAX)
        ]
        return _branch(children, len(value), f"{{{len(value):,}}}", opens, depth)
    if isinstance(value, _LIST_KINDS) and value:
        children = [
            Markup("<li>{}</li>").format(_below(child, words, opens, depth))
            for child in islice(value, CHILDREN_MAX)
        ]
        return _branch(children, len(value), f"[{len(value):,}]", opens, depth)
    return _leaf(value, words)


def _below(value: object, words: tuple[str, str, str], opens: bool, depth: int) -> Markup:
    if depth + 1 >= DEPTH_MAX:
        return Markup('<code class="value">{}</code>').format(cut(str(value), LEAF_CHARS_MAX))
    return tree(value, words, opens=opens, depth=depth + 1)


def _branch(children: list[Markup], count: int, size: str, opens: bool, depth: int) -> Markup:
    more = count - len(children)
    if more > 0:
        children.append(Markup('<li class="quiet">and {} more</li>').format(f"{more:,}"))
    listed = Markup('<ul class="tree">{}</ul>').format(joined(children))
    if not opens:
        return listed
    is_open = Markup(" open") if depth < OPEN_DEPTH else ""
    return Markup('<details{}><summary class="quiet">{}</summary>{}</details>').format(is_open, size, listed)


def _leaf(value: object, words: tuple[str, str, str]) -> Markup:
    if value is True or value is False or value is None:
        shown = words[(True, False, None).index(value)]
    elif isinstance(value, str):
        shown = f'"{value}"'
    else:
        shown = str(value)
    return Markup('<code class="value">{}</code>').format(cut(shown, LEAF_CHARS_MAX))
