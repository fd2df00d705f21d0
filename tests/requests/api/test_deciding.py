"""Asking back, answering, and naming who stands in, over the API."""

from datetime import timedelta

import pytest
from django.utils import timezone


@pytest.fixture
def stage(order, port, otto):
    return order(port).lines.get().stages.get()


def test_who_decides_asks_back_and_who_ordered_answers(api, stage, otto, ada, eve):
    asked = api(otto).post(f"/api/v1/approvals/{stage.pk}/ask/", {"question": "Which study?"}, format="json")
    [seen] = api(ada).get("/api/v1/asked-back/").json()["results"]
    address = f"/api/v1/asked-back/{seen['id']}/answer/"

    assert (asked.status_code, seen["text"], seen["approval"]) == (201, "Which study?", stage.pk)
    assert api(eve).post(address, {"answer": "None."}, format="json").status_code == 404
    assert api(otto).post(address, {"answer": "None."}, format="json").status_code == 404
    answered = api(ada).post(address, {"answer": "That of side effects."}, format="json").json()
    assert (answered["answer"], answered["answered_by"]) == ("That of side effects.", "ada")

    [question] = api(otto).get(f"/api/v1/approvals/{stage.pk}/").json()["questions"]
    assert question["answer"] == "That of side effects."
    assert api(ada).post(address, {"answer": "Or another."}, format="json").status_code == 409


def test_only_one_question_is_open_and_only_who_decides_asks(api, stage, otto, grace):
    address = f"/api/v1/approvals/{stage.pk}/ask/"

    assert api(grace).post(address, {"question": "Why?"}, format="json").status_code == 403
    assert api(otto).post(address, {"question": "Why?"}, format="json").status_code == 201
    assert api(otto).post(address, {"question": "Why?"}, format="json").status_code == 409


def test_a_stand_in_is_named_decides_and_is_taken_back(api, stage, otto, grace, petra):
    today = timezone.localdate()
    said = {"by": "grace", "begins_on": today, "ends_on": today + timedelta(days=7), "reason": "On leave."}

    made = api(otto).post("/api/v1/stand-ins/", said, format="json")

    assert (made.status_code, made.json()["by"]) == (201, "grace")
    address = f"/api/v1/stand-ins/{made.json()['id']}/"
    assert api(grace).get(address).json()["person"] == "otto"
    assert api(petra).get(address).status_code == 404
    assert api(otto).post("/api/v1/stand-ins/", said, format="json").status_code == 400
    assert [one["id"] for one in api(grace).get("/api/v1/approvals/").json()["results"]] == [stage.pk]
    assert api(otto).post(f"{address}end/").json()["ended_at"]
    assert api(grace).get("/api/v1/approvals/").json()["results"] == []


@pytest.mark.parametrize("wrong", [{"by": "otto"}, {"by": "nobody"}, {"ends_on": "2020-01-01"}])
def test_a_stand_in_is_somebody_else_for_days_to_come(api, otto, grace, wrong):
    today = timezone.localdate()
    said = {"by": "grace", "begins_on": today, "ends_on": today} | wrong

    assert api(otto).post("/api/v1/stand-ins/", said, format="json").status_code == 400


def test_more_questions_and_stand_ins_ask_the_database_no_more(
    api, order, make_port, otto, ada, django_assert_max_num_queries
):
    for number in range(4):
        stage = order(make_port(name=f"more_{number}")).lines.get().stages.get()
        api(otto).post(f"/api/v1/approvals/{stage.pk}/ask/", {"question": "Why?"}, format="json")

    with django_assert_max_num_queries(4):
        assert len(api(ada).get("/api/v1/asked-back/").json()["results"]) == 4
