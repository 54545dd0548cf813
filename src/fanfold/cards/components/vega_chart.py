"""`VegaChart`: a chart, given as a Vega-Lite specification."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from fanfold.cards.component import UserComponent
from fanfold.cards.markup import template
from fanfold.cards.tree import tree


class VegaChart(UserComponent):
    """A chart. Its specification is shown as a tree."""

    REALTIME_UPDATABLE = True

    def __init__(self, spec: Mapping[str, Any], show_controls: bool = False) -> None:
        self._spec = spec

    @classmethod
    def from_altair_chart(cls, altair_chart: Any) -> Self:
        """A chart made with Altair."""
        return cls(altair_chart.to_dict())

    def update(self, spec: Any = None) -> None:
        """Show another chart: a specification, or one made with Altair."""
        if spec is not None:
            self._spec = spec.to_dict() if hasattr(spec, "to_dict") else spec

    def render(self) -> str:
        """Its HTML."""
        shown = tree(self._spec, ("true", "false", "null"), opens=True)
        return template("viewer.html", title=None, tree=shown, height="")
