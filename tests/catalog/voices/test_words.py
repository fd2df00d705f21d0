"""Whatever people type becomes plain text that every database keeps and no page is turned by."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from catalog.voices.wanted.likeness import kept_words, words_of
from catalog.voices.words import LONGEST_TERM, MOST_TERMS, one_line, plain, terms_of

ANYTHING = st.text(st.characters(exclude_categories=[])) | st.text(
    "\r\n\t \x00\u202e\u2066\u200d\ud800aé🦆", max_size=40
)


@given(ANYTHING)
def test_a_text_is_cleaned_once_and_for_all(text):
    kept = plain(text)

    assert plain(kept) == kept == kept.strip()
    assert kept.encode("utf-8").decode() == kept
    assert "\n\n\n" not in kept
    assert not [sign for sign in kept if unicodedata.category(sign) == "Cc" and sign not in "\n\t"]
    assert not set(kept) & set("\u202a\u202e\u2066\u2069")


@given(ANYTHING)
def test_what_is_readable_stays(text):
    letters = [sign for sign in text if sign.isalnum()]

    assert [sign for sign in plain(text) if sign.isalnum()] == letters
    assert "\n" not in one_line(text)


@given(st.lists(ANYTHING, max_size=5))
def test_terms_are_few_short_and_no_doubles(texts):
    terms = terms_of(texts)

    assert len(terms) == len(set(terms)) <= MOST_TERMS
    assert all(term == term.strip() and 0 < len(term) <= LONGEST_TERM for term in terms)
    assert terms_of([", ".join(terms)]) == terms


@given(ANYTHING)
def test_every_word_that_is_asked_for_stands_between_spaces(text):
    assert all(f" {word} " in kept_words(text) for word in words_of(text))
