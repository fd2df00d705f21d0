"""Where a team works: said by those who watch, looked at by access rules."""

import pytest

from accounts.models import Team
from accounts.teams.services import set_region
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent


def test_a_steward_says_on_the_page_where_a_team_works(client, grace, clinical):
    client.force_login(grace)

    answer = client.post(f"/teams/{clinical.slug}/", {"region": " EU "})

    assert (answer.status_code, Team.objects.get(pk=clinical.pk).region) == (302, "EU")
    event = AuditEvent.objects.get(verb="team.changed")
    assert (event.old["region"], event.new["region"]) == ("", "EU")
    assert "It works in EU." in client.get(f"/teams/{clinical.slug}/").content.decode()
    assert ">EU<" in client.get("/teams/").content.decode()


def test_no_team_says_it_of_itself(client, otto, clinical):
    client.force_login(otto)

    page = client.get(f"/teams/{clinical.slug}/").content.decode()
    api = client.patch(f"/api/v1/teams/{clinical.slug}/", {"region": "EU"}, "application/json")

    assert "stewards and the platform team set the region of a team" in page
    assert (client.post(f"/teams/{clinical.slug}/", {"region": "EU"}).status_code, api.status_code) == (403, 403)
    with pytest.raises(NotAllowed):
        set_region(actor=otto, team=clinical, region="EU")
    assert Team.objects.get(pk=clinical.pk).region == ""


def test_petra_says_it_over_the_api_and_others_see_their_own_teams_alone(client, petra, eve, clinical):
    client.force_login(petra)
    changed = client.patch(f"/api/v1/teams/{clinical.slug}/", {"region": "UK"}, "application/json")
    client.force_login(eve)

    assert (changed.status_code, changed.json()["region"]) == (200, "UK")
    assert client.get("/api/v1/teams/").json()["results"] == []
    assert client.get(f"/teams/{clinical.slug}/").status_code == 404


def test_many_teams_need_no_more_queries(client, grace, clinical, analytics, django_assert_max_num_queries):
    client.force_login(grace)

    with django_assert_max_num_queries(8):
        client.get("/teams/")
