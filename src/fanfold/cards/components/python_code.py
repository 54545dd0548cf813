"""`PythonCode`: source, coloured."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from textwrap import dedent
from typing import Any

from fanfold.cards.code import coloured
from fanfold.cards.component import UserComponent
from fanfold.cards.markup import Markup


class PythonCode(UserComponent):
    """The source of a function, or a text of Python."""

    def __init__(self, code_func: Callable[..., Any] | None = None, code_string: str | None = None) -> None:
        self._code = code_string
        if code_func is not None:
            try:
                self._code = inspect.getsource(code_func)
            except (OSError, TypeError) as error:
                self._code = f"# The source of {code_func!r} cannot be read: {error}"

    def render(self) -> str:
        """Its HTML."""
        if self._code is None:
            return Markup('<p class="problem">PythonCode wants a function, or code_string=.</p>')
        return coloured(dedent(self._code))
