"""The record as a page, as a file and over the API."""

import csv
import io

import pytest
from django.test import Client
from django.utils import timezone

from requests.grants.reading import open_read
from tests.requests.record.conftest import DAY, at


@pytest.fixture
def browser(grace):
    browser = Client()
    browser.force_login(grace)
    return browser


def test_the_page_says_who_when_why_and_who_said_so(browser, grant, ada, port):
    open_read(reader=ada, port=port, format="parquet").close()
    today = timezone.localdate()

    page = browser.get(f"/governance/record/?day={today}&product=demographics").content.decode()

    for words in ("Ada Analyst", "Study of side effects.", "A good cause.", grant.request.order.number):
        assert words in page
    assert f'href="/approvals/{grant.request.stages.get().pk}/"' in page
    assert grant.request.order.number in browser.get(f"/governance/record/?day={today}&person=ada").content.decode()


def test_a_day_on_which_nobody_could_read_says_so(browser, port, past):
    page = browser.get(f"/governance/record/?day={DAY}&product=demographics").content.decode()

    assert "Ada Analyst" not in page


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("day=2999-01-01&person=ada", "This day has not come yet."),
        ("day=2026-03-10", "Name a product or a person."),
        ("day=2026-03-10&product=nothing", "There is no product of this name."),
        ("day=2026-03-10&person=nobody", "There is nobody of this name."),
        ("day=10.3.&person=ada", "Enter a valid date."),
    ],
)
def test_a_question_that_makes_no_sense_is_told(browser, ada, asked, told):
    for address in ("/governance/record/", "/governance/record/export/"):
        answer = browser.get(f"{address}?{asked}")

        assert (answer.status_code, told in answer.content.decode()) == (422, True)


def test_the_file_holds_a_line_for_each_reader_and_no_formula(browser, past, port, ada):
    grant = past(at(8, day=1), at(0, day=30))
    grant.request.order.justification = '=HYPERLINK("http://evil")'
    grant.request.order.save()

    answer = browser.get(f"/governance/record/export/?day={DAY}&product=demographics")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))

    (row,) = [row for row in rows if row["person"] == "ada"]
    assert (row["from"], row["until"]) == ("2026-03-10T00:00:00+00:00", "2026-03-11T00:00:00+00:00")
    assert row["justification"].startswith("'=")


def test_the_api_says_the_same(api, grace, ada, past, port, clinical):
    grant = past(at(8), at(0, day=30))

    answer = api(grace).get("/api/v1/access-record/", {"day": str(DAY), "product": "demographics"})

    rights = {right["through"]: right for right in answer.json()["results"]}
    assert rights["grant"]["grant"] == grant.pk
    assert rights["grant"]["readers"] == [
        {"person": "ada", "spans": [{"begins": "2026-03-10T08:00:00Z", "ends": "2026-03-11T00:00:00Z"}], "reads": 0}
    ]
    assert api(ada).get("/api/v1/access-record/", {"day": str(DAY), "person": "ada"}).status_code == 403
    assert api(grace).get("/api/v1/access-record/", {"day": str(DAY)}).status_code == 400


def test_the_page_needs_no_more_queries_for_more(browser, past, port, queries):
    address = f"/governance/record/?day={DAY}&product=demographics"
    past(at(8), at(9), state="expired", ended_at=at(9))
    few = queries(browser, address)
    for hour in range(9, 15):
        past(at(hour), at(hour, minute=30), state="expired", ended_at=at(hour + 1))

    assert queries(browser, address) == few
