"""`VegaChart`: a chart, given as a Vega-Lite specification and drawn without a script or the network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from fanfold.cards.component import UserComponent
from fanfold.cards.markup import Markup, template

DATA_ROWS_MAX = 50


class VegaChart(UserComponent):
    """A chart. What of it cannot be drawn is said, and its data and specification are shown instead."""

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
        from fanfold.cards.charts.drawing import chart
        from fanfold.cards.charts.unsupported import Unsupported

        try:
            return Markup('<figure class="drawn">{}{}</figure>').format(chart(self._spec), _data(self._spec))
        except Unsupported as reason:
            return self._undrawn(f"This chart is not drawn here: {reason}.")
        except Exception as error:  # noqa: BLE001 - a specification may hold anything anywhere
            return self._undrawn(f"This chart could not be drawn: {type(error).__name__}: {error}.")

    def _undrawn(self, reason: str) -> Markup:
        from fanfold.cards.tree import tree

        spec = tree(self._spec, ("true", "false", "null"), opens=True)
        return template("undrawn.html", reason=reason, data=_data(self._spec), spec=spec)


def _data(spec: Any) -> Markup:
    """The first rows of a chart, for who cannot see it, in a table that can be opened."""
    from fanfold.cards.components.table import Table

    data = spec.get("data") if isinstance(spec, Mapping) else None
    values = data.get("values") if isinstance(data, Mapping) else None
    if values is None and isinstance(spec, Mapping) and spec.get("datasets"):
        values = next(iter(spec["datasets"].values()))
    rows = [row for row in values if isinstance(row, Mapping)] if isinstance(values, list) else []
    if not rows:
        return Markup()
    headers = list(dict.fromkeys(str(name) for row in rows[:DATA_ROWS_MAX] for name in row))
    cells = [[row.get(name) for name in headers] for row in rows[:DATA_ROWS_MAX]]
    shown = (
        f"{len(rows)} rows"
        if len(rows) <= DATA_ROWS_MAX
        else f"the first {DATA_ROWS_MAX} of {len(rows):,} rows"
    )
    table = Markup(Table(cells, headers).render())
    return Markup('<details><summary class="quiet">Data: {}</summary>{}</details>').format(shown, table)
