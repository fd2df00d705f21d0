"""Tools of a team: who looks after them, and what they never do."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.identity.services import set_roles
from accounts.models import ApiToken, Consumer, Membership, User
from accounts.teams.errors import AccountExists, AccountUnnamed, NotAPerson
from accounts.teams.service_accounts import close_account, open_account
from accounts.teams.services import set_member
from accounts.tokens.errors import AccountOnlyReads
from accounts.tokens.services import issue_token
from marketplace.foundation.errors import NotAllowed
from tests.people import PASSWORD

PAGE = "/profile/service-accounts/"


@pytest.fixture
def report(ada, analytics):
    """A tool of Analytics."""
    return open_account(actor=ada, team=analytics, name="Nightly report")


@pytest.fixture
def browser(ada):
    """A browser of ada's."""
    client = Client()
    client.force_login(ada)
    return client


def test_a_maintainer_opens_an_account_that_is_a_consumer_and_never_signs_in(report, analytics):
    assert (report.username, str(report)) == ("analytics.nightly-report", "Nightly report")
    assert Consumer.objects.get(person=report).behind_id == analytics.pk
    assert not report.has_usable_password()
    report.set_password(PASSWORD)
    with pytest.raises(IntegrityError), transaction.atomic():
        report.save()


def test_only_maintainers_of_the_team_look_after_its_accounts(report, eve, otto, analytics):
    set_member(actor=None, team=analytics, person=eve, role="member")

    for person in (eve, otto):
        with pytest.raises(NotAllowed):
            open_account(actor=person, team=analytics, name="Another")
        with pytest.raises(NotAllowed):
            issue_token(actor=person, owner=report, name="x", scope="read", days=3)
        with pytest.raises(NotAllowed):
            close_account(actor=person, account=report)


@pytest.mark.parametrize("name", ["", "   ", "…", "x" * 81])
def test_an_account_has_a_name_that_tells_something(ada, analytics, name):
    with pytest.raises(AccountUnnamed):
        open_account(actor=ada, team=analytics, name=name)


def test_an_account_is_told_from_the_others_by_its_name(report, ada, analytics):
    with pytest.raises(AccountExists):
        open_account(actor=ada, team=analytics, name="nightly  Report")


def test_an_account_is_in_no_team_has_no_role_and_only_reads(report, ada, analytics):
    with pytest.raises(NotAPerson):
        set_member(actor=None, team=analytics, person=report, role="member")
    with pytest.raises(NotAPerson):
        set_roles(actor=None, person=report, roles=["steward"])
    with pytest.raises(AccountOnlyReads):
        issue_token(actor=ada, owner=report, name="x", scope="write", days=3)

    assert not Membership.objects.filter(person=report).exists()


def test_closing_an_account_ends_its_tokens(report, ada):
    _token, text = issue_token(actor=ada, owner=report, name="job", scope="read", days=3)
    api = Client(headers={"authorization": f"Bearer {text}"})
    assert api.get("/api/v1/me/").json()["username"] == report.username

    close_account(actor=ada, account=report)

    assert api.get("/api/v1/me/").status_code == 401
    assert not ApiToken.objects.live().exists()


def test_a_token_is_made_and_ended_on_the_page_and_shown_once(report, browser):
    page = f"{PAGE}{report.pk}/"
    made = browser.post(page, {"name": "job", "days": 3}).content.decode()
    token = report.tokens.get()

    assert "mp_" in made.split("new-token")[1]
    assert token.scope == "read"
    assert "new-token" not in browser.get(page).content.decode()
    browser.post(f"{page}tokens/{token.pk}/revoke/")
    assert not ApiToken.objects.live().exists()


def test_an_account_is_opened_and_closed_on_the_page(browser, analytics):
    opened = browser.post(PAGE, {"team": analytics.pk, "name": "Loader"})
    account = User.objects.get(account_of=analytics)

    assert opened.url == f"{PAGE}{account.pk}/"
    assert "Loader" in browser.get(PAGE).content.decode()
    browser.post(f"{opened.url}close/")
    assert "It is closed" in browser.get(opened.url).content.decode()


def test_a_wrong_name_is_told_in_its_place(browser, report, analytics):
    refused = browser.post(PAGE, {"team": analytics.pk, "name": "Nightly report"})

    assert refused.status_code == 422
    assert "of this name already" in refused.content.decode()
