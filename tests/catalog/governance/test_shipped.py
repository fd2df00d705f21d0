"""Every policy that comes with the marketplace lets a good product pass, and finds what is wrong with a bad one."""

import hashlib
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from catalog.governance.facts import candidate
from catalog.governance.language import in_words, judge, read_rule
from catalog.governance.services import change_draft, load_shipped, put_in_force, shipping
from catalog.models import Checkpoint, DataProduct, GovernancePolicy
from tests.catalog.governance.products import column, documents, port, prop, spec_of
from tests.catalog.studio_factories import CheckpointFactory
from tests.requests.factories import GrantFactory

RULES = shipping.shipped_rules()
SECRET = column(classification="restricted")
KEY = column("customer_hk", primaryKey=True)
WHEN, WHENCE = column("load_date"), column("record_source")
FRESH = [{"property": "freshness", "value": 1, "unit": "d"}]
UPSTREAM = {"name": "raw", "version": "1.0.0", "contractId": "c-other"}
HUB, LINK, SATELLITE = ({"tags": [tag]} for tag in ("hub", "link", "satellite"))


def justified(why):
    """A restricted column that says why it is seen plain."""
    return SECRET | {"customProperties": [prop("justification", why)]}


def vault(table, *columns):
    """A port of a data vault."""
    return documents(ports=[port(table=table, columns=list(columns))])


# The policy, documents that keep it, documents that do not, and how the sentence begins that says so.
CASES = [
    (
        "restricted-columns-are-masked",
        documents(ports=[port(columns=[SECRET], access={"masks": [{"column": "arm", "method": "hash"}]})]),
        documents(ports=[port(columns=[SECRET])]),
        "arms.arm is restricted",
    ),
    (
        "restricted-columns-are-masked",
        documents(ports=[port(columns=[justified("Dose depends on it, see 7.")])]),
        documents(ports=[port(columns=[justified("Because.")])]),
        "arms.arm is restricted",
    ),
    (
        "owner-and-support",
        documents(support=[{"channel": "Desk", "url": "mailto:a@b.org"}]),
        documents(),
        "Arms names no",
    ),
    (
        "owner-and-support",
        documents(support=[{"channel": "Desk"}]),
        documents(support=[{"description": "?"}]),
        "Arms names",
    ),
    (
        "freshness-is-promised",
        documents(ports=[port(contract={"slaProperties": FRESH})]),
        documents(),
        "arms does not say how",
    ),
    ("licence-or-terms", documents(properties=[prop("licence", "MIT")]), documents(), "Arms has no licence"),
    (
        "licence-or-terms",
        documents(ports=[port(access={"terms": "Tell nobody."})]),
        documents(ports=[port(access={"terms": "Tell nobody."}), port("other")]),
        "Arms has no licence",
    ),
    (
        "data-vault-hubs",
        vault(HUB, KEY, column("customer_bk"), WHEN, WHENCE),
        vault(HUB, KEY, WHEN, WHENCE),
        "The hub arms has no business",
    ),
    (
        "data-vault-hubs",
        vault({}, column()),
        vault(HUB, column("customer_bk"), WHEN, WHENCE),
        "The hub arms has no hash key",
    ),
    (
        "data-vault-hubs",
        vault(
            HUB,
            column("id", primaryKey=True, tags=["hash-key", "business-key"]),
            column("at", tags=["load-date"]),
            WHENCE,
        ),
        vault(HUB, KEY, column("customer_bk"), WHEN),
        "The hub arms does not say which source",
    ),
    (
        "data-vault-links",
        vault(LINK, KEY, column("hk_order"), column("product_hk"), WHEN, WHENCE),
        vault(LINK, KEY, column("hk_order"), WHEN, WHENCE),
        "The link arms has fewer than two",
    ),
    (
        "data-vault-links",
        vault(LINK, KEY, column("a", tags=["hub-key"]), column("b", tags=["hub-key"]), WHEN, WHENCE),
        vault(LINK, column("a_hk"), column("b_hk"), WHEN, WHENCE),
        "The link arms has no hash key",
    ),
    (
        "data-vault-satellites",
        vault(SATELLITE, KEY, WHEN | {"primaryKey": True}, column("hash_diff"), WHENCE),
        vault(SATELLITE, KEY, WHEN | {"primaryKey": True}, WHENCE),
        "The satellite arms has no hash of its state",
    ),
    (
        "data-vault-satellites",
        vault({"tags": ["sat"]}, KEY, WHEN | {"primaryKey": True}, column("x_hd"), WHENCE),
        vault({"tags": ["Sat"]}, KEY, WHEN, column("x_hd"), WHENCE),
        "The satellite arms has no load date in its key",
    ),
    ("ports-are-described", documents(), documents(ports=[port(description="Arms.")]), "arms says too little"),
    (
        "columns-are-described",
        documents(),
        documents(ports=[port(columns=[column(description="")])]),
        "arms.arm does not",
    ),
    (
        "columns-are-classified",
        documents(),
        documents(ports=[port(columns=[column(classification="")])]),
        "Nothing says",
    ),
    ("tables-have-a-key", documents(ports=[port(columns=[KEY])]), documents(), "No column of arms"),
    (
        "quality-is-promised",
        documents(ports=[port(table={"quality": [{"metric": "rowCount"}]})]),
        documents(),
        "arms has no quality",
    ),
    (
        "quality-is-promised",
        documents(ports=[port(columns=[column(quality=[{"metric": "nullValues"}])])]),
        documents(ports=[port(columns=[column(quality=[{"metric": "nullValues"}])]), port("bare")]),
        "bare has no quality rule",
    ),
    (
        "consumers-build-on-products",
        documents(type="consumerAligned", inputPorts=[UPSTREAM]),
        documents(type="consumerAligned"),
        "Arms is consumer-aligned and reads source systems itself, by 1",
    ),
    (
        "restricted-data-has-purposes",
        documents(ports=[port(columns=[SECRET], access={"purposes": ["research"]})]),
        documents(ports=[port(columns=[SECRET], access={})]),
        "arms has restricted columns",
    ),
    (
        "restricted-access-is-short",
        documents(ports=[port(columns=[SECRET], access={"longestDays": 180})]),
        documents(ports=[port(columns=[SECRET], access={})]),
        "Access to arms, which has restricted columns, may last 365 days.",
    ),
    (
        "plain-restricted-data-is-reviewed",
        documents(
            ports=[port(columns=[SECRET], access={"default": {"then": "review", "stages": ["owner", "steward"]}})]
        ),
        documents(ports=[port(columns=[SECRET], access={"rules": [{"name": "all", "then": "approve"}]})]),
        "arms shows restricted columns plain",
    ),
]


