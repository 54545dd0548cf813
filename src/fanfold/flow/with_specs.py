"""`--with retry:times=3`: a decorator for every step that has none of the name, given on the command line.

Several arguments are separated by commas; values are JSON, else numbers, else text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from fanfold.flow.callsite import NOWHERE
from fanfold.flow.decorators.catalog import FOREIGN_STEP_DECORATORS, MODULES, STEP_DECORATORS
from fanfold.flow.decorators.decorator import Decorator, DecoratorError, made
from fanfold.flow.extensions import EXTENSION_DECORATORS
from fanfold.flow.nearness import near
from fanfold.flow.user_decorators import may_be_meant
from fanfold.graph.graph import Graph, Node, NodeType

CATCH_REFUSED = frozenset({NodeType.FOREACH, NodeType.PARALLEL, NodeType.SWITCH})
"""Where `@catch` may not stand: had it failed, nothing would say what to fan out over or where to go."""


def parse_all(texts: Sequence[str]) -> list[Decorator]:
    """The decorators that the texts of `--with` name, the last of each name only; the user's own left out."""
    parsed = {decorator.name: decorator for decorator in map(parse, _not_own(texts))}
    return list(parsed.values())


def parse(text: str, **more: object) -> Decorator:
    """The decorator of one `--with`, with these arguments too.

    Raises:
        DecoratorError: nobody knows it, or its arguments are wrong.
    """
    name, options = text.partition(":")[0].strip(), arguments_of(text) | more
    if name in FOREIGN_STEP_DECORATORS or name in EXTENSION_DECORATORS:
        from fanfold.flow.decorators.foreign import Foreign

        return Foreign(name=name, options=options)
    return made(_kind(name), options, NOWHERE)


def arguments_of(text: str) -> dict[str, object]:
    """The arguments in the text of one `--with`."""
    return dict(map(_argument, _split(text.partition(":")[2])))


def _not_own(texts: Sequence[str]) -> Sequence[str]:
    """Those that are not of decorators that the user wrote."""
    if not may_be_meant(texts):
        return texts
    from fanfold.flow.user_decorators.written import is_own

    return [text for text in texts if not is_own(text)]


def fitting(decorators: Sequence[Decorator], node: Node | None) -> list[Decorator]:
    """Those that may stand above this step."""
    refused = () if node is None else _refused(node)
    return [decorator for decorator in decorators if decorator.name not in refused]


def _refused(node: Node) -> tuple[str, ...]:
    """Which decorators may not stand above a step."""
    catch = ("catch",) if node.type in CATCH_REFUSED else ()
    return catch if node.depth else (*catch, "tolerate")


def skipped(decorators: Sequence[Decorator], graph: Graph | None) -> list[str]:
    """A line for each decorator that was not put everywhere, naming the steps."""
    nodes = graph.nodes.values() if graph else ()
    lines = []
    for decorator in decorators:
        steps = [node.name for node in nodes if decorator not in fitting(decorators, node)]
        if steps:
            why = "split or switch" if decorator.name == "catch" else "are in no foreach"
            lines.append(f"--with {decorator.name}: not on {', '.join(steps)}, which {why}.")
    return lines


def _kind(name: str) -> type[Decorator]:
    if name in STEP_DECORATORS:
        module = __import__(MODULES[name], fromlist=[name])
        return cast("type[Decorator]", getattr(module, name.capitalize()))
    from fanfold.flow.user_decorators.written import short_names

    remedy = near(name, (*STEP_DECORATORS, *FOREIGN_STEP_DECORATORS, *short_names()))
    raise DecoratorError(f"--with {name}: there is no such step decorator.", remedy=remedy)


def _split(arguments: str) -> list[str]:
    """At commas that are not inside brackets or quotes, so that values may be JSON."""
    pieces, depth, quoted = [""], 0, False
    for character in arguments:
        if character == '"':
            quoted = not quoted
        elif not quoted:
            depth += (character in "[{") - (character in "]}")
        if character == "," and depth == 0 and not quoted:
            pieces.append("")
        else:
            pieces[-1] += character
    return [piece for piece in map(str.strip, pieces) if piece]


def _argument(piece: str) -> tuple[str, object]:
    name, equals, value = piece.partition("=")
    if not equals:
        raise DecoratorError(
            f"--with: {piece!r} is not an argument.",
            remedy="Write it such as --with retry:times=3,minutes_between_retries=1.",
        )
    return name.strip(), _value(value.strip())


def _value(text: str) -> object:
    import json

    try:
        return cast(object, json.loads(text))
    except json.JSONDecodeError:
        number = re.fullmatch(r"[+-]?\d+", text)
        return int(text) if number else _float_or_text(text)


def _float_or_text(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text
