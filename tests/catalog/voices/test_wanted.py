"""What nobody offers is asked for, wanted by more, picked up, and answered or declined."""

import pytest
from django.db import IntegrityError, transaction

from accounts.teams.services import found_team, set_member
from catalog.models import WantedProduct, WantedVote
from catalog.voices.errors import AnswerNotFit, TextNotFit, TooMuchAtOnce, WantedMoved, WhyMissing
from catalog.voices.wanted.likeness import like
from catalog.voices.wanted.services import (
    answer,
    ask,
    decline,
    make,
    pick_up,
    put_back,
    reopen,
    take_back,
    vote,
    withdraw,
)
from catalog.voices.wanted.telling import tell_published
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from tests.accounts.factories import TeamFactory, UserFactory
from tests.catalog.factories import DataProductFactory, DomainFactory
from tests.catalog.voice_factories import WantedProductFactory


def verbs(wanted):
    """What happened to it, the oldest first."""
    return [event.verb for event in AuditEvent.objects.about(wanted).order_by("pk")]


def test_ada_asks_and_the_team_of_the_domain_hears_of_it(ada, otto, petra, eve, domain, want, told):
    wanted = want(domain=domain, terms=["LBTESTCD, site", "site"])

    assert (wanted.state, wanted.terms) == ("open", ["LBTESTCD", "site"])
    assert [vote.person for vote in wanted.votes.all()] == [ada]
    assert told(otto) == told(petra)
    assert told(otto) == ["Ada Analyst looks for something in Clinical that nobody offers: Lab values per site"]
    assert told(ada) == told(eve) == []


def test_one_asks_for_oneself_or_for_a_team_one_is_in(ada, want):
    with pytest.raises(NotAllowed, match="a team you are in"):
        want(team=TeamFactory())


@pytest.mark.parametrize(
    "said",
    [
        {"title": ""},
        {"title": " \x00\u200b "},
        {"title": "x" * 161},
        {"need": ""},
        {"need": "x" * 4001},
        {"purpose": "\u202e"},
        {"purpose": "x" * 301},
    ],
)
def test_what_says_nothing_or_too_much_is_refused(db, want, said):
    with pytest.raises(TextNotFit):
        want(**said)

    assert not WantedProduct.objects.exists()


@pytest.mark.parametrize(
    "title", ["🦆" * 160, "مبيعات حسب المتجر", "a\x00b\ud800", "<script>alert(1)</script>", "' OR 1=1"]
)
def test_whatever_can_be_read_is_kept_and_shown_as_text(client, ada, want, title):
    wanted = want(title=title, need=f"{title}\r\n\r\n\r\n\r\nmore")
    client.force_login(ada)

    assert wanted.need.endswith("\n\nmore")
    for address in (wanted.get_absolute_url(), "/wanted/"):
        page = client.get(address)
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()


def test_nobody_floods_the_board(ada, want):
    WantedProductFactory.create_batch(20, asked_by=ada)

    with pytest.raises(TooMuchAtOnce):
        want()


def test_others_want_it_once_say_why_and_take_it_back(ada, eve, want, told):
    wanted = want()
    for _ in range(2):
        vote(actor=eve, wanted=wanted, why="We count them by hand.")
    vote(actor=eve, wanted=wanted, why="We guess.")

    assert WantedVote.objects.get(person=eve).why == "We guess."
    assert told(ada) == ["Eve Elsewhere wants this, too: Lab values per site"]
    for _ in range(2):
        take_back(actor=eve, wanted=wanted)
    assert verbs(wanted) == ["wanted.asked", "wanted.voted", "wanted.voted", "wanted.left"]
    with pytest.raises(NotAllowed, match="you asked for it"):
        take_back(actor=ada, wanted=wanted)


def test_the_database_counts_nobody_twice(ada, want):
    wanted = want()

    with pytest.raises(IntegrityError), transaction.atomic():
        WantedVote.objects.create(wanted=wanted, person=ada)


def test_who_left_does_not_count_and_hears_nothing(ada, otto, eve, clinical, domain, want, told):
    wanted = want()
    vote(actor=eve, wanted=wanted)
    eve.is_active = False
    eve.save()

    pick_up(actor=otto, wanted=wanted, team=clinical)

    assert WantedProduct.objects.with_votes(ada).get().wanters == 1
    assert told(eve) == []


def test_a_team_picks_it_up_and_answers(ada, otto, eve, clinical, domain, product, want, told):
    wanted = want()
    vote(actor=eve, wanted=wanted)

    pick_up(actor=otto, wanted=wanted, team=clinical)
    answer(actor=otto, wanted=wanted, product=product, note="Column SITEID.")

    wanted.refresh_from_db()
    assert (wanted.state, wanted.product, wanted.taken_by) == ("answered", product, clinical)
    assert told(eve) == [
        "There is an answer to “Lab values per site”: Adverse events.",
        "Clinical data has picked up what you want: Lab values per site",
    ]
    assert told(ada)[:2] == told(eve)
    assert told(otto) == []
    assert verbs(wanted)[-2:] == ["wanted.taken", "wanted.answered"]
    with pytest.raises(WantedMoved, match="Answered"):
        decline(actor=otto, wanted=wanted, reason="Too late.")


