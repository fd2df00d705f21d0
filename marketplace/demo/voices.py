"""What the demo's people look for, ask and think: said through the same doors as everybody's, once."""

import time
from datetime import timedelta

from django.utils import timezone

from accounts.models import Team, User
from catalog.models import DataProduct, Domain, ProductQuestion, ProductReview, WantedProduct
from catalog.voices.questions import services as questions
from catalog.voices.reviews.policies import may_review
from catalog.voices.reviews.services import review
from catalog.voices.wanted import services as wanted


def speak(plan, *, patience: float = 60) -> None:
    """Say what mesh.yaml names; what is there already stays as it is.

    A review rests on access that was verified. The worker may still be at it: it is waited for so many seconds, and
    without it nothing is reviewed.
    """
    for row in plan.get("wanted", []):
        _want(row)
    for row in plan.get("questions", []):
        _ask(row)
    for row in plan.get("reviews", []):
        _review(row, patience)


def _want(row: dict) -> None:
    asker, domain = _person(row["by"]), Domain.objects.filter(slug=row["domain"]).first()
    if WantedProduct.objects.filter(title=row["title"], asked_by=asker).exists():
        return
    asked = wanted.ask(
        actor=asker,
        team=Team.objects.get(slug=row["team"]),
        domain=domain,
        needed_by=timezone.localdate() + timedelta(days=row["days"]),
        **{name: row[name] for name in ("title", "need", "purpose", "terms")},
    )
    for vote in row.get("votes", []):
        wanted.vote(actor=_person(vote["by"]), wanted=asked, why=vote["why"])


def _ask(row: dict) -> None:
    product, asker = DataProduct.objects.shown().filter(slug=row["product"]).first(), _person(row["by"])
    if product is None or ProductQuestion.objects.filter(product=product, author=asker).exists():
        return
    asked = questions.ask(actor=asker, product=product, text=row["text"])
    for said in row.get("answers", []):
        given = questions.answer(actor=_person(said["by"]), question=asked, text=said["text"])
        if said.get("accepted"):
            questions.accept(actor=asker, answer=given)


def _review(row: dict, patience: float) -> None:
    product, reader = DataProduct.objects.shown().filter(slug=row["product"]).first(), _person(row["by"])
    if product is None or ProductReview.objects.filter(product=product, author=reader).exists():
        return
    deadline = time.monotonic() + patience
    while not (allowed := may_review(reader, product)) and time.monotonic() < deadline:
        time.sleep(0.5)
    if allowed:
        review(actor=reader, product=product, stars=row["stars"], text=row["text"])


def _person(username: str) -> User:
    return User.objects.get(username=username)
