"""What the pages of the guide show, to whom, and at what cost."""

import json
import time

import pytest
from django.conf import settings
from django.utils import timezone

from catalog.guide.steps import STEPS
from catalog.models import DataProduct, Draft, ProductVersion
from catalog.publishing.services import save_draft
from catalog.views.studio_example import example_bundle
from marketplace.foundation.models import AuditEvent
from tests.catalog.guide.conftest import PORT, SLUG
from tests.catalog.studio_factories import GovernancePolicyFactory

HOSTILE = ['<b>"x"</b>', "'; drop table x; --", "a/b~c", "{{ x }}", "ünïcode 数", "select", "-0-name", "a" * 190]


def addresses(step=""):
    """Where the steps are."""
    return [f"/studio/{SLUG}/guide/{each}/" for each in ([step] if step else STEPS)]


def broken(draft, *swaps):
    """Puts other text into the draft, past all checks."""
    text = draft()
    for old, new in swaps:
        assert old in text, old
        text = text.replace(old, new, 1)
    Draft.objects.update(bundle=text.encode())


@pytest.mark.parametrize("address", addresses())
def test_every_step_is_there_for_the_team_and_for_those_who_may_look(client, otto, petra, grace, begun, address):
    for person in (otto, petra):
        client.force_login(person)
        page = client.get(address).content.decode()
        assert "You can look, but not change" not in page
    client.force_login(grace)

    page = client.get(address).content.decode()

    if "/checkpoints/" not in address and "/review/" not in address:
        assert "only members of the owning team change its draft" in page
        assert 'value="save"' not in page
        assert page.count("disabled") > 1 or "/inputs/" in address


@pytest.mark.parametrize("address", addresses())
def test_others_do_not_find_it(client, ada, eve, begun, address):
    for person in (ada, eve):
        client.force_login(person)
        assert client.get(address).status_code == 404
        assert client.post(address, {}).status_code == 404


def test_who_may_only_look_changes_nothing(put_in, otto, grace, client, draft):
    before = draft()
    client.force_login(otto)
    page = client.get(f"/studio/{SLUG}/guide/describe/")

    answer = put_in(grace, "describe", {"product-name": "Graces words"}, page=page)

    assert answer.status_code == 403
    assert "only members of the owning team change its draft" in answer.content.decode()
    assert draft() == before


def test_a_step_that_is_none_is_not_found(client, otto, begun):
    client.force_login(otto)

    assert client.get(f"/studio/{SLUG}/guide/nonsense/").status_code == 404
    assert client.get(f"/studio/{SLUG}/guide/").status_code == 200


def test_looking_writes_nothing(client, otto, begun):
    client.force_login(otto)
    before = AuditEvent.objects.count(), Draft.objects.get().updated_at

    for address in addresses():
        assert client.get(address).status_code == 200

    assert (AuditEvent.objects.count(), Draft.objects.get().updated_at) == before


@pytest.mark.parametrize(
    ("old", "new", "step", "field", "words"),
    [
        ("version: 1.0.0", "version: soon", "describe", "product-version", "semantic"),
        ("domain: clinical", "domain: nowhere", "describe", "product-domain", "nowhere"),
        ("value: manual", "value: sometimes", "describe", "product-refresh", "sometimes"),
        ("select code", "selekt code", "transformation", "sql-sql", "SQL"),
        ("logicalType: integer", "logicalType: numberish", "outputs", "column-0-logical_type", "numberish"),
        ("classification: public", "classification: top secret", "outputs", "column-0-classification", "top secret"),
        ("metric: rowCount", "metric: rows", "quality", "rule-schema-0-quality-0-metric", "rows"),
        ("element: words", "element: elsewhere", "quality", "level-0-element", "elsewhere"),
        ("longestDays: 365", "longestDays: 9999", "access", "policy-longest_days", "3650"),
        ("then: approve", "then: maybe", "access", "rule-0-then", "maybe"),
    ],
)
def test_a_violation_stands_at_the_field_it_is_about(client, otto, draft, said_at, old, new, step, field, words):
    broken(draft, (old, new))
    client.force_login(otto)

    answer = client.get(f"/studio/{SLUG}/guide/{step}/{PORT}")

    assert words in said_at(answer, field)


