"""What can be changed in the console goes through the services, and is written down."""

import pytest
from django.urls import reverse

from accounts.models import ApiToken, Membership, Team, User
from accounts.tokens.services import issue_token
from catalog.models import DataProductGroupPermission, Domain, Warehouse
from marketplace.foundation.models import AuditEvent
from tests.catalog.factories import DataProductFactory, DomainFactory

NO_ROWS = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}


def page(name, *args):
    """An address in the console."""
    return reverse(f"admin:{name}", args=args)


@pytest.fixture
def as_petra(client, petra):
    """The platform engineer in the console."""
    client.force_login(petra)
    return client


@pytest.fixture
def as_grace(client, grace):
    """The steward in the console."""
    client.force_login(grace)
    return client


def test_a_team_founded_in_the_console_has_its_groups(as_petra):
    response = as_petra.post(page("accounts_team_add"), {"slug": "sales", "name": "Sales", "description": ""})

    assert response.status_code == 302
    team = Team.objects.get(slug="sales")
    assert team.members_group.name == "team:sales"
    assert AuditEvent.objects.filter(verb="team.created").exists()


def test_people_taken_into_and_out_of_a_team_follow_its_groups(as_petra, clinical, otto, ada, settings):
    # Django's formsets look up what was chosen row by row.
    settings.ZEAL_ALLOWLIST = [*settings.ZEAL_ALLOWLIST, {"model": "accounts.User"}, {"model": "accounts.Membership"}]
    membership = clinical.memberships.get(person=otto)
    other = clinical.memberships.exclude(pk=membership.pk).get()
    fields = {
        "slug": clinical.slug, "name": "Clinical data", "description": "Studies.",
        "memberships-TOTAL_FORMS": 3, "memberships-INITIAL_FORMS": 2,
        "memberships-0-id": membership.pk, "memberships-0-team": clinical.pk, "memberships-0-person": otto.pk,
        "memberships-0-role": "member", "memberships-1-id": other.pk, "memberships-1-team": clinical.pk,
        "memberships-1-person": other.person_id, "memberships-1-role": "maintainer", "memberships-1-DELETE": "on",
        "memberships-2-team": clinical.pk, "memberships-2-person": ada.pk, "memberships-2-role": "maintainer",
    }  # fmt: skip

    response = as_petra.post(page("accounts_team_change", clinical.pk), fields)

    assert response.status_code == 302, response.context["errors"]
    assert dict(Membership.objects.filter(team=clinical).values_list("person__username", "role")) == {
        "otto": "member",
        "ada": "maintainer",
    }
    assert User.objects.get(pk=ada.pk).group_names == {"team:clinical-data", "team:clinical-data:maintainers"}
    assert User.objects.get(pk=otto.pk).group_names == {"team:clinical-data"}
    assert User.objects.get(pk=other.person_id).group_names == {"platform"}
    assert AuditEvent.objects.get(verb="team.changed").new["description"] == "Studies."


def test_the_platform_team_adds_a_person_and_gives_a_role(as_petra):
    added = {
        "username": "nina", "email": "nina@example.org", "usable_password": "true",
        "password1": "a battery and a horse", "password2": "a battery and a horse",
    }  # fmt: skip
    assert as_petra.post(page("accounts_user_add"), added).status_code == 302
    nina = User.objects.get(username="nina")
    assert str(AuditEvent.objects.get(verb="person.created")) == "added the person nina"

    changed = {"first_name": "Nina", "last_name": "", "email": "nina@example.org", "time_zone": "", "is_active": "on"}
    response = as_petra.post(page("accounts_user_change", nina.pk), changed | {"roles": ["steward"]} | NO_ROWS)

    assert response.status_code == 302
    nina = User.objects.get(username="nina")
    assert nina.is_steward
    assert nina.is_staff
    event = AuditEvent.objects.get(verb="console.changed")
    assert event.new == {"first_name": "Nina"}
    assert AuditEvent.objects.filter(verb="person.roles_changed").exists()


def test_nobody_gives_a_role_to_themselves(as_petra, petra):
    fields = {"first_name": "Petra", "last_name": "Platform", "email": petra.email, "time_zone": "", "is_active": "on"}

    as_petra.post(page("accounts_user_change", petra.pk), fields | {"roles": ["steward", "platform"]} | NO_ROWS)

    assert not User.objects.get(pk=petra.pk).is_steward


