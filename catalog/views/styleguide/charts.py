"""Examples of drawings."""

from catalog.views.styleguide.example import EXAMPLES, Example

_HOUR = 3_600
_BEGAN = 1_767_225_600  # the first of January 2026

EXAMPLES.add("bars")(
    [
        Example("a few", {"id": "sg-bars", "chart": {"label": "Reads by month", "bars": [
            {"label": "October", "value": 12}, {"label": "November", "value": 31}, {"label": "December", "value": 8}]}})
    ]
)  # fmt: skip
EXAMPLES.add("heatmap")(
    [
        Example("with a gap", {"id": "sg-heatmap", "chart": {
            "label": "Fitness of domains", "columns": ["Findable", "Reusable", "Reliable"],
            "rows": ["Clinical", "Grocery Retail"],
            "cells": [[0, 0, 96], [1, 0, 71], [2, 0, 88], [0, 1, 54], [1, 1, 33], [2, 1, None]]}})
    ]
)  # fmt: skip
EXAMPLES.add("radar")(
    [
        Example("with a gap", {"id": "sg-radar", "label": "Fitness of Adverse events", "axes": [
            {"label": "Findable", "value": 100}, {"label": "Accessible", "value": 80},
            {"label": "Interoperable", "value": 90}, {"label": "Reusable", "value": 60},
            {"label": "Valuable", "value": None}]})
    ]
)  # fmt: skip
EXAMPLES.add("timeseries")(
    [
        Example("with a promise and a gap", {"id": "sg-timeseries", "series": {
            "label": "Hours since the last build", "unit": "h", "objective": 24, "objective_label": "at most 24 h",
            "direction": "at_most",
            "points": [[_BEGAN + hour * _HOUR, None if hour == 9 else hour % 12 * 2.5] for hour in range(24)]}}),
    ]
)  # fmt: skip
EXAMPLES.add("lineage")(
    [
        Example("of one product", {"id": "sg-lineage", "label": "Lineage of Adverse events analysis", "graph": {
            "nodes": [
                {"id": "s1", "label": "pharmaverse.ae", "kind": "source", "href": "", "domain": "pharmaverse",
                 "tone": 0, "current": False},
                {"id": "p1", "label": "Adverse events", "kind": "product", "href": "/products/", "domain": "Clinical",
                 "tone": 1, "current": False},
                {"id": "p2", "label": "Adverse events analysis", "kind": "product", "href": "/products/",
                 "domain": "Clinical", "tone": 1, "current": True, "columns": ["aeterm", "arm"]}],
            "edges": [{"source": "s1", "target": "p1"}, {"source": "p1", "target": "p2"}]}})
    ]
)  # fmt: skip
