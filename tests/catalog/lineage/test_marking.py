"""The expression that makes a column is found in its text, whatever the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.lineage.marking import pieces


def marked(sql, column):
    """The text with [[what makes the column]] and ((what that is made of on the way)) in brackets."""
    brackets = {"": "{}", "made": "[[{}]]", "via": "(({}))"}
    return "".join(brackets[piece.how].format(piece.text) for piece in pieces(sql, column))


@pytest.mark.parametrize(
    ("sql", "column", "expected"),
    [
        ("select a, upper(b) as c from t", "C", "select a, [[upper(b) as c]] from t"),
        ("select distinct a, b from t", "a", "select distinct [[a]], b from t"),
        ("select distinct on (a, b) x as y, z from t", "y", "select distinct on (a, b) [[x as y]], z from t"),
        ("select 'é, from' as e, 1 as one -- x\n from t", "one", "select 'é, from' as e, [[1 as one]] -- x\n from t"),
        ("select (select max(q) from z) as m, n from t", "m", "select [[(select max(q) from z) as m]], n from t"),
        ("select a is distinct from b as c, d from t", "c", "select [[a is distinct from b as c]], d from t"),
        ("from t select a, b", "b", "from t select a, [[b]]"),
        ("select a, b from t union all select x, y + 1 from u", "b",
         "select a, [[b]] from t union all select x, [[y + 1]] from u"),
        ("with w as (select id, f(x) as n from t) select w.n || 'a' as k from w", "k",
         "with w as (select id, ((f(x) as n)) from t) select [[w.n || 'a' as k]] from w"),
        ("with w as (select f(x) as n from t) select * from w", "n",
         "with w as (select ((f(x) as n)) from t) select [[*]] from w"),
        ("select s.n from (select f(x) as n from t) as s", "n",
         "select [[s.n]] from (select ((f(x) as n)) from t) as s"),
        ("with recursive r as (select 1 as x union all select x + 1 from r) select x from r", "x",
         "with recursive r as (select ((1 as x)) union all select ((x + 1)) from r) select [[x]] from r"),
        ("select a from t", "b", "select a from t"),
        ("no sql (", "b", "no sql ("),
    ],
)  # fmt: skip
def test_what_makes_a_column_is_marked(sql, column, expected):
    assert marked(sql, column) == expected


WORDS = st.sampled_from(
    ["select", "a", "b", "as", ",", "from", "t", "(", ")", "with", "w", "union", "*", "'x'", "é", "--", "\n", "1"]
)


@given(st.lists(WORDS, max_size=14).map(" ".join), st.sampled_from(["a", "b", "*", ""]))
def test_the_pieces_are_the_text(sql, column):
    assert "".join(piece.text for piece in pieces(sql, column)) == sql