@pytest.mark.parametrize(("who", "status"), [("ada", 302), ("grace", 403), ("petra", 403)])
def test_a_password_is_set_for_people_without_roles_only(as_petra, request, who, status):
    person = request.getfixturevalue(who)
    new = "another battery and a horse"

    response = as_petra.post(
        page("auth_user_password_change", person.pk), {"password1": new, "password2": new, "usable_password": "true"}
    )

    assert response.status_code == status
    assert User.objects.get(pk=person.pk).check_password(new) is (status == 302)
    assert AuditEvent.objects.filter(verb="person.password_changed").exists() is (status == 302)


def test_who_may_do_everything_is_out_of_reach(as_petra, django_user_model):
    root = django_user_model.objects.create_superuser("root", "root@example.org", "x")

    assert as_petra.post(page("accounts_user_change", root.pk), {"is_active": ""}).status_code == 403


def test_people_are_let_go_and_never_deleted(as_petra, ada):
    assert as_petra.post(page("accounts_user_delete", ada.pk), {"post": "yes"}).status_code == 403


def test_a_steward_changes_a_domain_and_the_audit_knows_before_and_after(as_grace):
    domain = DomainFactory(name="Klinical")
    fields = {"name": "Clinical", "description": "", "parent": "", "team": domain.team_id}

    assert as_grace.post(page("catalog_domain_change", domain.pk), fields).status_code == 302

    event = AuditEvent.objects.get(verb="console.changed")
    assert (event.old, event.new) == ({"name": "Klinical"}, {"name": "Clinical"})
    assert str(event) == "changed domain Clinical in the console: name"


def test_a_domain_does_not_lie_inside_one_that_lies_inside_it(as_grace, settings):
    # The domain, and the one it is put into.
    settings.ZEAL_ALLOWLIST = [*settings.ZEAL_ALLOWLIST, {"model": "catalog.Domain"}]
    above = DomainFactory()
    below = DomainFactory(parent=above)
    fields = {"name": above.name, "description": "", "parent": below.pk, "team": above.team_id}

    response = as_grace.post(page("catalog_domain_change", above.pk), fields)

    assert b"lies inside the one you are changing" in response.content
    assert Domain.objects.get(pk=above.pk).parent is None


@pytest.mark.parametrize(("who", "status"), [("as_petra", 302), ("as_grace", 403)])
def test_warehouses_are_for_the_platform_team(request, who, status):
    fields = {"slug": "lake", "name": "Lake", "engine": "lakehouse", "address": "", "secret": ""}

    response = request.getfixturevalue(who).post(page("catalog_warehouse_add"), fields)

    assert response.status_code == status
    assert Warehouse.objects.filter(slug="lake").exists() is (status == 302)


def test_a_steward_gives_a_group_a_right_and_takes_it_away(as_grace, clinical):
    from django.contrib.auth.models import Permission

    product = DataProductFactory()
    right = Permission.objects.get(codename="approve_access")
    prefix = DataProductGroupPermission._meta.get_field("content_object").remote_field.get_accessor_name()
    management = {f"{prefix}-TOTAL_FORMS": 1, f"{prefix}-INITIAL_FORMS": 0}
    row = {
        f"{prefix}-0-content_object": product.pk,
        f"{prefix}-0-group": clinical.members_group_id,
        f"{prefix}-0-permission": right.pk,
    }

    assert as_grace.post(page("catalog_dataproduct_change", product.pk), management | row).status_code == 302
    given = DataProductGroupPermission.objects.get()
    assert given.group == clinical.members_group
    assert AuditEvent.objects.filter(verb="right.given", product=product.slug).count() == 1

    management[f"{prefix}-INITIAL_FORMS"] = 1
    row |= {f"{prefix}-0-id": given.pk, f"{prefix}-0-DELETE": "on"}
    as_grace.post(page("catalog_dataproduct_change", product.pk), management | row)
    assert not DataProductGroupPermission.objects.exists()
    assert AuditEvent.objects.filter(verb="right.taken").exists()


def test_the_platform_team_does_not_give_rights(as_petra):
    product = DataProductFactory()

    assert as_petra.post(page("catalog_dataproduct_change", product.pk), {}).status_code == 403


def test_tokens_are_ended_from_the_list(as_grace, ada):
    token, _ = issue_token(actor=ada, owner=ada, name="tool", scope="read", days=3)

    as_grace.post(page("accounts_apitoken_changelist"), {"action": "revoke", "_selected_action": [token.pk]})

    assert ApiToken.objects.get(pk=token.pk).revoked_at
    assert AuditEvent.objects.filter(verb="token.revoked").exists()


def test_the_hash_of_a_token_is_not_shown(as_grace, ada):
    token, _ = issue_token(actor=ada, owner=ada, name="tool", scope="read", days=3)

    assert token.digest not in as_grace.get(page("accounts_apitoken_change", token.pk)).content.decode()
