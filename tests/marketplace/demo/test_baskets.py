"""What lies in the demo's baskets."""

from accounts.teams.services import found_team
from marketplace.demo.baskets import fill_baskets, open_accounts
from marketplace.demo.sources import mesh
from requests.models import Order
from requests.ordering.basket import take_out
from tests.catalog.factories import DataProductFactory, OfferedPortFactory


def test_a_basket_is_filled_once_and_a_tool_is_opened_once(ada, analytics):
    plan = mesh()
    for slug in plan["baskets"][0]["products"]:
        OfferedPortFactory(product=DataProductFactory(slug=slug, owner=found_team(actor=None, slug=slug, name=slug)))

    for _ in range(2):
        fill_baskets(plan)
        open_accounts(plan)
    take_out(actor=ada, line=ada.basket_lines.select_related("port__product").first())
    fill_baskets(plan)

    assert ada.basket_lines.count() == len(plan["baskets"][0]["products"]) - 1
    assert analytics.service_accounts.count() == 1
    assert not Order.objects.exists()
