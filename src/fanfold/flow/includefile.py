"""`IncludeFile`: a parameter that is given as a path and read once, when the run starts."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, overload

from fanfold.flow.beside import beside
from fanfold.flow.named_function import function_of
from fanfold.flow.parameter import Parameter
from fanfold.model.errors import ParameterError

T = TypeVar("T")


class IncludeFile(Parameter[T]):
    """A file whose content the run keeps: `self.<attribute>` is its text.

    Args:
        name: the option's name; its value is a path, relative to the working directory.
        required: refuse to start without a path. Without one, and not required, the value is None.
        is_text: text (the default), or bytes.
        encoding: of the text.
        help: for `--help`.
        parser: a function of the content, or its dotted name; the value is what it returns.
        options: `default` (a path, or a function of a `ParameterContext`) and what `Parameter` takes.

    Raises:
        ParameterError: as for `Parameter`.
    """

    if TYPE_CHECKING:

        @overload
        def __init__(self, name: str, *, parser: Callable[[Any], T], **options: Any) -> None: ...
        @overload
        def __init__(self: IncludeFile[bytes], name: str, *, is_text: bool, **options: Any) -> None: ...
        @overload
        def __init__(
            self: IncludeFile[str], name: str, required: bool | None = ..., **options: Any
        ) -> None: ...

    def __init__(
        self,
        name: str,
        required: bool | None = None,
        is_text: bool | None = None,
        encoding: str | None = None,
        help: str | None = None,
        parser: Callable[[Any], object] | str | None = None,
        **options: Any,
    ) -> None:
        super().__init__(name, type=str, help=help, required=required, **options)
        self.is_text = is_text is not False
        self.encoding = encoding or "utf-8"
        self.parser = parser
        self.metavar = self.metavar or "PATH"

    def value_from(self, raw: object, flow_class: type) -> object:
        """The content of the file at the path `raw`.

        Raises:
            ParameterError: it cannot be found, read, decoded or parsed; says where it was looked for.
        """
        if not isinstance(raw, str | os.PathLike):
            raise self.refused(raw, "the path of a file", f"it is a {type(raw).__name__}")
        path = os.path.abspath(os.path.expanduser(raw))
        return self._parsed(self._read(path, flow_class), path)

    def _read(self, path: str, flow_class: type) -> str | bytes:
        try:
            with open(path, "rb") as file:
                content = file.read()
        except OSError as error:
            raise self._unreadable(path, flow_class, error) from error
        if not self.is_text:
            return content
        try:
            return content.decode(self.encoding)
        except (UnicodeDecodeError, LookupError) as error:
            raise ParameterError(
                f"--{self.name}: {path} is not text in {self.encoding}: {error}.",
                remedy="Give IncludeFile its encoding=, or is_text=False for bytes.",
            ) from error

    def _unreadable(self, path: str, flow_class: type, error: OSError) -> ParameterError:
        found = beside(path, getattr(sys.modules.get(flow_class.__module__), "__file__", None))
        hint = f" There is one beside the flow: --{self.name} {found}" if found else ""
        return ParameterError(
            f"--{self.name}: {path} cannot be read: {error.strerror}.",
            remedy=f"The path is relative to the working directory, {os.getcwd()}.{hint}",
        )

    def _parsed(self, content: str | bytes, path: str) -> object:
        if self.parser is None:
            return content
        try:
            return function_of(self.parser)(content)
        except Exception as error:  # user code is called
            raise ParameterError(
                f"--{self.name}: the parser could not read {path}: {type(error).__name__}: {error}.",
                remedy="Give another file, or correct the parser.",
            ) from error
