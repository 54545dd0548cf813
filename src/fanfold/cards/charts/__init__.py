"""Drawing Vega-Lite specifications as SVG, without Vega: what most charts of flows are made of.

Marks bar, line, area, point, circle, square, tick, rect, rule, text and arc; fields that are quantitative,
temporal, nominal or ordinal; aggregates, bins, stacks, series by colour, layers and concatenations. What goes
beyond raises `Unsupported`, and the chart is shown as its data and its specification.
"""
