"""The choices that access rests on: docs/access-decisions.md names a test for each."""

import re

from django.conf import settings

from requests.models import AccessRequest
from tests.catalog.factories import AccessPolicyFactory, DataContractFactory, ProductVersionFactory

PAGE = (settings.BASE_DIR / "docs" / "access-decisions.md").read_text()


def test_every_choice_names_tests_that_there_are():
    rows = re.findall(r"^\| (\d+) \| .+? \| (`.+`) \|$", PAGE, re.MULTILINE)

    assert [int(number) for number, _tests in rows] == list(range(1, 18))
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE)
    missing = [name for file, name in named if f"\ndef {name}(" not in (settings.BASE_DIR / "tests" / file).read_text()]
    assert len(named) >= 34
    assert missing == []


def test_a_request_keeps_what_was_asked_and_accepted(order, port):
    placed = order(port)
    line = placed.lines.get()
    policy, contract = line.policy, line.contract

    later = {"port": port, "version": ProductVersionFactory(product=port.product, number="9.0.0", state="draft")}
    port.policy, port.contract = AccessPolicyFactory(**later), DataContractFactory(**later)
    port.save()

    kept = AccessRequest.objects.get(pk=line.pk)
    assert (kept.policy, kept.contract) == (policy, contract)
    assert kept.order.justification == placed.justification
    assert port.policy != policy
