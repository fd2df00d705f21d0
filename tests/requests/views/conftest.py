"""People in front of the pages of access."""

import pytest
from django.test import Client

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def as_(db):
    """A browser of somebody: `as_(ada).get("/orders/")`."""

    def somebody(person, **headers):
        browser = Client(**headers)
        browser.force_login(person)
        return browser

    return somebody


@pytest.fixture
def htmx(as_):
    """A browser of somebody whose calls come from a script on the page: `htmx(ada).post(…)`."""
    return lambda person: as_(person, **HTMX)


@pytest.fixture
def wish():
    """What somebody enters to order ports: `wish(port, days=7)`."""

    def entered(*ports, **changes):
        said = {"ports": [port.pk for port in ports], "justification": "To find side effects.", "days": 30, "key": "k1"}
        return said | changes

    return entered