@pytest.mark.parametrize(
    ("slug", "good", "bad", "sentence"), CASES, ids=[f"{case[0]}-{n}" for n, case in enumerate(CASES)]
)
def test_a_good_product_passes_and_a_bad_one_hears_why_not(slug, good, bad, sentence, product):
    rule, _ = read_rule(RULES[slug])

    passed = judge(rule, candidate(spec_of(good), product))
    failed = judge(rule, candidate(spec_of(bad), product))

    assert passed.outcome in ("pass", "not-applicable"), passed
    assert failed.outcome == "fail"
    assert [reason for reason in failed.reasons if reason.sentence.startswith(sentence)], failed.reasons


def test_nobody_who_speaks_for_the_team_is_found(product, otto, petra):
    product.owner.memberships.update(role="member")

    judged = judge(read_rule(RULES["owner-and-support"])[0], candidate(spec_of(documents()), product))

    assert judged.reasons[0].sentence == "Nobody speaks for clinical-data, the team that owns Arms."


def test_data_about_persons_needs_a_signed_assessment(installed, otto, grace):
    raw = documents(ports=[port(columns=[column("patient_name")])])
    product, rule = installed(raw), read_rule(RULES["personal-data-is-assessed"])[0]

    def judged():
        return judge(rule, candidate(spec_of(raw), product)).outcome

    assert judge(rule, candidate(spec_of(documents()), product)).outcome == "not-applicable"
    assert judged() == "fail"

    CheckpointFactory(
        product=product, requested_by=otto, state=Checkpoint.State.SIGNED, answered_by=grace, answered_at=timezone.now()
    )

    assert judged() == "pass"


def test_a_long_grant_on_restricted_data_is_found(installed):
    rule = read_rule(RULES["grants-on-restricted-data-end"])[0]
    raw = documents(ports=[port(columns=[SECRET])])
    product = installed(raw)
    now = timezone.now()
    a_year, longer = now + timedelta(days=365, hours=9), now + timedelta(days=500)
    GrantFactory(port=product.output_ports.get(), valid_from=now, valid_until=a_year)

    assert judge(rule, candidate(spec_of(raw), product)).outcome == "pass"

    GrantFactory(port=product.output_ports.get(), valid_from=now, valid_until=longer)

    assert judge(rule, candidate(spec_of(raw), product)).outcome == "fail"


def test_a_deprecated_product_says_what_comes_after(product):
    rule = read_rule(RULES["deprecated-products-name-a-successor"])[0]
    assert judge(rule, candidate(spec_of(documents()), product)).outcome == "not-applicable"

    product.status = DataProduct.Status.DEPRECATED

    sentences = [one.sentence for one in judge(rule, candidate(spec_of(documents()), product)).reasons]
    assert sentences == ["Arms is deprecated and names no successor.", "Arms is deprecated and has no last day."]


def test_every_shipped_policy_is_shown_to_find_a_fault():
    elsewhere = {"personal-data-is-assessed", "grants-on-restricted-data-end", "deprecated-products-name-a-successor"}

    assert set(RULES) == {case[0] for case in CASES} | elsewhere
    assert len(RULES) >= 12


@pytest.mark.parametrize("slug", RULES)
def test_a_shipped_policy_says_what_it_is_why_and_what_to_do(slug):
    rule, violations = read_rule(RULES[slug])

    assert violations == []
    assert rule.slug == slug
    assert "" not in (rule.name, rule.why, rule.remedy)
    assert len(in_words(rule)) >= 2


@pytest.mark.django_db
def test_they_are_loaded_once_as_drafts(capsys):
    call_command("load_policies")
    call_command("load_policies")

    assert GovernancePolicy.objects.count() == len(RULES)
    assert set(GovernancePolicy.objects.values_list("state", "version")) == {("draft", 1)}
    assert "no new" in capsys.readouterr().out.splitlines()[-1].lower()


def test_a_newer_release_brings_a_new_draft_and_overwrites_nothing(grace, monkeypatch, tmp_path):
    load_shipped()
    slug = "licence-or-terms"
    mine = GovernancePolicy.objects.get(slug=slug)
    change_draft(actor=grace, policy=mine, text=RULES[slug].replace("severity: medium", "severity: high"))
    put_in_force(actor=grace, policy=mine, enforced_from=timezone.localdate())
    (tmp_path / f"{slug}.yaml").write_text(RULES[slug].replace("A licence", "One licence"))
    monkeypatch.setattr(shipping, "SHIPPED", tmp_path)

    assert [str(policy) for policy in load_shipped()] == ["One licence, or terms for every port (2)"]
    assert load_shipped() == []

    mine.refresh_from_db()
    assert (mine.state, mine.severity) == ("enforced", "high")
    assert mine.shipped == hashlib.sha256(RULES[slug].encode()).hexdigest()
