"""A product that somebody configures in the guide."""

from html.parser import HTMLParser

import pytest

from catalog.models import Draft
from catalog.publishing.services import save_draft
from catalog.search.index import index_product
from catalog.views.studio_example import example_bundle
from tests.catalog.factories import DataProductFactory, DomainFactory, OfferedPortFactory, SourceTableFactory
from tests.catalog.guide.reading_pages import filled_in

SLUG = "clinical-data-word-list"
PORT = "?port=words"


@pytest.fixture
def begun(otto, clinical):
    """The example, in the name of otto's team: a draft and nothing else."""
    DomainFactory(slug="clinical", name="Clinical", team=clinical)
    return save_draft(actor=otto, raw=example_bundle(otto).encode()).product


@pytest.fixture
def draft(begun):
    """The documents as they are saved now: `draft()`."""
    return lambda: bytes(Draft.objects.get(product=begun).bundle).decode()


@pytest.fixture
def source_table():
    """A table of a source system that is everybody's."""
    return SourceTableFactory(name="dm", system__slug="pharma", columns=[{"name": "code", "type": "INTEGER"}])


@pytest.fixture
def strangers_port(analytics):
    """A port that otto's team has no access to."""
    port = OfferedPortFactory(product=DataProductFactory(owner=analytics, name="Elsewhere"), columns=["x"])
    index_product(port.product)
    return port


@pytest.fixture
def put_in(client):
    """Opens a step, enters something, and sends the form: `put_in(otto, "describe", {"product-name": "Words"})`."""

    def putting(person, step, entered, *, do="", query="", page=None, **headers):
        client.force_login(person)
        address = f"/studio/{SLUG}/guide/{step}/{query}"
        fields = filled_in(page or client.get(address))
        fields |= {name: value if isinstance(value, list) else [value] for name, value in entered.items()}
        return client.post(address, fields | ({"do": [do]} if do else {}), headers=headers)

    return putting


@pytest.fixture
def said_at():
    """What a page says is wrong at a field: `said_at(answer, "product-version")`."""

    def reading(answer, field):
        reader = _Said(f"said-{field}")
        reader.feed(answer.content.decode())
        return " ".join("".join(reader.text).split())

    return reading


class _Said(HTMLParser):
    """The text inside the element of one id."""

    def __init__(self, wanted):
        super().__init__()
        self.wanted, self.depth, self.text = wanted, 0, []

    def handle_starttag(self, tag, attrs):
        """Go in where it begins."""
        if self.depth and tag not in ("use", "path", "input", "br"):
            self.depth += 1
        elif dict(attrs).get("id") == self.wanted:
            self.depth = 1

    def handle_endtag(self, tag):
        """Come out where it ends."""
        if self.depth and tag not in ("use", "path"):
            self.depth -= 1

    def handle_data(self, data):
        """Keep what is inside."""
        if self.depth:
            self.text.append(data)
