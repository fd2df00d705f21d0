"""Follow, and stop following. Doing either twice changes nothing."""

from django.db import transaction

from catalog.following.policies import may_follow, may_follow_domain
from catalog.models import DataProduct, Domain, Follow
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist


@transaction.atomic
def follow(*, actor, product: DataProduct) -> None:
    """Hear what happens to a product from now on."""
    insist(may_follow(actor, product))
    _made, new = Follow.objects.get_or_create(person=actor, product=product)
    if new:
        record("follow.begun", product, actor=actor, product=product.slug, person=actor)


@transaction.atomic
def follow_domain(*, actor, domain: Domain) -> None:
    """Hear what happens in a domain, and in those inside it, from now on."""
    insist(may_follow_domain(actor))
    _made, new = Follow.objects.get_or_create(person=actor, domain=domain)
    if new:
        record("follow.begun", domain, actor=actor, person=actor)


@transaction.atomic
def unfollow(*, actor, product: DataProduct) -> None:
    """Hear of a product no more. Nobody needs leave for that."""
    ended, _by_model = Follow.objects.filter(person=actor, product=product).delete()
    if ended:
        record("follow.ended", product, actor=actor, product=product.slug, person=actor)


@transaction.atomic
def unfollow_domain(*, actor, domain: Domain) -> None:
    """Hear of a domain no more."""
    ended, _by_model = Follow.objects.filter(person=actor, domain=domain).delete()
    if ended:
        record("follow.ended", domain, actor=actor, person=actor)
