"""What each consumer would get and see under the access policy of a draft."""

import pytest

from accounts.teams.services import found_team
from catalog.trials.personas import persona_for, personas_of, prospect_of, unknown_teams
from catalog.trials.rows import spec_of
from tests.catalog.factories import DomainFactory
from tests.catalog.publishing.bundles import a_bundle

pytestmark = pytest.mark.django_db
POLICY = """\
purposes: [safety, research]
rules:
  - {name: partners, then: approve, when: {teams: [analytics], daysAtMost: 30}, reason: They know it.}
  - {name: flights, then: deny, when: {domains: [flights]}, reason: They fly.}
  - {name: others, then: review, stages: [owner, steward]}
"""


@pytest.fixture
def others(analytics):
    """Analytics, and the team that owns the domain of flights."""
    flights = found_team(actor=None, slug="flight-data", name="Flight data")
    DomainFactory(slug="flights", name="Flights", team=flights)
    return analytics, flights


@pytest.fixture
def trial(tried, others):
    """A trial under a policy with rules, a mask, a row filter, and analytics seeing plain values."""
    raw = a_bundle().replace(b"rules:\n  - {name: all, then: approve}\n", POLICY.encode())
    raw = raw.replace(b"unmaskedFor: [analytics]", b"unmaskedFor: [analytics, nobody-here]")
    return tried(raw.replace(b"{name: usubjid, logicalType: string, classification: internal",
                             b"{name: usubjid, logicalType: string, classification: restricted"))  # fmt: skip


@pytest.fixture
def seen(client, otto, trial):
    """What the page says of a persona: `seen("team:analytics", purpose="safety")`."""

    def asking(who, purpose="safety", days=30):
        client.force_login(otto)
        query = {"who": who, "purpose": purpose, "days": days, "port": "demographics"}
        answer = client.get(f"/studio/trials/{trial.pk}/persona/", query, HTTP_HX_REQUEST="true")
        assert answer.status_code == 200
        return answer.context["part"], answer.content.decode()

    return asking


def output_of(trial):
    return spec_of(trial).outputs[0]


def test_those_are_offered_for_whom_the_policy_makes_a_difference(trial):
    found = personas_of(trial.product, output_of(trial))

    assert [one.key for one in found] == ["team:clinical-data", "team:analytics", "team:flight-data", "outside"]
    assert unknown_teams(output_of(trial)) == ["nobody-here"]


@pytest.mark.parametrize(
    ("who", "purpose", "days", "outcome", "rule"),
    [
        ("team:analytics", "safety", 30, "approve", "partners"),
        ("team:analytics", "safety", 60, "review", "others"),
        ("team:flight-data", "research", 1, "deny", "flights"),
        ("outside", "safety", 1, "review", "others"),
        ("outside", "fun", 1, "refused", ""),
        ("outside", "safety", 101, "refused", ""),
        ("team:no-such-team", "safety", 1, "review", "others"),
    ],
)
def test_an_order_would_go_the_way_that_the_rules_say(trial, who, purpose, days, outcome, rule):
    persona = persona_for(who, trial.product, output_of(trial))

    way = prospect_of(trial.product, output_of(trial), persona, purpose=purpose, days=days).way

    assert (way.outcome, way.rule) == (outcome, rule)


def test_a_review_names_who_would_be_asked(trial, otto, petra, grace):
    persona = persona_for("outside", trial.product, output_of(trial))

    stages = prospect_of(trial.product, output_of(trial), persona, purpose="safety", days=1).way.stages

    assert [(stage.role, stage.people) for stage in stages] == [
        ("owner", ("Otto Owner", "Petra Platform")), ("steward", ("Grace Governance",))
    ]  # fmt: skip


def test_the_owners_need_no_order_and_see_it_plain(seen):
    part, page = seen("team:clinical-data")

    assert part["prospect"].reads_as_owner
    assert {one["how"]["key"] for one in part["columns"]} == {"plain"}
    assert "No order is needed" in page


def test_somebody_outside_sees_masked_values_and_only_the_rows_that_are_let_through(seen):
    part, page = seen("outside")

    columns = {one["name"]: one for one in part["columns"]}
    assert (part["count"], part["total"]) == (2, 3)
    assert columns["usubjid"]["how"] == {"key": "masked", "words": "hashed"}
    assert columns["usubjid"]["ours"] == "S-001"
    assert len(columns["usubjid"]["theirs"]) == 64
    assert columns["age"]["ours"] == columns["age"]["theirs"]
    assert part["guarded"] == []
    assert "S-003" not in page
    assert "nobody-here" in page


def test_a_team_that_sees_masked_columns_plain_is_shown_what_that_means(seen):
    part, page = seen("team:analytics")

    assert part["guarded"] == ["usubjid"]
    assert "Approved at once" in page
    assert "would be seen as it is" in page


def test_who_is_refused_sees_nothing(seen):
    part, page = seen("team:flight-data")

    assert "columns" not in part
    assert "They would see nothing of it." in page
    assert "They fly." in page


def test_a_policy_that_does_not_fit_the_data_is_told(client, otto, tried):
    raw = a_bundle().replace(b"rowFilter: country = 'US'", b"rowFilter: nowhere = 'US'")
    trial = tried(raw)
    client.force_login(otto)

    page = client.get(
        f"/studio/trials/{trial.pk}/persona/", {"who": "outside"}, HTTP_HX_REQUEST="true"
    ).content.decode()

    assert "could not be worked out" in page


@pytest.mark.parametrize("days", ["", "x", "-1", "99999999999", "٣"])
def test_odd_questions_get_an_answer(seen, days):
    part, _page = seen("team:a\x00b", purpose="'\"\x00", days=days)

    assert part["prospect"].way.outcome == "refused"
