"""Checkpoints over the API: a pipeline asks, a steward signs."""

import json

import pytest

from catalog.models import Checkpoint
from tests.catalog.governance.checkpoints.conftest import answers_to, changed, published

ADDRESS = "/api/v1/products/demographics/checkpoints/"
AGE = "name: age, logicalType: integer, classification: internal"


def _ask(api, person, form, **changes):
    answers = answers_to(form) | changes
    return api(person).post(ADDRESS, {"kind": form.kind, "answers": answers}, format="json")


def test_otto_asks_and_grace_signs(api, otto, grace, product, forms):
    asked_for = _ask(api, otto, forms["risk-assessment"], harm="Somebody.")
    assert asked_for.status_code == 201, asked_for.data
    assert (asked_for.data["state"], asked_for.data["version"], asked_for.data["signer"]) == (
        "requested", 1, "governance",
    )  # fmt: skip
    assert {"id": "masks", "label": "Are all restricted columns masked for those who need not see them?",
            "kind": "yes-no", "answer": True} in asked_for.data["answers"]  # fmt: skip

    waiting = api(grace).get("/api/v1/checkpoints/").data["results"]
    assert [one["id"] for one in waiting] == [asked_for.data["id"]]
    said = api(grace).post(f"/api/v1/checkpoints/{asked_for.data['id']}/sign/", {"note": "Fine."}, format="json")

    assert (said.status_code, said.data["state"], said.data["answered_by"]) == (200, "signed", "grace")
    assert api(grace).get("/api/v1/checkpoints/").data["results"] == []
    again = api(grace).post(f"/api/v1/checkpoints/{asked_for.data['id']}/sign/", {}, format="json")
    assert (again.status_code, again.data["code"]) == (409, "checkpoint-already-answered")


def test_a_refusal_needs_a_reason(api, grace, otto, asked, product):
    checkpoint = asked(product)
    address = f"/api/v1/checkpoints/{checkpoint.pk}/refuse/"

    assert api(grace).post(address, {}, format="json").data["code"] == "reason-missing"
    said = api(grace).post(address, {"note": "Who sees the ages?"}, format="json")
    assert (said.data["state"], said.data["note"]) == ("refused", "Who sees the ages?")


def test_who_asked_takes_it_back(api, otto, asked, product):
    checkpoint = asked(product)

    assert api(otto).post(f"/api/v1/checkpoints/{checkpoint.pk}/withdraw/").data["state"] == "withdrawn"


def test_how_each_stands_for_what_is_published_and_for_the_draft(api, otto, ada, signed, product):
    signed(product)
    published(product)
    changed(product, **{AGE: AGE.replace("internal", "restricted")})

    def standing(person, of):
        answer = api(person).get(ADDRESS, {"of": of}).data
        return answer["of"], {one["kind"]: one for one in answer["results"]}["risk-assessment"]

    of, one = standing(otto, "published")
    assert (of, one["state"], one["checkpoint"]["version"]) == ("published", "signed", 1)
    of, one = standing(otto, "draft")
    assert (of, one["state"]) == ("draft", "outdated")
    assert "the classification of demographics.age changed" in one["why"]
    of, one = standing(ada, "draft")
    assert (of, one["state"], one["checkpoint"], one["questions"], one["why"]) == ("published", "signed", None, [], "")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"kind": "weather", "answers": {}}, 400),
        ({"kind": "risk-assessment"}, 400),
        ({"kind": "risk-assessment", "answers": []}, 400),
        ({"kind": "risk-assessment", "answers": "x"}, 400),
        ({"kind": "risk-assessment", "answers": {}}, 422),
        ({"kind": "risk-assessment", "answers": {"harm": {"a": [1, {"b": None}]}}}, 422),
        ({"kind": "risk-assessment", "answers": {"\x00": "x"}}, 400),
        ({"kind": "risk-assessment", "answers": {"retention": 10**400}}, 422),
        ({"kind": "risk-assessment", "answers": {"harm": "\ud800"}}, 400),
        ({"kind": "risk-assessment", "answers": {str(n): n for n in range(500)}}, 422),
    ],
)
def test_bad_answers_are_said_by_question_and_never_break(api, otto, product, forms, body, status):
    answer = api(otto).post(ADDRESS, json.dumps(body), content_type="application/json")

    assert answer.status_code == status
    if status == 422:
        assert answer.data["code"] == "answers-not-valid"
        assert {"id": "persons", "message": "This needs an answer."} in answer.data["errors"]
    assert not Checkpoint.objects.exists()


def test_a_list_of_standings_takes_as_many_queries_however_often_it_was_asked(
    api,
    otto,
    grace,
    signed,
    product,
    django_assert_max_num_queries,
):
    for _ in range(3):
        signed(product)
        signed(product, "discovery")

    with django_assert_max_num_queries(9):
        answer = api(otto).get(ADDRESS)

    assert answer.status_code == 200
