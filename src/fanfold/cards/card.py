"""`MetaflowCard`: what draws the page of a card. Users derive types of their own from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

_NO_OPTIONS: Mapping[str, Any] = {}


class MetaflowCard:
    """Draws a page about a task. `@card(type="x")` means the subclass whose `type` is "x": one that the
    flow's file defines or imports is found.

    Attributes:
        type: the name of the type.
        ALLOW_USER_COMPONENTS: whether `current.card.append` may put something on it. `components` are then
            the HTML of each.
        RUNTIME_UPDATABLE: whether `current.card.refresh` draws it while the task runs, by `render_runtime`.
        RELOAD_POLICY: with "onchange", it is drawn again only when `reload_content_token` gives another.
    """

    type: ClassVar[str | None] = None
    scope: ClassVar[str] = "task"
    ALLOW_USER_COMPONENTS: ClassVar[bool] = False
    IS_EDITABLE: ClassVar[bool] = False
    RUNTIME_UPDATABLE: ClassVar[bool] = False
    RELOAD_POLICY_NEVER: ClassVar[str] = "never"
    RELOAD_POLICY_ALWAYS: ClassVar[str] = "always"
    RELOAD_POLICY_ONCHANGE: ClassVar[str] = "onchange"
    RELOAD_POLICY_TOKEN: ClassVar[str] = "[METAFLOW_RELOAD_TOKEN]"
    RELOAD_POLICY: ClassVar[str] = RELOAD_POLICY_NEVER

    def __init__(
        self,
        options: Mapping[str, Any] = _NO_OPTIONS,
        components: Sequence[str] = (),
        graph: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> None:
        self.options = options
        self.components = components
        self.graph = graph

    def render(self, task: Any) -> str:
        """The page, as HTML, of a task that has ended: a `Task` of the client."""
        raise NotImplementedError(f"{type(self).__name__} has no method render(self, task).")

    def render_runtime(self, task: Any, data: Any) -> str:
        """The page while the task runs; `data` is what was given to `current.card.refresh`."""
        raise NotImplementedError(f"{type(self).__name__} has no method render_runtime(self, task, data).")

    def refresh(self, task: Any, data: Any) -> Any:
        """What the page's own script is given while the task runs: something that JSON knows."""
        return data

    def _get_mustache(self) -> Any:
        """The module `chevron`, with which types of cards fill their templates; None where it is not
        installed.
        """
        try:
            from importlib import import_module

            return import_module("chevron")
        except ImportError:
            return None

    def reload_content_token(self, task: Any, data: Any) -> str:
        """Another text whenever the page has to be drawn anew."""
        return "content-token"


def takes_components(kind: type[MetaflowCard]) -> bool:
    """Whether something may be put on cards of this type."""
    return kind.ALLOW_USER_COMPONENTS or kind.IS_EDITABLE
