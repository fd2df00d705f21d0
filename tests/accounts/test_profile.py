"""Who one is here."""

import pytest
from django.contrib.auth.models import Group

from accounts.identity.errors import UnknownRole
from accounts.identity.services import change_profile, set_roles
from accounts.models import User
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from tests.people import PASSWORD

PROFILE = {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.org", "time_zone": "Europe/London"}


def test_ada_changes_her_name_and_time_zone_and_the_audit_knows_both(client, ada):
    client.force_login(ada)

    response = client.post("/profile/", PROFILE)

    assert response.status_code == 302
    ada = User.objects.get(pk=ada.pk)
    assert str(ada) == "Ada Lovelace"
    event = AuditEvent.objects.get(verb="person.changed")
    assert event.old == {"last_name": "Analyst", "time_zone": ""}
    assert event.new == {"last_name": "Lovelace", "time_zone": "Europe/London"}


def test_saving_without_a_change_writes_nothing(client, ada):
    client.force_login(ada)

    client.post("/profile/", PROFILE | {"last_name": "Analyst", "time_zone": ""})

    assert not AuditEvent.objects.filter(verb="person.changed").exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", "OTTO@example.org", "Somebody else uses this e-mail address."),
        ("email", "nonsense", "Enter a valid email address."),
        ("time_zone", "Mars/Olympus", "Select a valid choice."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(client, ada, otto, field, value, words):
    client.force_login(ada)

    response = client.post("/profile/", PROFILE | {field: value})

    assert response.status_code == 422
    assert words in response.content.decode()
    assert User.objects.get(pk=ada.pk).last_name == "Analyst"


def test_nobody_changes_the_profile_of_somebody_else(ada, otto):
    with pytest.raises(NotAllowed):
        change_profile(actor=otto, person=ada, first_name="Eve")


def test_the_profile_shows_teams_and_roles(client, grace, clinical, otto):
    client.force_login(otto)
    assert b"Clinical data" in client.get("/profile/").content
    client.force_login(grace)
    assert b"Governance steward" in client.get("/profile/").content


def test_a_new_password_ends_other_sessions_and_keeps_this_one(client, ada, django_user_model):
    from django.test import Client

    elsewhere = Client()
    elsewhere.force_login(ada)
    client.force_login(ada)
    new = "a longer horse and a shorter battery"

    response = client.post("/profile/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})

    assert response.status_code == 302
    assert client.get("/profile/").status_code == 200
    assert elsewhere.get("/profile/").status_code == 302
    assert AuditEvent.objects.filter(verb="person.password_changed").exists()


def test_a_wrong_old_password_changes_nothing(client, ada):
    client.force_login(ada)

    response = client.post("/profile/password/", {"old_password": "x", "new_password1": "y", "new_password2": "y"})

    assert response.status_code == 422
    assert User.objects.get(pk=ada.pk).check_password(PASSWORD)


def test_the_platform_team_makes_a_steward_and_the_console_opens(petra, ada):
    set_roles(actor=petra, person=ada, roles={"steward"})

    ada = User.objects.get(pk=ada.pk)
    assert ada.is_steward
    assert ada.is_staff
    assert AuditEvent.objects.get(verb="person.roles_changed").new == ["steward"]


def test_taking_the_roles_away_closes_the_console_and_leaves_teams_alone(petra, otto, clinical):
    set_roles(actor=petra, person=otto, roles={"steward", "platform"})
    set_roles(actor=petra, person=otto, roles=set())

    otto = User.objects.get(pk=otto.pk)
    assert not otto.is_staff
    assert otto.group_names == {"team:clinical-data", "team:clinical-data:maintainers"}


@pytest.mark.parametrize("who", ["ada", "grace", "petra"])
def test_nobody_gives_roles_who_may_not_and_nobody_to_themselves(request, who):
    person = request.getfixturevalue(who)

    with pytest.raises(NotAllowed):
        set_roles(actor=person, person=person, roles={"steward", "platform"})


def test_there_are_two_roles(petra, ada):
    with pytest.raises(UnknownRole):
        set_roles(actor=petra, person=ada, roles={"emperor"})
    assert not Group.objects.filter(name="emperor").exists()
