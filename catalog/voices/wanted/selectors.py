"""The board of wanted products, narrowed and in order."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from catalog.models import WantedProduct, WantedVote
from catalog.search.words import split
from catalog.voices.wanted.likeness import stemmed

ALL = "all"
MOST_WORDS = 8
# How the board can be ordered; the first is what one gets without asking.
SORTED = {
    "": ["-wanters", "-pk"],
    "newest": ["-pk"],
    "urgent": [F("needed_by").asc(nulls_last=True), "-wanters", "-pk"],
}
WHOSE = ("mine", "taken")


def listed(user, *, state: str = "", text: str = "", domain: str = "", whose: str = "", sort: str = "") -> QuerySet:
    """Wanted products that fit, those that wait unless a state is named; a choice that is not known is left out."""
    wanted = WantedProduct.objects.visible_to(user)
    if state in WantedProduct.State.values:
        wanted = wanted.filter(state=state)
    elif state != ALL:
        wanted = wanted.alive()
    words = split(text)[:MOST_WORDS]
    if text.strip() and not words:
        wanted = wanted.none()
    for word in words:
        wanted = wanted.filter(Q(words__contains=f" {stemmed(word)}") | Q(need__icontains=word))
    if domain:
        wanted = wanted.filter(domain__slug=domain)
    if whose == "mine":
        wanted = wanted.filter(Exists(WantedVote.objects.filter(wanted=OuterRef("pk"), person=user)))
    elif whose == "taken":
        wanted = wanted.filter(taken_by__in=user.team_ids)
    return wanted.with_votes(user).for_display().order_by(*SORTED.get(sort, SORTED[""]))
