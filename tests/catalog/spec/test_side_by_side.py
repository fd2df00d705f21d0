"""Two texts beside each other say exactly what each of them says."""

import time

from hypothesis import given
from hypothesis import strategies as st

from catalog.spec.side_by_side import side_by_side

LINES = st.lists(
    st.sampled_from(["a: 1", "a: 2", "b: [x, y]", "", "  - name: arm", "  - name: actarm", "é"]), max_size=30
)


def rows(old, new, **options):
    return [row for block in side_by_side(old, new, **options) for row in block.rows]


def lines_of(text):
    return text.split("\n")[:-1] if text.endswith("\n") or not text else text.split("\n")


@given(LINES, LINES)
def test_each_side_can_be_read_off_line_by_line(old, new):
    told = rows("\n".join(old), "\n".join(new))
    if "\n".join(old) == "\n".join(new):
        assert told == []
        return

    for text, side in ((old, [row.left for row in told if row.left]), (new, [row.right for row in told if row.right])):
        assert [line.text for line in side] == lines_of("\n".join(text))
        assert [line.number for line in side] == list(range(1, len(side) + 1))
    assert all(row.left.text == row.right.text for row in told if row.kind == "same")
    assert all(row.left.text != row.right.text for row in told if row.kind == "changed")


def test_the_same_text_has_nothing_to_show():
    assert side_by_side("a\nb\n", "a\nb\n") == []


def test_the_words_that_differ_are_marked():
    [row] = rows("      - name: actarm\n", "      - name: treatment\n")

    assert [piece.text for piece in row.left.pieces if piece.changed] == ["actarm"]
    assert [piece.text for piece in row.right.pieces if piece.changed] == ["treatment"]


def test_what_stays_far_from_a_change_is_folded_away():
    old = [f"line {number}" for number in range(60)]
    new = [*old[:30], "something else", *old[31:]]

    blocks = side_by_side("\n".join(old), "\n".join(new))

    assert [(block.folded, len(block.rows)) for block in blocks] == [(True, 27), (False, 7), (True, 26)]


def test_a_fold_of_three_lines_would_hide_nothing():
    old = [f"line {number}" for number in range(20)]
    new = ["x", *old[1:10], "y", *old[11:]]

    blocks = side_by_side("\n".join(old), "\n".join(new))

    assert [block.folded for block in blocks] == [False, True]


def test_line_ends_alone_are_no_change_of_a_line():
    assert {row.kind for row in rows("a\r\nb\r\n", "a\nb\n")} == {"same"}


def test_huge_texts_without_a_common_line_do_not_take_long():
    old, new = ("\n".join(f"{word} {number} {word}" for number in range(8_000)) for word in ("before", "after"))
    begun = time.process_time()

    told = rows(old, new)

    assert len(told) == 8_000
    assert time.process_time() - begun < 3
