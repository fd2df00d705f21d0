"""Figures are read from what a build noted, whatever that is."""

import pytest
from django.utils import timezone

from catalog.service_levels.figures import Build, columns_in, value_of


@pytest.mark.parametrize(
    ("statistics", "rows", "values"),
    [
        ({}, 5, (None, None, None)),
        ({"columns": [{"name": "x", "nulls": 5, "distinct": 0, "mean": None}]}, 5, (100, None, None)),
        ({"columns": [{"name": "x", "nulls": 0, "distinct": 0, "mean": None}]}, 0, (None, None, None)),
        ({"columns": [{"name": "X", "nulls": 1, "distinct": 9, "mean": "Infinity"}]}, 5, (20, 100, None)),
        ({"columns": [{"name": "x", "nulls": 0, "distinct": None, "mean": float("nan")}]}, 5, (0, None, None)),
        ({"columns": [None, {"name": "a\x00b"}, {"nulls": True}]}, 5, (None, None, None)),
        (None, 5, (None, None, None)),
    ],
    ids=["nothing noted", "all null", "empty table", "infinity", "not a number", "odd notes", "no notes"],
)
def test_figures_of_odd_data_are_none_or_right(statistics, rows, values):
    noted_build = Build(1, timezone.now(), rows, columns_in(statistics))

    assert tuple(value_of((figure, "x"), noted_build, None) for figure in ("nulls", "distinct", "mean")) == values
