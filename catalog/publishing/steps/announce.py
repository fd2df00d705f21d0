"""Tell those whom a new version concerns."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.notifications.services import Kind, tell
from catalog.following.announcing import announce_version
from catalog.models import InputPort, MigrationNotice, ProductVersion
from catalog.publishing.hooks import readers_of
from catalog.publishing.steps.step import Work
from catalog.transitions.concerned import people_of
from catalog.voices.wanted.telling import tell_published


def announce(work: Work) -> None:
    """Tell the owners that it worked, readers and teams downstream that it changed, and followers; each once.

    Whoever published it knows; whoever was told what breaks for them, and until when they have time, is not told less.
    """
    version, product = work.version, work.run.product
    facts = {"product": product.name, "number": version.number}
    link, key = product.get_absolute_url(), f"version:{version.pk}:published"
    with work.holding():
        owners = list(User.objects.filter(memberships__team=product.owner_id, is_active=True))
        done = {work.run.asked_by_id, *_noticed(version)}
        mates = _but(done, owners)
        tell(mates, _("%(product)s %(number)s is published.") % facts, link=link, key=key, kind=Kind.PRODUCT)
        done |= {person.pk for person in owners}
        readers = _but(done, [*readers_of(product), *_downstream(product)])
        tell(readers, _words(version) % facts, link=link, key=key, kind=Kind.PRODUCT)
        done |= {person.pk for person in readers}
        following = announce_version(product, version, first=_is_first(version), told=done, key=key)
        tell_published(product)
    work.facts |= {"told": len(mates) + len(readers) + following, "followers": following}
    people = work.facts["told"]
    work.say(ngettext("%(n)s person was told.", "%(n)s people were told.", people) % {"n": people})


def _words(version: ProductVersion) -> str:
    breaking = sum(change.get("kind") == "breaking" for change in version.changes)
    if not breaking:
        return _("%(product)s %(number)s is published; what you rely on stays.")
    words = ngettext(
        "%(product)s %(number)s is published, with {n} breaking change.",
        "%(product)s %(number)s is published, with {n} breaking changes.",
        breaking,
    )
    return words.replace("{n}", str(breaking))


def _but(done: set[int | None], people: Iterable[User]) -> list[User]:
    """Those who have not heard of it yet, once each."""
    return list({person.pk: person for person in people if person.pk not in done}.values())


def _is_first(version: ProductVersion) -> bool:
    return not version.product.versions.filter(published_at__isnull=False).exclude(pk=version.pk).exists()


def _noticed(version: ProductVersion) -> set[int]:
    """The people who got a migration notice for this version."""
    notices = MigrationNotice.objects.filter(period__after=version).select_related("consumer")
    people = people_of({notice.consumer_id: notice.consumer for notice in notices}.values())
    return {person.pk for told in people.values() for person in told}


def _downstream(product) -> Iterable[User]:
    reading = InputPort.objects.filter(upstream__product=product, version__state="published")
    return User.objects.filter(memberships__team__in=reading.values("version__product__owner"), is_active=True)
