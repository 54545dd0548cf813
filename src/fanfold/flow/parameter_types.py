"""How a parameter's text becomes a value of its type.

Text comes from the command line or the environment; values that are not text come from defaults and from
Python, and go the same way, so that `Parameter("rate", default=1, type=float)` gives 1.0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fanfold.flow.jsontype import JSONType, JSONTypeClass

TRUE = frozenset({"1", "true", "t", "yes", "y", "on"})
FALSE = frozenset({"0", "false", "f", "no", "n", "off"})


def convert(kind: object, value: object) -> object:
    """`value` as `kind` understands it.

    Raises:
        Exception: whatever the type's own conversion raises, ValueError from ours.
    """
    if isinstance(kind, type) and kind in _CONVERSIONS:
        return _CONVERSIONS[kind](value)
    conversion = getattr(kind, "convert", None)
    if conversion is not None and not isinstance(kind, type):
        return conversion(value, None, None)  # JSONType, and the types of click
    if isinstance(kind, type) and isinstance(value, kind) and not isinstance(value, str):
        return value
    if not callable(kind):
        raise ValueError(f"{kind!r} is not a type")
    return kind(value)


def wanted(kind: object) -> str:
    """What to write for a value of this type, in words."""
    if isinstance(kind, JSONTypeClass):
        return "JSON"
    if isinstance(kind, type) and kind in _WORDS:
        return _WORDS[kind]
    name = getattr(kind, "__name__", None) or getattr(kind, "name", None) or repr(kind)
    return "what its type function can read" if name == "<lambda>" else f"a {name}"


def type_name(kind: object) -> str:
    """The type's name as an option's help shows it."""
    name = getattr(kind, "name", None) if not isinstance(kind, type) else kind.__name__
    return str(name or getattr(kind, "__name__", "value"))


def _boolean(value: object) -> bool:
    if not isinstance(value, str):
        return bool(value)
    word = value.strip().lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise ValueError("it is neither true nor false")


def _integer(value: object) -> int:
    if isinstance(value, str):
        return int(value)
    number = int(value)  # type: ignore[call-overload]
    if number != value:
        raise ValueError("it is not whole")
    return int(number)


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _container(kind: type) -> Callable[[object], object]:
    """Text is read as JSON. (The reference gives a list of characters, and refuses text for a dict.)"""

    def conversion(value: object) -> object:
        if isinstance(value, kind):
            return value
        read = JSONType.convert(value, None, None)
        if isinstance(read, str) or isinstance(read, dict) != (kind is dict):
            raise ValueError(f"it is a {type(read).__name__}")
        return kind(read)

    return conversion


_CONVERSIONS: Mapping[type, Callable[[object], object]] = {
    bool: _boolean,
    int: _integer,
    str: _text,
    **{kind: _container(kind) for kind in (dict, list, tuple, set, frozenset)},
}

_WORDS: Mapping[type, str] = {
    bool: "true or false",
    int: "a whole number (int)",
    float: "a number (float)",
    str: "text",
    dict: 'a JSON object such as {"a": 1}',
    **dict.fromkeys((list, tuple, set, frozenset), "a JSON list such as [1, 2]"),
}
