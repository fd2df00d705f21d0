"""What the demo's people look for, ask and think."""

from accounts.models import Consumer, Team
from catalog.models import Domain, ProductAnswer, ProductQuestion, ProductReview, WantedProduct, WantedVote
from marketplace.demo import loader
from marketplace.demo.sources import mesh
from marketplace.demo.voices import speak
from tests.catalog.factories import DataProductFactory, OfferedPortFactory
from tests.requests.factories import GrantFactory


def test_they_speak_once_and_review_only_what_they_have_read(db):
    plan = mesh()
    loader._people(plan)
    loader._teams(plan)
    loader._domains(plan)
    product = DataProductFactory(slug="weather", domain=Domain.objects.get(slug="flight-operations"))
    port = OfferedPortFactory(product=product)

    speak(plan, patience=0)
    assert not ProductReview.objects.exists()
    GrantFactory(consumer=Consumer.objects.for_team(Team.objects.get(slug="analytics")), port=port)
    for _ in range(2):
        speak(plan, patience=0)

    assert list(ProductReview.objects.values_list("author__username", "stars")) == [("ada", 4)]
    assert WantedProduct.objects.get().asked_by.username == "ada"
    assert WantedVote.objects.count() == 2
    assert ProductQuestion.objects.count() == 1
    answer = ProductAnswer.objects.get()
    assert (answer.author.username, answer.by_owner, answer.accepted_by.username) == ("otto", True, "ada")