def test_what_belongs_to_no_field_stands_above_and_to_a_row_at_the_row(client, otto, draft, said_at):
    broken(
        draft,
        ("      - name: word\n", "      - name: word\n        unheardOf: 1\n"),
        ("slaProperties:", "unknownHere: 1\nslaProperties:"),
    )
    client.force_login(otto)

    answer = client.get(f"/studio/{SLUG}/guide/outputs/{PORT}")

    assert "unheardOf" in said_at(answer, "column-1")
    assert "unknownHere" in answer.content.decode().split('id="guide-above"')[1].split("</ul>")[0]


def test_the_way_counts_what_is_wrong_in_each_step(client, otto, draft):
    broken(
        draft, ("select code", "selekt code"), ("longestDays: 365", "longestDays: 0"), ("then: approve", "then: maybe")
    )
    client.force_login(otto)

    rows = {str(row["label"]): row for row in client.get(f"/studio/{SLUG}/guide/describe/").context["steps"]}

    assert (rows["Transformation"]["errors"], rows["Access"]["errors"]) == (1, 2)
    assert rows["Describe"]["done"]
    assert rows["Quality"]["done"]
    assert not rows["Access"]["done"]


def test_the_review_leads_to_where_each_thing_is_mended(client, otto, draft):
    broken(draft, ("select code", "selekt code"), ("version: 1.0.0", "version: soon"))
    client.force_login(otto)

    page = client.get(f"/studio/{SLUG}/guide/review/").content.decode()

    assert f'href="/studio/{SLUG}/guide/transformation/?port=words"' in page
    assert f'href="/studio/{SLUG}/guide/describe/"' in page
    assert "Publish the saved draft" in page


def test_what_a_policy_forbids_is_left_to_mend_in_the_step_that_says_it(client, otto, draft):
    broken(draft, ("description: One row per code.", "description: Codes."))
    for slug in ("ports-are-described", "restricted-access-is-short"):
        rule = (settings.BASE_DIR / f"catalog/governance/shipped/{slug}.yaml").read_text()
        GovernancePolicyFactory(slug=slug, rule=rule, state="enforced", enforced_from=timezone.localdate())
    client.force_login(otto)

    page = " ".join(client.get(f"/studio/{SLUG}/guide/review/").content.decode().split())
    left = page.partition('id="mend-title"')[2].partition("</section>")[0]

    assert "says too little about what it holds" in left
    assert f'href="/studio/{SLUG}/guide/outputs/?port=words">Mend it in “Outputs”' in left
    assert left.count("Forbids it") == 1
    assert "Nothing." not in left


def test_documents_that_cannot_be_read_are_told_and_mended_elsewhere(client, otto, begun):
    client.force_login(otto)
    for raw in (b"name: [", b"just words", b"", b"kind: Nothing\n", b"\xff\xfe"):
        Draft.objects.update(bundle=raw)
        for address in addresses()[:2]:
            page = client.get(address)
            assert page.status_code == 200
            assert f'href="/studio/{SLUG}/"' in page.content.decode()
            assert client.post(address, {"revision": 1}).status_code == 200


def test_a_retired_product_is_read_only_with_the_reason(client, put_in, otto, begun, draft):
    DataProduct.objects.update(status="retired")
    before = draft()
    client.force_login(otto)

    page = client.get(f"/studio/{SLUG}/guide/describe/").content.decode()
    answer = put_in(otto, "describe", {"product-name": "Again"})

    assert "the product is retired" in page
    assert answer.status_code == 403
    assert draft() == before


def test_a_product_without_a_draft_begins_from_what_is_published(client, put_in, otto, begun):
    raw = bytes(Draft.objects.get().bundle)
    Draft.objects.all().delete()
    ProductVersion.objects.create(
        product=begun, number="1.0.0", state="published", bundle=raw, digest="x", published_at=begun.created_at
    )
    client.force_login(otto)

    page = client.get(f"/studio/{SLUG}/guide/describe/").content.decode()
    nothing = put_in(otto, "describe", {})
    something = put_in(otto, "describe", {"product-usage": "Anew."})

    assert "there is no draft yet" in page
    assert (nothing.status_code, something.status_code) == (302, 302)
    assert b"usage: Anew." in bytes(Draft.objects.get().bundle)
    assert Draft.objects.get().revision == 1


