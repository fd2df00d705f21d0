"""A score says on how much it rests."""

import pytest
from django.utils import timezone

from catalog.models import FitnessScore

FITNESS = "/products/adverse-events/fitness/"


@pytest.mark.parametrize(
    ("known", "page", "overview"),
    [
        (45, "Little is known: 45 % of what applies", "only 45 % known"),
        (85, "85 % of what applies is known", "Excellent"),
    ],
)
def test_how_much_is_known_stands_beside_the_score(client, ada, product, known, page, overview):
    client.force_login(ada)
    FitnessScore.objects.update(known=known)

    assert page in client.get(FITNESS).content.decode()
    assert overview in client.get("/products/adverse-events/").content.decode()


def test_why_a_band_is_held_back_and_when_it_was_scored_is_that_of_the_score(client, ada, product):
    client.force_login(ada)
    FitnessScore.objects.update(held_back="Only half is known.", scored_at=timezone.now() - timezone.timedelta(days=2))

    page = client.get(FITNESS).content.decode()

    assert "Only half is known." in page
    assert "2 days ago" in page.replace("\xa0", " ")
