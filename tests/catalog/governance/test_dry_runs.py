"""Before anybody is judged by a rule, it is seen what it would say of every product; nothing is kept."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.governance import dry_runs
from catalog.governance.dry_runs import as_rows, dry_run
from catalog.governance.language import read_rule
from catalog.governance.runner import judge_products
from catalog.governance.services.shipping import shipped_rules
from catalog.models import PolicyVerdict
from marketplace.foundation.models import AuditEvent
from marketplace.foundation.spreadsheets import csv_lines
from tests.catalog.factories import DataProductFactory, DomainFactory, OfferedPortFactory
from tests.catalog.studio_factories import GovernancePolicyFactory, PolicyExceptionFactory

pytestmark = pytest.mark.django_db
RULE = read_rule(
    "policy: licensed\nname: A\napplies to: product\nrequire: {product.licence: present}\n"
    "says: '{product.name} has no licence.'\n"
)[0]


@pytest.fixture
def mesh():
    """Three products of two domains without a licence, one with; one that is not published."""
    retail, clinical = DomainFactory(name="Retail"), DomainFactory(name="Clinical")
    for domain, names in ((retail, ["Zebra", "=Apple"]), (clinical, ["Arms"])):
        for name in names:
            DataProductFactory(name=name, domain=domain)
    DataProductFactory(domain=clinical, licence="MIT")
    DataProductFactory(domain=clinical, status="draft")


def test_it_tells_who_would_fail_by_domain_and_owner(mesh):
    run = dry_run([RULE])[0]

    assert run.judged == 4
    assert dict(run.counts) == {"fail": 3, "pass": 1}
    assert [(domain, [one.name for one in some]) for domain, _owner, some in run.groups("fail", 10)] == [
        ("Clinical", ["Arms"]),
        ("Retail", ["=Apple", "Zebra"]),
    ]
    assert run.of("fail")[0].reasons[0].sentence == "Arms has no licence."


def test_it_keeps_nothing_and_tells_nobody(mesh):
    dry_run([RULE])

    assert not PolicyVerdict.objects.exists()
    assert not AuditEvent.objects.exists()


def test_an_exception_that_holds_is_told(mesh, otto, grace):
    product = DataProductFactory(name="Excepted")
    until = timezone.localdate() + timedelta(days=9)
    facts = {"state": "granted", "decided_by": grace, "decided_at": timezone.now(), "requested_by": otto}
    PolicyExceptionFactory(policy_slug="licensed", product=product, valid_until=until, **facts)

    run = dry_run([RULE])[0]

    assert [(one.name, one.excepted_until) for one in run.of("excepted")] == [("Excepted", until)]


def test_the_file_has_every_reason_and_is_safe_to_open(mesh):
    rows = list(csv.reader(io.StringIO("".join(csv_lines(["domain"], as_rows(dry_run([RULE])[0]))))))

    assert [row[3] for row in rows[1:]] == ["Arms", "'=Apple", "Zebra"]
    assert [row[6] for row in rows[1:]] == ["Arms has no licence.", "'=Apple has no licence.", "Zebra has no licence."]


def test_more_products_cost_no_more_queries(monkeypatch):
    rules = [read_rule(text)[0] for text in shipped_rules().values()]

    def asking(number):
        for _ in range(number):
            OfferedPortFactory(columns=["a", "b"])
        with CaptureQueriesContext(connection) as captured:
            runs = dry_run(rules)
        return len(captured), runs[0].judged

    few, many = asking(2), asking(10)

    assert (few[1], many[1]) == (2, 12)
    assert few[0] == many[0] <= 18


def test_a_dry_run_says_what_judging_would_keep(mesh, monkeypatch):
    monkeypatch.setattr(dry_runs, "CHUNK", 2)
    policy = GovernancePolicyFactory(
        slug="licensed", rule="policy: licensed\nname: A\napplies to: product\n"
        "require: {product.licence: present}\nsays: '{product.name} has no licence.'\n",
        state="grace", enforced_from=timezone.localdate(),
    )  # fmt: skip
    products = list(DataProductFactory._meta.model.objects.values_list("pk", flat=True))

    judge_products(products)
    run = dry_run([RULE])[0]

    kept = set(policy.verdicts.filter(outcome="fail").values_list("product__slug", flat=True))
    assert kept == {one.slug for one in run.of("fail")}