def test_a_bundle_of_several_of_everything_is_shown_port_by_port(client, otto, begun, draft):
    text = draft()
    more = text.split("---\n", 1)[1].replace("clinical-data-word-list", "other").replace("words", "others")
    port = "  - name: others\n    version: 1.0.0\n    contractId: other\n"
    save_draft(
        actor=otto, raw=(text.replace("customProperties:", port + "customProperties:", 1) + "---\n" + more).encode()
    )
    client.force_login(otto)

    for step in ("transformation", "outputs", "quality", "access"):
        page = client.get(f"/studio/{SLUG}/guide/{step}/?port=others")
        assert [row["active"] for row in page.context["ports"]] == [False, True]
        assert client.get(f"/studio/{SLUG}/guide/{step}/?port=nobody").context["ports"][0]["active"]


def test_hostile_names_are_shown_and_kept_as_text(client, put_in, otto, begun, draft):
    columns = "".join(f"      - name: {json.dumps(name, ensure_ascii=False)}\n" for name in HOSTILE)
    text = draft().replace("    quality:\n", columns + "    quality:\n", 1)
    save_draft(actor=otto, raw=text.encode(), slug=SLUG)
    client.force_login(otto)
    for step in STEPS:
        page = client.get(f"/studio/{SLUG}/guide/{step}/{PORT}")
        assert page.status_code == 200
        assert '<b>"x"</b>' not in page.content.decode()

    assert put_in(otto, "outputs", {}, query=PORT).status_code == 302
    assert draft() == text


@pytest.fixture
def wide(otto, begun, draft):
    """A contract of 500 columns."""
    columns = "".join(
        f"      - {{name: column_{number}, logicalType: string, description: What column {number} means.}}\n"
        for number in range(498)
    )
    text = draft().replace("    quality:\n", columns + "    quality:\n", 1)
    save_draft(actor=otto, raw=text.encode(), slug=SLUG)
    return text


def test_five_hundred_columns_are_found_and_changed_page_by_page(client, put_in, otto, wide, draft):
    client.force_login(otto)

    page = client.get(f"/studio/{SLUG}/guide/outputs/?port=words&page=17")
    found = client.get(f"/studio/{SLUG}/guide/outputs/?port=words&find=column_497")
    put_in(otto, "outputs", {"column-499-description": "The last."}, query="?port=words&find=column_497")
    started = time.process_time()
    put_in(otto, "outputs", {"column-480-name": "renamed"}, query="?port=words&page=17", x_guide="save")
    spent = time.process_time() - started

    assert len(page.context["forms"]["columns"]) == 20
    assert [form.title for form in found.context["forms"]["columns"]] == ["column_497"]
    assert draft() == wide.replace("What column 497 means.", "The last.").replace("name: column_478,", "name: renamed,")
    assert spent < 15


def test_a_page_asks_the_database_no_more_for_a_larger_product(client, otto, queries, wide, draft):
    client.force_login(otto)
    shown = addresses("outputs") + addresses("quality") + addresses("access") + addresses("review")
    many = {address: queries(client, address) for address in shown}
    Draft.objects.update(bundle=example_bundle(otto).encode())

    few = {address: queries(client, address) for address in shown}

    assert many == few
    assert max(many.values()) <= 45


def test_a_draft_of_nothing_but_a_product_can_be_filled_in_from_there(client, put_in, otto, begun, draft):
    head = draft().split("---\n")[0].replace("outputPorts:", "x-kept:", 1)
    bare = head[: head.index("x-kept:")] + head[head.index("customProperties:") :]
    save_draft(actor=otto, raw=bare.encode(), slug=SLUG)
    client.force_login(otto)
    for address in addresses():
        assert client.get(address).status_code == 200

    put_in(otto, "outputs", {"new_port": "words"}, do="add:port")
    put_in(otto, "transformation", {"sql-sql": "select 1 as code, 'one' as word"})
    put_in(otto, "outputs", {}, do="take", query=PORT)
    put_in(otto, "outputs", {"column-0-primary_key": "on", "column-0-classification": "public"}, query=PORT)
    put_in(otto, "quality", {"new_level": "frequency"}, do="add:level")
    put_in(otto, "access", {}, do="add:rule")

    page = client.get(f"/studio/{SLUG}/guide/review/").content.decode()
    assert 'value="publish"' in page or "/publish/" in page
    assert all(not row["errors"] for row in client.get(addresses()[0]).context["steps"])
