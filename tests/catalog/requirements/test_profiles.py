"""Profiles are stated, changed and forgotten; many products are judged by them at once, as one person may know them."""

import pytest

from catalog.models import Column, RequirementProfile
from catalog.requirements.errors import NeedsNothing, NeedsNotValid, ProfileNameTaken, TooManyProfiles
from catalog.requirements.needs import Needs
from catalog.requirements.selectors import best_fitting, candidates_for, judge
from catalog.requirements.services import change_profile, delete_profile, keep_profile
from catalog.search.index import index_product
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from tests.catalog.requirements.conftest import DAY, offered
from tests.catalog.studio_factories import RequirementProfileFactory

NEEDS = Needs(fitness=50)


def test_a_profile_is_stated_changed_and_forgotten_and_all_of_it_is_written_down(ada, eve, profile):
    change_profile(actor=ada, profile=profile, name="Weekly signals", needs=NEEDS, task="For the review.")
    kept = RequirementProfile.objects.get()
    assert (kept.name, Needs.read(kept), str(kept.person)) == ("Weekly signals", NEEDS, str(ada))

    delete_profile(actor=ada, profile=kept)

    assert not RequirementProfile.objects.exists()
    events = AuditEvent.objects.filter(verb__startswith="requirement.")
    assert list(events.order_by("pk").values_list("verb", flat=True)) == [
        "requirement.kept", "requirement.changed", "requirement.deleted",
    ]  # fmt: skip
    assert not events.visible_to(eve).exists()


def test_a_team_shares_its_profiles_and_nobody_else_sees_them(ada, otto, grace, analytics, clinical, profile):
    ours = keep_profile(actor=ada, name="Ours", needs=NEEDS, team=analytics)

    assert set(RequirementProfile.objects.visible_to(ada)) == {profile, ours}
    assert not RequirementProfile.objects.visible_to(otto).exists()
    assert not RequirementProfile.objects.visible_to(grace).exists()
    with pytest.raises(NotAllowed):
        keep_profile(actor=ada, name="Theirs", needs=NEEDS, team=clinical)
    for act in (delete_profile, lambda **who: change_profile(**who, name="Mine", needs=NEEDS)):
        with pytest.raises(NotAllowed):
            act(actor=otto, profile=ours)


@pytest.mark.parametrize(
    ("needs", "refusal"),
    [
        (Needs(), NeedsNothing),
        (Needs(completeness=101), NeedsNotValid),
        (Needs(freshness=0), NeedsNotValid),
        (Needs(classification="secret"), NeedsNotValid),
        (Needs(wanted=(" ",)), NeedsNotValid),
        (Needs(wanted=("a\x00b",)), NeedsNotValid),
        (Needs(regions=tuple(map(str, range(31)))), NeedsNotValid),
    ],
)
def test_what_cannot_be_judged_is_refused(ada, needs, refusal):
    with pytest.raises(refusal):
        keep_profile(actor=ada, name="Signals", needs=needs)

    assert not RequirementProfile.objects.exists()


def test_a_name_is_taken_once_and_profiles_do_not_pile_up(ada, analytics, profile, monkeypatch):
    with pytest.raises(ProfileNameTaken):
        keep_profile(actor=ada, name="Signals", needs=NEEDS)
    keep_profile(actor=ada, name="Signals", needs=NEEDS, team=analytics)
    other = keep_profile(actor=ada, name="Other", needs=NEEDS)
    with pytest.raises(ProfileNameTaken):
        change_profile(actor=ada, profile=other, name="Signals", needs=NEEDS)

    monkeypatch.setattr("catalog.requirements.services.MOST_PROFILES", 2)
    with pytest.raises(TooManyProfiles):
        keep_profile(actor=ada, name="One more", needs=NEEDS)


def test_needs_are_met_missed_and_unknown_by_the_facts_of_the_product(ada, events, profile):
    fit = judge(profile, [events.pk], user=ada)[events.pk]

    told = {(one.need, one.asked): (one.outcome.value, one.source.value) for one in fit.verdicts}
    assert told == {
        ("wanted", "Subject"): ("met", "contract"),
        ("wanted", "weight"): ("missed", "contract"),
        ("freshness", "at most 1 day old"): ("met", "measured"),
        ("history", "at least 1 year"): ("met", "profile"),
        ("region", "EU"): ("unknown", "contract"),
        ("access", "without waiting"): ("missed", "access"),
    }
    assert (fit.met, fit.missed, fit.unknown, fit.fits) == (3, 2, 1, False)


@pytest.mark.parametrize("way", ["confidential", "masked", "filtered"])
def test_how_far_guarded_dates_reach_is_told_only_to_those_who_see_them(ada, otto, events, profile, way):
    port = events.output_ports.get()
    if way == "confidential":
        Column.objects.filter(name="seen").update(classification="confidential")
    port.policy.masks = [{"column": "SEEN", "method": "year"}] if way == "masked" else []
    port.policy.row_filter = "subject <> 'S1'" if way == "filtered" else ""
    port.policy.save()
    theirs = RequirementProfileFactory(person=otto, wanted=[], history=365 * DAY)

    hers = judge(profile, [events.pk], user=ada)[events.pk]
    his = judge(theirs, [events.pk], user=otto)[events.pk]

    assert not any("2020" in one.evidence for one in hers.verdicts)
    assert {one.need: one.outcome for one in hers.verdicts}["history"] == "unknown"
    assert his.fits is (way != "filtered")  # a row filter holds for the owning team, too


def test_as_many_queries_for_many_products_as_for_one(ada, events, profile, django_assert_num_queries):
    ids = [events.pk] + [offered(f"events-{number}", events.domain).pk for number in range(8)]
    ada.team_roles, ada.groups_and_unread = {}, (frozenset(), 0)  # as known to whoever signed in
    warm = judge(profile, ids, user=ada)

    with django_assert_num_queries(10):
        judge(profile, ids[:1], user=ada)
    with django_assert_num_queries(10):
        assert judge(profile, ids, user=ada).keys() == warm.keys() == set(ids)


def test_candidates_have_the_columns_however_they_are_written_and_are_no_secrets(ada, events):
    offered("hidden-events", events.domain, status="draft")
    drugs = offered("drugs", events.domain)
    Column.objects.filter(contract__port__product=drugs, name="seen").update(name="DRUG_CODE", business_name="")
    wanted = RequirementProfileFactory(person=ada, wanted=["drug code", "SUBJECT"])

    candidates, ranked = best_fitting(wanted, user=ada)

    assert [(one.product.slug, one.fit.met) for one in ranked] == [("drugs", 2), ("adverse-events", 1)]
    assert (candidates.total, candidates.how) == (2, "columns")


def test_without_columns_the_fittest_come_into_question_and_a_search_narrows_them(ada, events):
    offered("drugs", events.domain)
    index_product(events)
    any_will_do = RequirementProfileFactory(person=ada, wanted=[], fitness=50)

    everything = candidates_for(any_will_do, user=ada)
    found = candidates_for(any_will_do, user=ada, words="adverse")

    assert ({one.slug for one in everything.products}, everything.how) == ({"adverse-events", "drugs"}, "fitness")
    assert ([one.slug for one in found.products], found.how) == (["adverse-events"], "words")
