"""What a call of `map` asks for, checked before anything happens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from inspect import iscoroutinefunction, isgeneratorfunction, signature
from typing import Any

from fanfold.flow.decorators.arguments import is_amount, is_count, is_name
from fanfold.flow.decorators.decorator import Decorator
from fanfold.model.errors import UsageError

_TEXTS = (str, bytes, bytearray)


def check_function(function: object, items: object) -> None:
    """Refuse what cannot be called with one item.

    Raises:
        UsageError: says what to write instead.
    """
    if not callable(function):
        swapped = callable(items) and not isinstance(items, type)
        remedy = "The function comes first: map(fn, items)." if swapped else "Give a function of one item."
        raise UsageError(f"map wants a function, not {function!r}.", remedy=remedy)
    if iscoroutinefunction(function):
        raise UsageError(
            f"{_shown(function)} is a coroutine function, whose result would be a coroutine.",
            remedy="Give a function that runs it: lambda item: asyncio.run(fetch(item)).",
        )
    if isgeneratorfunction(function):
        raise UsageError(
            f"{_shown(function)} is a generator function, whose result would be a generator.",
            remedy="Give a function that goes through it: lambda item: list(fn(item)).",
        )
    try:
        wants = signature(function)
    except (TypeError, ValueError):  # built in, without a signature
        return
    try:
        wants.bind(object())
    except TypeError as error:
        raise UsageError(
            f"{_shown(function)} cannot be called with one argument, the item: {error}.",
            remedy="Spread an item that is a tuple, lambda item: fn(*item), "
            "or set the others beforehand, functools.partial(fn, other=value).",
        ) from None


def check_items(items: object) -> None:
    """Refuse what is hardly meant as a row of items.

    Raises:
        UsageError: says what to write instead.
    """
    if isinstance(items, _TEXTS):
        what = "a text" if isinstance(items, str) else "bytes"
        raise UsageError(
            f"items is {what}, and each of its {'characters' if what == 'a text' else 'bytes'} would be one.",
            remedy="Give [items] for one item, or list(items) if that is meant.",
        )
    if isinstance(items, Mapping):
        raise UsageError(
            "items is a dictionary: its keys, its values, or both?",
            remedy="Give list(items), items.values() or items.items().",
        )
    if hasattr(items, "iterrows") or hasattr(items, "iter_rows"):
        raise UsageError(
            "items is a DataFrame, which is gone through by the names of its columns.",
            remedy="Give its rows, df.to_dict('records'), with polars df.to_dicts(), or list(df).",
        )
    if not isinstance(items, Iterable) and not hasattr(items, "__getitem__"):
        raise UsageError(
            f"items is {items!r}, which cannot be gone through.", remedy="Give a list, or any iterable."
        )


def check_key(key: object) -> None:
    """Refuse what cannot say how items are called.

    Raises:
        UsageError: it is neither a name nor a function.
    """
    if key is not None and not isinstance(key, str) and not callable(key):
        example = f"lambda item: item[{key!r}]" if isinstance(key, int) else "lambda item: item[0]"
        raise UsageError(
            f"key={key!r:.80} is neither a name nor a function.",
            remedy=f"Give the name of a key or attribute that all items have, or a function: {example}.",
        )


def check_name(name: str) -> None:
    """Refuse what cannot name runs.

    Raises:
        UsageError: it cannot.
    """
    if not is_name(name):
        raise UsageError(
            f"name={name!r} cannot name a run.", remedy="Give letters, digits and underscores: name='fetch'."
        )


def decorators_for(
    *,
    retry: int,
    timeout: float | str | None,
    catch: bool,
    resources: Mapping[str, float] | None,
    version: str | int,
    ttl: str | float | None,
    isolate: bool,
) -> list[Decorator]:
    """The decorators that a step would have.

    Raises:
        UsageError: a number that cannot be. DecoratorError: another argument that cannot be.
    """
    from fanfold.flow.decorators.step.cache import Cache
    from fanfold.flow.decorators.step.catch import Catch
    from fanfold.flow.decorators.step.isolate import Isolate
    from fanfold.flow.decorators.step.resources import Resources
    from fanfold.flow.decorators.step.retry import Retry
    from fanfold.flow.decorators.step.timeout import Timeout

    if not is_count(retry):
        raise UsageError(f"retry={retry!r} is no number of times.", remedy="Give a whole number, 0 or more.")
    found: list[Decorator] = [Cache(version=version, ttl=ttl)]
    if retry:
        found.append(Retry(times=retry))
    if timeout is not None:
        found.append(Timeout(seconds=_seconds(timeout)))
    if catch:
        found.append(Catch(var="failure", print_exception=False))
    if resources is not None:
        found.append(_resources(Resources, resources))
    if isolate:
        found.append(Isolate())
    for decorator in found:
        decorator.check()
    return found


def _resources(kind: Any, given: Mapping[str, float]) -> Decorator:
    known = ("cpu", "gpu", "memory")
    if not isinstance(given, Mapping):
        raise UsageError(f"resources={given!r} says no names.", remedy="Give a dictionary: {'cpu': 2}.")
    wrong = [name for name in given if name not in known]
    if wrong:
        raise UsageError(
            f"resources has no {wrong[0]!r}.", remedy="Give cpu, memory (in megabytes) and gpu: {'cpu': 2}."
        )
    made: Decorator = kind(**given)
    return made


def _seconds(timeout: object) -> float:
    from fanfold.flow.decorators.step.cache import seconds_of

    seconds = seconds_of(timeout)
    if seconds is None or not is_amount(seconds):
        raise UsageError(
            f"timeout={timeout!r} cannot be read as a time.",
            remedy="Give seconds, or a number and s, m, h, d or w, such as '90s'.",
        )
    return seconds


def _shown(function: Callable[..., Any]) -> str:
    while isinstance(function, partial):
        function = function.func
    return getattr(function, "__qualname__", repr(function))
