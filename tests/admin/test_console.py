"""The console: complete, closed to most, open to look, and nothing decided can be touched there."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.foundation.console.model_admin import ConsoleAdmin, RecordAdmin

OURS = ("accounts", "catalog", "requests", "foundation")
EXEMPT = {
    "accounts.Membership": "edited inside its team, so that the groups follow",
    "catalog.DataProductGroupPermission": "given and taken inside its product",
    "catalog.DataProductUserPermission": "rights go to groups; guardian wants the table",
    "catalog.SearchFacet": "the tags and places of a product once more, so that lists are narrowed quickly",
    "catalog.SearchTally": "counts products, and says nothing else",
    "requests.OrderSequence": "counts the numbers of orders, and says nothing else",
}
MODELS = [model for app in OURS for model in apps.get_app_config(app).get_models() if model._meta.label not in EXEMPT]
EDITABLE = {"accounts.User", "accounts.Team", "catalog.Domain", "catalog.Warehouse", "catalog.SourceSystem"}
RECORDS = [model for model in MODELS if model._meta.label not in EDITABLE]
MOST_QUERIES = 24


def address(model, page, *args):
    """The page of a model in the console."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_every_model_is_in_the_console_with_search_filters_and_columns(model):
    shown = admin.site._registry.get(model)

    assert isinstance(shown, ConsoleAdmin), f"Register {model._meta.label}, or exempt it with a reason."
    assert shown.search_fields
    assert list(shown.list_display)[0]


def test_exemptions_name_models_that_exist():
    assert set(EXEMPT) <= {model._meta.label for app in OURS for model in apps.get_app_config(app).get_models()}


@pytest.mark.parametrize("who", ["grace", "petra"])
def test_every_page_opens_for_stewards_and_the_platform_team(client, request, fill, who):
    fill()
    client.force_login(request.getfixturevalue(who))

    assert client.get("/admin/").status_code == 200
    for model in MODELS:
        assert client.get(address(model, "changelist")).status_code == 200, model
        row = model._default_manager.first()
        assert row, f"Let tests/admin/conftest.py make a row of {model._meta.label}."
        assert client.get(address(model, "change", row.pk)).status_code == 200, model


def test_a_longer_list_asks_no_more_and_a_row_asks_little(client, grace, fill):
    fill()
    client.force_login(grace)
    few = {model: _queries(client, address(model, "changelist")) for model in MODELS}
    for _ in range(3):
        fill()

    for model in MODELS:
        # One more may be the count of a list that has just become long enough to be counted.
        assert _queries(client, address(model, "changelist") + "?q=e") <= few[model] + 2, model
        assert few[model] <= MOST_QUERIES, model
        assert _queries(client, address(model, "change", model._default_manager.first().pk)) <= MOST_QUERIES, model


def _queries(client, page) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200, page
    return len(captured)


@pytest.mark.parametrize("who", ["ada", "otto", "eve"])
def test_others_do_not_come_in(client, request, who):
    client.force_login(request.getfixturevalue(who))

    for model in MODELS:
        assert client.get(address(model, "changelist"), follow=True).status_code == 403, model
    assert client.get("/admin/", follow=True).status_code == 403


def test_a_stranger_signs_in_where_everybody_does(client, db):
    assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/sign-in/?next=/admin/"


def test_staff_without_a_role_does_not_come_in(client, ada):
    ada.is_staff = True
    ada.save()
    client.force_login(ada)

    assert client.get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize("model", RECORDS, ids=str)
def test_what_is_decided_or_measured_is_only_looked_at(model):
    assert isinstance(admin.site._registry[model], RecordAdmin)


def test_records_cannot_be_added_changed_or_deleted_even_by_who_may_do_everything(client, django_user_model, fill):
    fill()
    client.force_login(django_user_model.objects.create_superuser("root", "root@example.org", "x"))

    for model in RECORDS:
        row = model._default_manager.first()
        assert client.post(address(model, "add"), {}).status_code == 403, model
        assert client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403, model
        if model._meta.label != "catalog.DataProduct":
            assert client.post(address(model, "change", row.pk), {}).status_code == 403, model


def test_the_console_wears_the_house_and_breaks_no_content_policy(client, grace):
    client.force_login(grace)
    page = client.get("/admin/")

    assert b"css/admin.css" in page.content
    assert b"<style" not in page.content
    assert b" onclick" not in page.content
