"""The pages of policies and exceptions: written, tried, put in force, seen by everybody, and asked to be let off."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.governance import services
from catalog.governance.runner import judge_products
from catalog.models import GovernancePolicy, PolicyException
from catalog.publishing.rights import give_rights
from tests.catalog.factories import DataProductFactory, DomainFactory, OfferedPortFactory
from tests.catalog.studio_factories import GovernancePolicyFactory, PolicyExceptionFactory

pytestmark = pytest.mark.django_db
RULE = """\
policy: licensed
name: There is a licence
applies to: product
require: {product.licence: present}
says: "{product.name} has no licence."
remedy: Add one.
"""


@pytest.fixture
def product(clinical):
    """A published product of otto's team, without a licence."""
    product = DataProductFactory(slug="arms", name="Arms", domain=DomainFactory(name="Clinical", team=clinical))
    give_rights(product, clinical)
    OfferedPortFactory(product=product, name="arms")
    return product


@pytest.fixture
def enforced(product):
    """A licence is asked for, and the product is judged by it."""
    policy = GovernancePolicyFactory(
        slug="licensed",
        name="There is a licence",
        rule=RULE,
        state="enforced",
        severity="high",
        enforced_from=timezone.localdate(),
    )
    judge_products([product.pk])
    return policy


def text_of(response):
    """What a person reads, in one line."""
    body = re.sub(r"<(script|style|template)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_everybody_sees_what_is_asked_and_how_it_is_kept(client, ada, enforced):
    client.force_login(ada)

    listed = text_of(client.get("/governance/policies/"))
    page = text_of(client.get("/governance/policies/licensed/"))

    assert "There is a licence" in listed
    assert "New policy" not in listed
    assert "It looks at every product." in page
    assert "Arms has no licence." in page
    assert "Withdraw" not in page


def test_drafts_are_for_stewards(client, ada, grace):
    GovernancePolicyFactory(slug="draft", name="Not yet")

    client.force_login(ada)
    assert client.get("/governance/policies/draft/").status_code == 404
    assert "Not yet" not in text_of(client.get("/governance/policies/"))

    client.force_login(grace)
    assert "Not yet" in text_of(client.get("/governance/policies/draft/"))


def test_a_steward_writes_a_policy_and_puts_it_in_force(client, grace, product):
    client.force_login(grace)
    assert "every-product-is-described" in client.get("/governance/policies/new/").content.decode()

    saved = client.post("/governance/policies/new/", {"text": RULE.replace("\n", "\r\n")})
    assert saved.url == "/governance/policies/licensed/?version=1"
    assert GovernancePolicy.objects.get().rule == RULE

    question = text_of(client.get("/governance/policies/licensed/1/in-force/"))
    assert "1 product does not keep it today" in question
    assert "Arms has no licence." in question

    day = timezone.localdate() + timedelta(days=30)
    client.post("/governance/policies/licensed/1/in-force/", {"enforced_from": day.isoformat()})
    policy = GovernancePolicy.objects.get()
    assert (policy.state, policy.enforced_from) == ("grace", day)

    client.post("/governance/policies/licensed/1/postpone/", {"enforced_from": (day + timedelta(days=5)).isoformat()})
    client.post("/governance/policies/licensed/1/withdraw/", {"reason": "Not needed."})
    policy.refresh_from_db()
    assert (policy.state, policy.enforced_from) == ("withdrawn", day + timedelta(days=5))


def test_what_is_wrong_is_shown_and_the_text_is_kept(client, grace):
    client.force_login(grace)

    answer = client.post("/governance/policies/new/", {"text": RULE.replace("product.licence", "product.lisence")})

    assert answer.status_code == 422
    assert "did you mean `product.licence`?" in text_of(answer).replace("&#x27;", "'")
    assert "product.lisence" in answer.content.decode()


def test_two_stewards_who_edit_a_draft_see_both_texts(client, grace):
    policy = services.draft_policy(actor=grace, text=RULE)
    services.change_draft(actor=grace, policy=policy, text=RULE + "# theirs\n")
    client.force_login(grace)

    answer = client.post("/governance/policies/licensed/edit/", {"text": RULE + "# mine\n", "before": RULE})

    assert answer.status_code == 422
    assert "# theirs" in answer.content.decode()
    assert "# mine" in answer.content.decode()


def test_editing_what_is_in_force_drafts_the_next_version(client, grace, enforced):
    client.force_login(grace)

    client.post("/governance/policies/licensed/edit/", {"text": RULE + "severity: low\n", "before": RULE})

    assert dict(GovernancePolicy.objects.values_list("version", "state")) == {1: "enforced", 2: "draft"}
    page = text_of(client.get("/governance/policies/licensed/?version=2"))
    assert "Put in force" in page
    client.post("/governance/policies/licensed/2/discard/")
    assert GovernancePolicy.objects.get(version=2).state == "withdrawn"


def test_a_dry_run_of_a_text_that_is_not_saved(client, grace, product):
    client.force_login(grace)

    page = client.post("/governance/policies/dry-run/", {"text": RULE})
    part = client.post("/governance/policies/dry-run/", {"text": RULE}, HTTP_HX_REQUEST="true")
    words = client.post("/governance/policies/dry-run/", {"text": RULE, "as": "words"})
    file = client.post("/governance/policies/dry-run/", {"text": RULE, "as": "csv"})
    wrong = client.post("/governance/policies/dry-run/", {"text": "policy: x"})

    assert "Arms has no licence." in text_of(page)
    assert "<html" not in part.content.decode()
    assert "Arms has no licence." in text_of(part)
    assert "the licence is there" in text_of(words)
    assert b"Arms has no licence." in b"".join(file.streaming_content)
    assert "cannot be understood" in text_of(wrong)
    assert not GovernancePolicy.objects.exists()


def test_a_dry_run_of_a_version_as_page_and_file(client, grace, enforced):
    client.force_login(grace)

    assert "1 product would not keep it" in text_of(client.get("/governance/policies/licensed/dry-run/"))
    file = client.get("/governance/policies/licensed/dry-run/?version=1&as=csv")
    assert file["Content-Type"].startswith("text/csv")
    assert b"Clinical" in b"".join(file.streaming_content)


def test_the_product_page_tells_and_leads_to_an_exception(client, otto, ada, enforced):
    client.force_login(ada)
    page = client.get("/products/arms/fitness/")
    assert "Arms has no licence." in text_of(page)
    assert "Ask for an exception" not in text_of(page)

    client.force_login(otto)
    assert "/studio/arms/exceptions/ask/?policy=licensed" in client.get("/products/arms/fitness/").content.decode()


def test_an_exception_goes_from_the_studio_to_the_steward_and_back(client, otto, grace, enforced):
    client.force_login(otto)
    form = client.get("/studio/arms/exceptions/ask/?policy=licensed")
    assert "There is a licence" in text_of(form)
    until = timezone.localdate() + timedelta(days=30)
    said = {"policy_slug": "licensed", "reason": "The lawyers need a month.", "valid_until": until.isoformat()}
    asked = client.post("/studio/arms/exceptions/ask/", said)
    exception = PolicyException.objects.get()
    assert asked.url == f"/governance/exceptions/{exception.pk}/"

    client.force_login(grace)
    assert "The lawyers need a month." in text_of(client.get("/governance/exceptions/"))
    assert "Arms" in text_of(client.get("/"))
    refused = client.post(f"/governance/exceptions/{exception.pk}/decide/", {"answer": "no", "note": ""})
    assert refused.status_code == 422
    granted = {"answer": "yes", "note": "", "valid_until": (until - timedelta(days=9)).isoformat()}
    client.post(f"/governance/exceptions/{exception.pk}/decide/", granted)
    exception.refresh_from_db()
    assert (exception.state, exception.valid_until) == ("granted", until - timedelta(days=9))

    client.force_login(otto)
    judge_products([exception.product_id])
    assert "By exception, until" in text_of(client.get("/products/arms/fitness/"))
    client.post(f"/governance/exceptions/{exception.pk}/end/", {"reason": "They are done."})
    exception.refresh_from_db()
    assert exception.state == "ended"


def test_a_request_that_is_too_long_says_so_beside_the_form(client, otto, enforced):
    client.force_login(otto)
    until = (timezone.localdate() + timedelta(days=400)).isoformat()

    said = {"policy_slug": "licensed", "reason": "Later.", "valid_until": until}
    answer = client.post("/studio/arms/exceptions/ask/", said)

    assert answer.status_code == 422
    assert "180 days at most" in text_of(answer)


def test_others_do_not_see_an_exception(client, ada, eve, otto, enforced):
    exception = PolicyExceptionFactory(product__slug="other", requested_by=otto)

    for person in (ada, eve, otto):
        client.force_login(person)
        assert client.get(f"/governance/exceptions/{exception.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/governance/policies/", 16),
        ("/governance/policies/licensed/?outcome=fail", 18),
        ("/governance/policies/licensed/dry-run/", 24),
        ("/governance/exceptions/", 14),
        ("/products/arms/fitness/", 32),
    ],
)
def test_a_fuller_page_asks_the_database_no_more(address, most, client, grace, otto, enforced, queries):
    client.force_login(grace)
    few = queries(client, address)
    for number in range(6):
        made = DataProductFactory()
        OfferedPortFactory(product=made)
        GovernancePolicyFactory(state="grace", enforced_from=timezone.localdate())
        PolicyExceptionFactory(product=made, requested_by=otto, policy_slug=f"p-{number}")
        judge_products([made.pk, enforced.verdicts.first().product_id])

    assert queries(client, address) <= few + 1  # a page that has a second one counts them
    assert few <= most
