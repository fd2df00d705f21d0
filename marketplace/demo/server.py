"""A PostgreSQL database in which the demo keeps some products, where the environment names one."""

import re

from django.conf import settings

from catalog.models import Warehouse
from marketplace.demo.sources import DemoBundle

SLUG, SECRET = "reporting", "DEMO_WAREHOUSE_URL"


def begin_server() -> None:
    """Have the warehouse there, if there is a server behind it."""
    if settings.DEMO_WAREHOUSE_URL:
        said = {"name": "Reporting database", "engine": "postgresql", "secret": SECRET}
        Warehouse.objects.get_or_create(slug=SLUG, defaults=said)


def documents_of(bundle: DemoBundle, plan) -> bytes:
    """The documents of a bundle; those of products that are read in the server say so, where there is one."""
    raw = bundle.path.read_text(encoding="utf-8")
    if settings.DEMO_WAREHOUSE_URL and bundle.slug in plan["in_server"]:
        [contract] = bundle.contracts
        said = f"customProperties: [{{property: warehouse, value: {SLUG}, vendor: marketplace}}]"
        raw, places = re.subn(rf"^( +)contractId: {contract}$", rf"\g<0>\n\1{said}", raw, count=1, flags=re.MULTILINE)
        assert places == 1, bundle.slug
    return raw.encode()
