"""Save a search, call it otherwise, look at it, and let it go."""

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from catalog.following.errors import (
    SearchEmpty,
    SearchNameMissing,
    SearchNameTaken,
    SearchSavedAlready,
    SearchTooLong,
    TooManySearches,
)
from catalog.following.looking import found_by
from catalog.following.packing import pack
from catalog.following.policies import may_keep_search
from catalog.models import Follow, SavedSearch
from catalog.search.asked import Asked
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist

MOST = 100  # saved searches of one person
_LONGEST_NAME = SavedSearch._meta.get_field("name").max_length
_LONGEST_QUERY = SavedSearch._meta.get_field("query").max_length


def save_search(*, actor, query: str, name: str = "") -> SavedSearch:
    """Keep a search under a name and tell of new matches from now on; `query` is that of an address of the list."""
    asked = Asked.read(QueryDict(query))
    if not asked.query:
        raise SearchEmpty()
    if len(asked.query) > _LONGEST_QUERY:
        raise SearchTooLong()
    found = SavedSearch(person=actor, name=_named(name or asked.said), query=asked.query, looked_at=timezone.now())
    _refuse_doubles(found)
    # What is there now is no news. It is asked for before the transaction begins, since it may be much.
    found.known = pack(found_by(actor, found.query))
    with transaction.atomic():
        # Of two who save at once, as one person does by a double click, the second learns so.
        User.objects.select_for_update().get(pk=actor.pk)
        _refuse_doubles(found)
        found.save()
        Follow.objects.create(person=actor, search=found)
        record("search.saved", found, actor=actor, person=actor, query=found.query)
    return found


@transaction.atomic
def rename_search(*, actor, search: SavedSearch, name: str) -> SavedSearch:
    """Call a saved search otherwise."""
    insist(may_keep_search(actor, search))
    User.objects.select_for_update().get(pk=actor.pk)
    before, search.name = search.name, _named(name)
    if search.name == before:
        return search
    if SavedSearch.objects.filter(person=actor, name=search.name).exclude(pk=search.pk).exists():
        raise SearchNameTaken(name=search.name)
    search.save(update_fields=["name", "updated_at"])
    record("search.renamed", search, actor=actor, person=actor, old=before, new=search.name)
    return search


@transaction.atomic
def delete_search(*, actor, search: SavedSearch) -> None:
    """Keep a search no more, and hear of it no more."""
    insist(may_keep_search(actor, search))
    if SavedSearch.objects.select_for_update().filter(pk=search.pk).exists():
        record("search.deleted", search, actor=actor, person=actor, query=search.query)
        SavedSearch.objects.filter(pk=search.pk).delete()


@transaction.atomic
def note_matches(*, actor, search: SavedSearch) -> None:
    """Take note of what is new in a saved search. That one looked is no event."""
    insist(may_keep_search(actor, search))
    SavedSearch.objects.filter(pk=search.pk).update(fresh=[])


@transaction.atomic
def follow_search(*, actor, search: SavedSearch) -> None:
    """Be told of new matches from now on."""
    insist(may_keep_search(actor, search))
    _made, new = Follow.objects.get_or_create(search=search, defaults={"person": actor})
    if new:
        record("follow.begun", search, actor=actor, person=actor)


@transaction.atomic
def unfollow_search(*, actor, search: SavedSearch) -> None:
    """Keep the search, and be told of new matches no more."""
    insist(may_keep_search(actor, search))
    ended, _by_model = Follow.objects.filter(search=search).delete()
    if ended:
        record("follow.ended", search, actor=actor, person=actor)


def _named(name: str) -> str:
    said = " ".join(name.replace("\x00", "").split())[:_LONGEST_NAME].strip()
    if not said:
        raise SearchNameMissing()
    return said


def _refuse_doubles(search: SavedSearch) -> None:
    mine = SavedSearch.objects.filter(person=search.person)
    if same := mine.filter(query=search.query).first():
        raise SearchSavedAlready(name=same.name, search=same.pk)
    if mine.filter(name=search.name).exists():
        raise SearchNameTaken(name=search.name)
    if mine.count() >= MOST:
        raise TooManySearches(most=MOST)
