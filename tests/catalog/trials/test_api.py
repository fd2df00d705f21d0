"""Trials over the API: facts, never rows."""

import pytest

from catalog.models import Trial
from catalog.trials import tasks

pytestmark = pytest.mark.django_db


def test_a_pipeline_tries_a_draft_and_reads_what_came_out(api, otto, saved):
    saved()

    begun = api(otto).post("/api/v1/products/demographics/trials/", {"sample_rows": 2}, format="json")
    tasks.carry_out(begun.data["id"])
    told = api(otto).get(begun["Location"]).data

    assert (begun.status_code, begun.data["state"]) == (202, "queued")
    assert (told["state"], told["sample_rows"], told["sampled"], told["outdated"]) == ("succeeded", 2, True, False)
    assert told["ports"][0]["rows"] == 2
    assert [line["verdict"] for line in told["ports"][0]["contract"]] == ["kept"] * 3
    assert told["fitness"]["score"] > 0
    assert told["limits"]["seconds"] == 300
    assert "S-00" not in str(told)


def test_without_a_number_all_rows_are_read(api, otto, saved):
    saved()

    assert api(otto).post("/api/v1/products/demographics/trials/").data["sample_rows"] is None


@pytest.mark.parametrize("rows", [0, -5, 10**7, "many", 1.5])
def test_an_odd_size_is_refused(api, otto, saved, rows):
    saved()

    assert (
        api(otto).post("/api/v1/products/demographics/trials/", {"sample_rows": rows}, format="json").status_code == 400
    )
    assert not Trial.objects.exists()


def test_a_draft_that_cannot_run_is_answered_with_its_violations(api, otto, saved):
    saved(sql="select from")

    answer = api(otto).post("/api/v1/products/demographics/trials/", {}, format="json")

    assert (answer.status_code, answer.data["code"]) == (422, "nothing-to-try")
    assert any(one["code"].startswith("sql-") for one in answer.data["violations"])


def test_others_neither_try_nor_see(api, otto, grace, ada, begun):
    trial = begun()

    assert api(grace).get(f"/api/v1/trials/{trial.pk}/").status_code == 404
    assert api(ada).post(f"/api/v1/trials/{trial.pk}/cancel/").status_code == 404
    assert api(grace).post("/api/v1/products/demographics/trials/", {}, format="json").status_code == 403
    assert api(ada).post("/api/v1/products/demographics/trials/", {}, format="json").status_code == 404


def test_a_trial_is_stopped_once(api, otto, begun):
    trial = begun()

    first = api(otto).post(f"/api/v1/trials/{trial.pk}/cancel/")
    second = api(otto).post(f"/api/v1/trials/{trial.pk}/cancel/")

    assert (first.status_code, first.data["state"]) == (200, "cancelled")
    assert (second.status_code, second.data["code"]) == (409, "trial-over")