def test_who_looks_after_no_domain_handles_nothing(ada, analytics, eve, product, want):
    wanted = want()

    for deed in (
        lambda: pick_up(actor=ada, wanted=wanted, team=analytics),
        lambda: answer(actor=eve, wanted=wanted, product=product),
        lambda: decline(actor=eve, wanted=wanted, reason="No."),
        lambda: withdraw(actor=eve, wanted=wanted),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_a_decline_says_why_and_is_for_the_team_of_the_domain_and_stewards(ada, otto, grace, domain, want, told):
    elsewhere, nowhere = want(domain=DomainFactory()), want()

    for wanted in (elsewhere, nowhere):
        with pytest.raises(NotAllowed):
            decline(actor=otto, wanted=wanted, reason="No.")
    with pytest.raises(WhyMissing):
        decline(actor=grace, wanted=nowhere, reason=" \n")
    decline(actor=grace, wanted=nowhere, reason="It may not be\ncollected.")

    assert told(ada) == ["It will not be made: Lab values per site. Why: It may not be collected."]


def test_what_another_team_picked_up_is_theirs(otto, grace, eve, clinical, domain, product, want):
    other = found_team(actor=None, slug="other", name="Other")
    set_member(actor=None, team=other, person=eve, role="maintainer")
    DomainFactory(team=other)
    wanted = want(domain=domain)
    pick_up(actor=eve, wanted=wanted, team=other)

    for deed in (
        lambda: decline(actor=otto, wanted=wanted, reason="No."),
        lambda: answer(actor=otto, wanted=wanted, product=product),
        lambda: put_back(actor=otto, wanted=wanted, reason="No."),
    ):
        with pytest.raises(NotAllowed):
            deed()
    put_back(actor=eve, wanted=wanted, reason="No time.")
    assert pick_up(actor=otto, wanted=wanted, team=clinical).taken_by == clinical


@pytest.mark.parametrize("status", ["draft", "in-review", "deprecated", "retired"])
def test_only_what_is_published_is_an_answer(otto, clinical, domain, want, status):
    with pytest.raises(AnswerNotFit):
        answer(actor=otto, wanted=want(), product=DataProductFactory(domain=domain, owner=clinical, status=status))


def test_who_asked_closes_it_and_opens_it_again(ada, otto, eve, domain, product, want, told):
    wanted = want(domain=domain)
    vote(actor=eve, wanted=wanted)
    withdraw(actor=ada, wanted=wanted)
    assert told(eve) == ["Ada Analyst does not need it any more: Lab values per site"]
    reopen(actor=ada, wanted=wanted, reason="We do after all.")
    answer(actor=otto, wanted=wanted, product=product)

    with pytest.raises(NotAllowed):
        reopen(actor=eve, wanted=wanted, reason="No.")
    reopen(actor=ada, wanted=wanted, reason="It has no sites.")

    wanted.refresh_from_db()
    assert (wanted.state, wanted.product) == ("open", None)
    assert told(otto)[0] == "Ada Analyst still looks for it: Lab values per site. Why: It has no sites."


def test_a_draft_begins_with_it_and_its_publishing_can_answer_it(ada, otto, petra, clinical, domain, want, told):
    wanted = want()
    draft = DataProductFactory(name="Lab by site", domain=domain, owner=clinical, status="draft")

    make(actor=otto, wanted=wanted, product=draft)

    wanted.refresh_from_db()
    assert (wanted.state, wanted.taken_by, wanted.product) == ("picked-up", clinical, draft)
    assert "Lab by site" not in " ".join(told(ada))
    for _ in range(2):
        assert tell_published(draft) == 1
    assert told(otto) == ["Lab by site is published: it can answer “Lab values per site” now."]
    draft.status = "published"
    draft.save()
    assert answer(actor=otto, wanted=wanted, product=draft).state == "answered"


def test_what_is_in_the_making_is_told_nobody_who_does_not_see_it(client, api, ada, otto, clinical, domain, want):
    wanted = want()
    draft = DataProductFactory(slug="secret-plan", name="Secret plan", domain=domain, owner=clinical, status="draft")
    make(actor=otto, wanted=wanted, product=draft)

    for person, sees in ((ada, False), (otto, True)):
        client.force_login(person)
        page = client.get(wanted.get_absolute_url()).content.decode()
        assert ("Secret plan" in page) is sees
        assert "ecret" not in str(api(person).get(f"/api/v1/wanted/{wanted.pk}/").data)
        assert ("Secret plan" in str([str(e) for e in AuditEvent.objects.visible_to(person)])) is sees


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("lab values per site", True),
        ("Lab-value, sites", True),
        ("which lab values are missing", True),
        ("values", True),
        ("flight delays per site", False),
        ("data per product", False),
        ("", False),
        ("\x00 🦆 %_'", False),
    ],
)
def test_what_is_like_it_is_pointed_out(eve, want, words, found):
    want()

    assert bool(like(eve, words)) is found


def test_what_is_closed_is_not_pointed_out(ada, eve, want):
    wanted = want()
    withdraw(actor=ada, wanted=wanted)

    assert list(like(eve, "lab values per site")) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "lost"},
        {"state": "picked-up"},
        {"state": "answered"},
        {"state": "declined"},
        {"title": ""},
        {"product": True},
    ],
)
def test_the_database_keeps_wrong_states_out(product, wrong):
    facts = {**wrong, **({"product": product} if "product" in wrong else {})}

    with pytest.raises(IntegrityError), transaction.atomic():
        WantedProductFactory(**facts)


def test_people_whose_words_stand_somewhere_are_not_deleted(ada, eve, want):
    wanted = want()
    WantedVote.objects.create(wanted=wanted, person=(voter := UserFactory()))

    with pytest.raises(IntegrityError), transaction.atomic():
        ada.delete()
    voter.delete()

    assert wanted.votes.count() == 1


def test_nobody_signed_out_asks(ada):
    ada.is_active = False

    with pytest.raises(NotAllowed):
        ask(actor=ada, title="x", need="x", purpose="x")
