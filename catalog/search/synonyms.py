"""What people call one thing by several names; kept by stewards."""

from dataclasses import replace

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Synonym
from catalog.search.words import Likewise, Query, split, stem
from marketplace.foundation.audit import record
from marketplace.foundation.errors import DomainError
from marketplace.foundation.policies import YES, Answer, insist, no

LONGEST = 4  # words of one term
MOST = 8  # synonyms of one query


class NotATerm(DomainError):
    """Something cannot be a term of the search."""

    code = "not-a-term"
    status = 422
    message = _("A term is one to four words, and two terms of a synonym differ.")


class SynonymExists(DomainError):
    """The two are synonyms already."""

    code = "synonym-exists"
    status = 409
    message = _("“%(term)s” and “%(meaning)s” are synonyms already.")


def may_keep_synonyms(user) -> Answer:
    """May this person say what means the same?"""
    return YES if user.is_steward else no(_("only stewards keep synonyms"))


@transaction.atomic
def add_synonym(*, actor, term: str, meaning: str) -> Synonym:
    """Let who searches for either of two terms find both."""
    insist(may_keep_synonyms(actor))
    one, other = as_term(term), as_term(meaning)
    if not one or not other or one == other:
        raise NotATerm()
    if Synonym.objects.filter(Q(term=one, meaning=other) | Q(term=other, meaning=one)).exists():
        raise SynonymExists(term=one, meaning=other)
    synonym = Synonym.objects.create(term=one, meaning=other, added_by=actor)
    record("synonym.added", synonym, actor=actor)
    return synonym


@transaction.atomic
def remove_synonym(*, actor, synonym: Synonym) -> None:
    """Take a synonym away."""
    insist(may_keep_synonyms(actor))
    record("synonym.removed", synonym, actor=actor)
    synonym.delete()


def as_term(text: str) -> str:
    """The words of a term as the search compares them; empty where they are none or too many.

    >>> as_term("Adverse Events"), as_term("a b c d e")
    ('adverse event', '')
    """
    words = split(text[:200])
    return " ".join(stem(word) for word in words)[:120] if 0 < len(words) <= LONGEST else ""


def with_synonyms(query: Query) -> Query:
    """The same query, with what else its words may be called; one query where there are words."""
    stems = [stem(word) for word in query.words]
    runs = {
        " ".join(stems[start : start + length]): tuple(query.words[start : start + length])
        for length in range(1, LONGEST + 1)
        for start in range(len(stems) - length + 1)
    }
    if not runs:
        return query
    others: dict[str, list[tuple[str, ...]]] = {}
    for term, meaning in Synonym.objects.filter(Q(term__in=runs) | Q(meaning__in=runs)).values_list("term", "meaning"):
        for one, other in ((term, meaning), (meaning, term)):
            if one in runs:
                others.setdefault(one, []).append(tuple(other.split()))
    found, told = [], set()
    for run in sorted(others, key=len, reverse=True)[:MOST]:
        # A word belongs to one term, the longest.
        if told.isdisjoint(runs[run]):
            told.update(runs[run])
            found.append(Likewise(runs[run], tuple(sorted(others[run]))))
    return replace(query, synonyms=tuple(found))
