"""Classes that extensions of the authoring API derive their decorators from. A decorator that was made so is
found by Metaflow through the extension's package; here they can be defined, and are not used.
"""

from __future__ import annotations

from typing import Any, ClassVar


class StepDecorator:
    """A decorator of an extension, for steps."""

    name = "NONAME"
    defaults: ClassVar[dict[str, Any]] = {}

    def __init__(self, attributes: dict[str, Any] | None = None, statically_defined: bool = False) -> None:
        self.attributes = {**self.defaults, **(attributes or {})}
        self.statically_defined = statically_defined


class FlowDecorator(StepDecorator):
    """A decorator of an extension, for flows."""


class UnboundedForeachInput:
    """What an extension's foreach of unknown width goes over. Here any iterable may be fanned out over."""
