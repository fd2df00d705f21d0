"""Tell those whom a new version concerns."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.notifications.services import tell
from catalog.models import InputPort
from catalog.publishing.hooks import readers_of
from catalog.publishing.steps.step import Work


def announce(work: Work) -> None:
    """Tell the owners that it worked, and readers and the teams downstream that it changed; each once."""
    version, product = work.version, work.run.product
    owners = list(User.objects.filter(memberships__team=product.owner_id))
    facts = {"product": product.name, "number": version.number}
    link, key = product.get_absolute_url(), f"version:{version.pk}:published"
    with work.holding():
        tell(owners, _("%(product)s %(number)s is published.") % facts, link=link, key=key)
        others = {person.pk: person for person in [*readers_of(product), *_downstream(product)]}
        for owner in owners:
            others.pop(owner.pk, None)
        breaking = sum(change.get("kind") == "breaking" for change in version.changes)
        if breaking:
            words = _("%(product)s %(number)s is published, with %(breaking)s breaking changes.")
        else:
            words = _("%(product)s %(number)s is published; what you rely on stays.")
        tell(others.values(), words % {**facts, "breaking": breaking}, link=link, key=key)
    work.facts["told"] = len(owners) + len(others)
    work.say(_("%(count)s people were told.") % {"count": len(owners) + len(others)})


def _downstream(product):
    reading = InputPort.objects.filter(upstream__product=product, version__state="published")
    return User.objects.filter(memberships__team__in=reading.values("version__product__owner")).distinct()
