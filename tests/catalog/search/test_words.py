import doctest

import pytest

from catalog.search import words
from catalog.search.words import read_query, split


def test_the_examples_in_the_words_hold():
    assert doctest.testmod(words).failed == 0


@pytest.mark.parametrize(
    "text", ["", "   ", '"', '""', "-", '-""', "🎉", "* :* & | ! <->", "\x00", "\ud800", "' OR 1=1 --"]
)
def test_any_text_can_be_read_as_a_query(text):
    read_query(text)


def test_a_query_is_read_up_to_a_length():
    assert len(read_query("word " * 10_000).words) == 1
    assert len(read_query(" ".join(f"w{n}" for n in range(1000))).words) <= 16


def test_an_identifier_is_several_words():
    assert split("adverse_events.USUBJID") == ("adverse", "events", "usubjid")
