"""Our app `requests` hides an HTTP library of that name; nothing we install may need it."""

import importlib.metadata
import re

from django.conf import settings
from rest_framework import compat

import requests

# Needed only to develop, never imported by the marketplace or its tests; each with the reason it is harmless.
HARMLESS = {}


def _needed_by(distribution):
    for requirement in distribution.requires or []:
        name = re.match(r"[A-Za-z0-9._-]+", requirement).group().lower()
        optional = "extra ==" in requirement
        if name == "requests" and not optional:
            yield requirement


def test_no_installed_distribution_needs_the_library_whose_name_we_bear():
    needing = {
        distribution.metadata["Name"]: list(_needed_by(distribution))
        for distribution in importlib.metadata.distributions()
    }

    assert {name: found for name, found in needing.items() if found and name not in HARMLESS} == {}


def test_the_library_whose_name_we_bear_is_not_installed():
    installed = {distribution.metadata["Name"].lower() for distribution in importlib.metadata.distributions()}

    assert "requests" not in installed


def test_requests_is_our_app():
    assert requests.__file__ == str(settings.BASE_DIR / "requests" / "__init__.py")


def test_the_api_framework_knows_that_the_library_is_not_here():
    assert compat.requests is None
