"""What ada follows in the demo, and what her search finds once products are there."""

from catalog.models import Follow, SavedSearch
from catalog.search.index import index_product
from marketplace.demo import loader
from marketplace.demo.following import begin_following, save_searches
from marketplace.demo.sources import mesh
from tests.catalog.factories import DataProductFactory


def test_ada_follows_once_and_her_search_finds_what_is_published_later(db):
    plan = mesh()
    for prepare in (loader._people, loader._teams, loader._domains, save_searches):
        prepare(plan)
    product = DataProductFactory(slug="adverse-events", name="Adverse Events")
    index_product(product)

    for _ in range(2):
        save_searches(plan)
        begin_following(plan)

    search = SavedSearch.objects.get()
    assert search.fresh == [product.pk]
    assert search.person.notifications.count() == 1
    assert Follow.objects.count() == 3
