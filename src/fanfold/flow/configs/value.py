"""`ConfigValue`: the tree of a config, read as `config.model.rate` or `config["model"]["rate"]`.

It is a dict, so that whatever takes one takes it, and nothing can change it: all tasks of a process share it.
Lists are handed out as copies, which their taker may change.
"""

from __future__ import annotations

from collections.abc import ItemsView, Mapping, ValuesView
from typing import Any, Never, NoReturn

from fanfold.model.errors import ConfigKeyError

IMMUTABLE = "ConfigValue is immutable"
_SEVERAL = (list, tuple, set)


class ConfigValue(dict[Any, Any]):
    """A dict whose keys are attributes too, and which cannot be changed; so are all dicts in it.

    Raises:
        ConfigKeyError: there is no such key; it is an AttributeError and a KeyError.
        TypeError: something tried to change it.
    """

    def __init__(self, data: Mapping[Any, Any]) -> None:
        dict.__init__(self, {key: _closed(value) for key, value in data.items()})

    def to_dict(self) -> dict[Any, Any]:
        """The same as plain dicts, which may be changed."""
        return {key: opened(value) for key, value in dict.items(self)}

    def copy(self) -> ConfigValue:
        """One like it."""
        return ConfigValue(self)

    @classmethod
    def fromkeys(cls, keys: Any, value: Any = None) -> ConfigValue:
        """The same value under each of these keys."""
        return cls(dict.fromkeys(keys, value))

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, key: Any) -> Any:
        try:
            return _handed(dict.__getitem__(self, key))
        except KeyError:
            raise missing(key, self) from None

    def get(self, key: Any, default: Any = None) -> Any:
        """The value of the key, or `default`."""
        return _handed(dict.get(self, key, default))

    def items(self) -> ItemsView[Any, Any]:  # type: ignore[override]
        """Keys and values."""
        return ItemsView(self)

    def values(self) -> ValuesView[Any]:  # type: ignore[override]
        """Values."""
        return ValuesView(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.to_dict(),))

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *(key for key in self if isinstance(key, str) and key.isidentifier())]

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError(IMMUTABLE)

    def __setattr__(self, name: str, value: Never) -> NoReturn:
        raise TypeError(IMMUTABLE)

    def __delattr__(self, name: str) -> NoReturn:
        raise TypeError(IMMUTABLE)

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = update = setdefault = pop = popitem = _refuse


def missing(key: object, known: Mapping[Any, Any]) -> ConfigKeyError:
    """The error for a key that is not there, with those that come near."""
    from fanfold.flow.nearness import near

    remedy = near(str(key), (str(each) for each in known))
    return ConfigKeyError(f"There is no key {key!r} in the config.", remedy=remedy or "It is empty.")


def opened(value: Any) -> Any:
    """The value as plain dicts and lists, all new."""
    if isinstance(value, Mapping):
        return {key: opened(each) for key, each in value.items()}
    return type(value)(map(opened, value)) if type(value) in _SEVERAL else value


def _closed(value: Any) -> Any:
    if isinstance(value, ConfigValue):
        return value
    if isinstance(value, Mapping):
        return ConfigValue(value)
    return type(value)(map(_closed, value)) if type(value) in _SEVERAL else value


def _handed(value: Any) -> Any:
    """What its taker may change is a copy. (The dicts in it cannot be changed.)"""
    return type(value)(map(_handed, value)) if type(value) in (list, set) else value
