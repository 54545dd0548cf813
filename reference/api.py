"""The page of the public names: signatures and docstrings."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from functools import partial
from textwrap import dedent
from typing import Any, get_overloads

import fanfold
from fanfold.flow.decorators.foreign import Foreign
from reference.markdown import page

OPENING = """\
What `from fanfold import …` gives. Names that begin with an underscore, and modules below `fanfold` that
this page does not name, are nobody's business but ours and may change."""


def api_page() -> str:
    """The whole page."""
    # `map` is public, and left out of a star import only.
    public = [name for name in (*fanfold.__all__, "map") if not name.startswith("_")]
    names = sorted(public, key=str.lower)
    return page("Python API", OPENING, *(part for name in names for part in _public(name)))


def _public(name: str) -> Iterator[str]:
    value: Any = getattr(fanfold, name)
    yield f"## {name}"
    if isinstance(value, partial):
        yield _accepted(name)
    elif isinstance(value, dict):
        yield f"The value `{value!r}`."
    elif inspect.isclass(value):
        if not issubclass(value, BaseException):
            yield _signature(name, value)
        yield _doc(value)
        yield from _members(value)
    elif callable(value):
        yield _signature(name, value)
        yield _doc(value)
    else:
        yield _doc(type(value))
        yield from _members(type(value))


def _accepted(name: str) -> str:
    """Of a decorator that does nothing here: what a run says of it."""
    said = Foreign(name=name).note().partition(": ")[2]
    return f"Accepted with any arguments, above steps and flows, and said once: {said}"


def _members(owner: type) -> Iterator[str]:
    """The public methods and properties that a class, or one of ours above it, defines."""
    found: dict[str, Any] = {}
    for kind in reversed(owner.__mro__):
        if kind.__module__.startswith("fanfold") and not issubclass(kind, BaseException):
            found |= {name: member for name, member in vars(kind).items() if not name.startswith("_")}
    for name, member in found.items():
        plain = member.__func__ if isinstance(member, classmethod | staticmethod) else member
        if isinstance(plain, property):
            yield f"**`.{name}`**"
            yield _doc(plain)
        elif inspect.isfunction(plain):
            yield _signature(f".{name}", plain)
            yield _doc(plain)


def _signature(name: str, value: Any) -> str:
    """As Python shows it, without what nobody types. Of a decorator: with its arguments."""
    try:
        signature = inspect.signature([value, *get_overloads(value)][-1] if callable(value) else value)
    except (ValueError, TypeError):
        return f"**`{name}`**"
    shown = [parameter for parameter in signature.parameters.values() if parameter.name != "self"]
    text = re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(signature.replace(parameters=shown)))
    return f"**`{name}{text}`**"


def _doc(value: Any) -> str:
    """The docstring, with sections such as `Raises:` as lists."""
    text = inspect.getdoc(value) or ""
    lines: list[str] = []
    for block in text.split("\n\n"):
        head, _, body = block.partition("\n")
        if head in ("Args:", "Raises:", "Attributes:") and body:
            entries = dedent(body).replace("\n    ", " ").splitlines()
            lines.append("\n".join([f"{head[:-1]}:", "", *(f"- {entry}" for entry in entries)]))
        else:
            lines.append(block)
    return "\n\n".join(lines)
