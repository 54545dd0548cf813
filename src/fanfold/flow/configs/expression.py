"""`config_expr`: an expression over the flow's configs, for decorators that cannot name them: those above the
class, and those that use a config of a base class.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import FrameType
from typing import Any

from fanfold.flow.callsite import NOWHERE, CallSite, caller_frame, wrong_at
from fanfold.flow.configs.config import Config
from fanfold.flow.configs.of_flow import LateConfigs
from fanfold.flow.unsettled import UNPACKED, Unsettled
from fanfold.model.errors import ConfigError, FanfoldError


def config_expr(expression: str) -> Any:
    """The value of an expression in which the flow's configs are names, as is all that its module has.

    In the body of the class that has the config it is worked out at once. Everywhere else, as in
    ``@project(name=config_expr("config.project.name"))``, it waits until the class is complete.
    ``config_expr("config").project.name`` and ``**config_expr("config.packages")`` mean what they look like.

    Raises:
        ConfigError: it is no expression, or it fails; names the line.
    """
    frame = caller_frame()
    site = CallSite(frame.f_code.co_filename, frame.f_lineno)
    written = ConfigExpression(expression, frame.f_globals, (), site)
    here = _configs_in(frame)
    return written.settled(here) if any(name in expression for name in here) else written


class ConfigExpression(Unsettled):
    """What `config_expr` gives where the value is not known yet. Attributes and items of it wait too."""

    __slots__ = ("_expression", "_globals", "_path", "_site")

    def __init__(
        self,
        expression: str,
        module: Mapping[str, Any],
        path: tuple[tuple[str, Any], ...] = (),
        site: CallSite = NOWHERE,
    ) -> None:
        self._expression = expression
        self._globals = module
        self._path = path
        self._site = site

    def __getattr__(self, name: str) -> ConfigExpression:
        if name[:2] == "__" or name in ConfigExpression.__slots__:
            raise AttributeError(name)
        return self._further("attribute", name)

    def __getitem__(self, key: Any) -> ConfigExpression:
        return self if key in self.keys() else self._further("item", key)

    def keys(self) -> list[str]:
        """One key, which stands for all: `**expression`."""
        return [f"{UNPACKED}{id(self)}"]

    def __repr__(self) -> str:
        steps = [f".{key}" if way == "attribute" else f"[{key!r}]" for way, key in self._path]
        return f"config_expr({self._expression!r}){''.join(steps)}"

    def settled(self, configs: Mapping[str, Any]) -> Any:
        """Its value."""
        try:
            named = {name: configs[name] for name in configs if name in self._expression}
            # One dictionary, so that comprehensions in the expression see the configs too.
            value = eval(_compiled(self._expression), {**self._globals, **named})
            for way, key in self._path:
                value = getattr(value, key) if way == "attribute" else value[key]
        except Exception as error:  # user code is called
            raise self._wrong(error, configs) from error
        return value

    def _further(self, way: str, key: Any) -> ConfigExpression:
        return ConfigExpression(self._expression, self._globals, (*self._path, (way, key)), self._site)

    def _wrong(self, error: Exception, configs: Mapping[str, Any]) -> ConfigError:
        if isinstance(error, FanfoldError):
            why, remedy = error.message, error.remedy
        else:
            why = f"{type(error).__name__}: {error}"
            remedy = f"The configs of the flow are: {', '.join(configs) or 'none'}."
        return wrong_at(self._site, ConfigError, f"{self!r} cannot be evaluated: {why}", remedy)


def _configs_in(frame: FrameType) -> Mapping[str, Any]:
    """The configs that the class body has so far, by attribute and by name."""
    if frame.f_locals is frame.f_globals:
        return {}
    configs = {name: value for name, value in frame.f_locals.items() if isinstance(value, Config)}
    return LateConfigs(configs)


def _compiled(expression: str) -> Any:
    return compile(expression.strip(), "<config_expr>", "eval")
