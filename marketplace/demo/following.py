"""What the demo's people follow, and the searches that they have saved."""

from accounts.models import User
from catalog.following.looking import look_at_due
from catalog.following.searches import save_search
from catalog.following.services import follow, follow_domain
from catalog.models import DataProduct, Domain, SavedSearch


def save_searches(plan) -> None:
    """Save each search once, before there is anything that it could find."""
    for row in plan["follows"]:
        person = User.objects.get(username=row["by"])
        for name, query in row["searches"].items():
            if not SavedSearch.objects.filter(person=person, name=name).exists():
                save_search(actor=person, query=query, name=name)


def begin_following(plan) -> None:
    """Follow what is there, and look at once at what the searches find."""
    for row in plan["follows"]:
        person = User.objects.get(username=row["by"])
        for domain in Domain.objects.filter(slug__in=row["domains"]):
            follow_domain(actor=person, domain=domain)
        for product in DataProduct.objects.shown().filter(slug__in=row["products"]):
            follow(actor=person, product=product)
    look_at_due()
