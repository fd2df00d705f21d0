"""The board, the questions and the reviews as people meet them; and the board for tools."""

import re

import pytest

from catalog.models import DataProduct, ProductQuestion, ProductReview, WantedProduct, WantedVote
from catalog.search.log import log_search
from catalog.voices.questions.services import ask as ask_about
from catalog.voices.wanted.services import pick_up, vote
from tests.accounts.factories import UserFactory
from tests.catalog.factories import DataProductFactory
from tests.catalog.voice_factories import (
    ProductAnswerFactory,
    ProductQuestionFactory,
    ProductReviewFactory,
    WantedProductFactory,
)

SAID = {"title": "Lab values per site", "need": "How many are missing?", "purpose": "Data review."}
QUESTIONS, REVIEWS = "/products/adverse-events/questions/", "/products/adverse-events/reviews/"


@pytest.fixture
def sit_down(client):
    """Somebody in front of the pages: `sit_down(ada)`."""

    def as_somebody(person):
        client.force_login(person)
        return client

    return as_somebody


def test_a_search_without_result_leads_to_asking_with_its_words(sit_down, ada, product):
    page = sit_down(ada).get("/products/?q=lab%20values").content.decode()

    [address] = re.findall(r'href="(/wanted/new/\?q=[^"]*)"', page)
    assert 'value="lab values"' in sit_down(ada).get(address).content.decode()


def test_what_is_like_it_is_shown_before_it_is_asked_for(sit_down, ada, eve, want):
    wanted = want()
    vote(actor=eve, wanted=wanted)
    browser = sit_down(eve)

    assert "2 people already want something like this" in browser.get("/wanted/new/?q=lab+values").content.decode()
    shown = browser.post("/wanted/new/", SAID).content.decode()
    assert "None of these: ask for it" in shown
    assert WantedProduct.objects.count() == 1
    seen = re.search(r'name="seen" value="([^"]*)"', shown)[1]
    made = browser.post("/wanted/new/", {**SAID, "seen": seen})
    assert made.status_code == 302
    assert WantedProduct.objects.count() == 2


@pytest.mark.parametrize("wrong", [{"title": ""}, {"need": "x" * 10_000}, {"needed_by": "2020-01-01"}, {"team": "999"}])
def test_what_is_wrong_is_said_beside_its_field(sit_down, ada, wrong):
    answer = sit_down(ada).post("/wanted/new/", {**SAID, **wrong})

    assert answer.status_code == 422
    assert "field-wrong" in answer.content.decode()
    assert not WantedProduct.objects.exists()


def test_the_board_is_ordered_by_votes_and_narrowed_by_its_address(sit_down, ada, eve, domain, want):
    want(title="First thing", domain=domain)
    wanted = want(title="Second thing")
    vote(actor=eve, wanted=wanted)
    browser = sit_down(ada)

    def titles(address):
        return re.findall(r"(First|Second) thing</a>", browser.get(address).content.decode())

    assert titles("/wanted/") == ["Second", "First"]
    assert titles("/wanted/?domain=clinical") == ["First"]
    assert titles("/wanted/?q=SECOND") == ["Second"]
    assert titles("/wanted/?state=answered") == titles("/wanted/?q=%25") == titles("/wanted/?q=nothing") == []
    assert titles("/wanted/?state=all&sort=newest&whose=mine") == ["Second", "First"]
    assert sit_down(eve).get("/wanted/?whose=mine").content.decode().count("thing</a>") == 1


def test_people_vote_and_teams_answer_on_the_page(sit_down, ada, otto, eve, domain, clinical, product, want):
    wanted = want(domain=domain)
    page = wanted.get_absolute_url()

    assert "2 people want it" in sit_down(eve).post(f"{page}vote/", {"why": "Me too."}, follow=True).content.decode()
    assert not WantedVote.objects.filter(person=ada, why="x").exists()
    assert "What you can do" not in sit_down(eve).get(page).content.decode()
    assert sit_down(eve).post(f"{page}decline/", {"decline-reason": "No."}).status_code == 403
    otto_sits = sit_down(otto)
    assert otto_sits.post(f"{page}pick-up/", {"team": clinical.pk}).status_code == 302
    assert otto_sits.post(f"{page}pick-up/", {"team": clinical.pk}, follow=True).content.decode().count("not where you")
    wrong = otto_sits.post(f"{page}answer/", {"product": "nothing"})
    assert wrong.status_code == 422
    assert "You see no product of this name." in wrong.content.decode()
    pasted = {"product": "https://example.org/products/adverse-events/schema/?port=x"}
    assert "Adverse events answers it" in otto_sits.post(f"{page}answer/", pasted, follow=True).content.decode()
    assert otto_sits.post(f"{page}juggle/", {}).status_code == 404


def test_a_draft_begins_in_the_studio_with_what_is_wanted(sit_down, ada, otto, eve, domain, clinical, want):
    wanted = want(domain=domain, terms=["SITEID"])
    address = f"/studio/new/blank/?wanted={wanted.pk}"
    browser = sit_down(otto)

    page = browser.get(address).content.decode()
    assert "It is meant to become: Lab values per site" in page
    assert "Wished for: SITEID." in page
    named = {"name": "Lab by site", "team": clinical.pk, "domain": domain.pk, "purpose": "To see what is missing."}
    assert browser.post(address, named).status_code == 302

    wanted.refresh_from_db()
    assert (wanted.state, wanted.taken_by, wanted.product) == ("picked-up", clinical, DataProduct.objects.get())
    for person in (ada, eve):
        assert "meant to become" not in sit_down(person).get(address).content.decode()


def test_questions_are_asked_and_answered_on_the_page(sit_down, ada, otto, grace, product):
    browser = sit_down(ada)
    assert "Nobody has asked yet" in browser.get(QUESTIONS).content.decode()
    assert browser.post(QUESTIONS, {"text": " "}).status_code == 422
    assert "Which zone?" in browser.post(QUESTIONS, {"text": "Which zone?"}, follow=True).content.decode()
    question = ProductQuestion.objects.get()
    for place in ("/", "/studio/"):
        assert "Which zone?" in sit_down(otto).get(place).content.decode()
    assert sit_down(otto).post(f"{QUESTIONS}{question.pk}/answer/", {"text": ""}).status_code == 422
    page = sit_down(otto).post(f"{QUESTIONS}{question.pk}/answer/", {"text": "UTC."}, follow=True).content.decode()
    assert "Owning team" in page
    for place in ("/", "/studio/"):
        assert "Which zone?" not in sit_down(otto).get(place).content.decode()
    answer = question.answers.get()
    accepting = f"/products/adverse-events/answers/{answer.pk}/accept/"
    assert "Accepted answer" in sit_down(ada).post(accepting, {"wish": "accept"}, follow=True).content.decode()
    assert "Accepted answer" not in sit_down(ada).post(accepting, {"wish": "stop"}, follow=True).content.decode()
    changing = f"{QUESTIONS}{question.pk}/change/"
    assert "Which zone?" in sit_down(ada).get(changing).content.decode()
    assert "What zone?" in sit_down(ada).post(changing, {"text": "What zone?"}, follow=True).content.decode()
    hiding = f"{QUESTIONS}{question.pk}/hide/"
    assert "Hidden by" in sit_down(grace).post(hiding, {"wish": "hide", "reason": "Hm."}, follow=True).content.decode()
    assert "Hidden by" not in sit_down(grace).post(hiding, {"wish": "show"}, follow=True).content.decode()


def test_the_page_of_one_product_touches_nothing_of_another(sit_down, ada, product):
    elsewhere = ProductQuestionFactory(author=ada)

    assert sit_down(ada).get(f"{QUESTIONS}{elsewhere.pk}/change/").status_code == 404


def test_reviews_are_written_revised_and_replied_to_on_the_page(sit_down, ada, otto, eve, product, grant):
    assert "only those review it who hold or held access" in sit_down(eve).get(REVIEWS).content.decode()
    browser = sit_down(ada)
    assert "No reviews yet" in browser.get(REVIEWS).content.decode()
    for wrong in ({"stars": "6", "text": "x"}, {"stars": "4", "text": ""}, {}):
        assert browser.post(REVIEWS, wrong).status_code == 422
    page = browser.post(REVIEWS, {"stars": "4", "text": "Good."}, follow=True).content.decode()
    assert "Revise your review" in page
    assert "from 1 review" in page
    assert "about version 1.0.0" in page
    review = ProductReview.objects.get()
    replied = sit_down(otto).post(f"{REVIEWS}{review.pk}/reply/", {"text": "Thanks."}, follow=True).content.decode()
    assert "Thanks." in replied
    assert sit_down(eve).post(REVIEWS, {"stars": "1", "text": "Bad."}).status_code == 422
    assert ProductReview.objects.count() == 1


def test_searches_that_found_nothing_are_shown_to_those_who_handle_wishes(sit_down, ada, otto, eve, domain):
    log_search(ada, "lab per site", 0, {})
    log_search(ada, "lab values", 2, {})

    assert "lab per site" in sit_down(otto).get("/wanted/").content.decode()
    assert "lab values" not in sit_down(otto).get("/wanted/").content.decode()
    assert "lab per site" not in sit_down(eve).get("/wanted/").content.decode()


def test_a_fuller_page_asks_the_database_no_more(sit_down, otto, domain, product, port, want, queries):
    wanted = want(domain=domain)
    version = port.contract.version

    def fill(number):
        for title in range(number):
            vote(actor=UserFactory(), wanted=wanted)
            WantedProductFactory(title=f"Lab values {title}", domain=domain)
            question = ProductQuestionFactory(product=product)
            ProductAnswerFactory.create_batch(2, question=question, by_owner=True)
            ask_about(actor=UserFactory(), product=product, text="Why?")
            ProductReviewFactory(version=version)

    pages = ["/wanted/", "/wanted/new/?q=lab+values", wanted.get_absolute_url(), QUESTIONS, REVIEWS, "/", "/studio/"]
    fill(3)
    browser = sit_down(otto)
    few = {page: queries(browser, page) for page in pages}
    fill(6)

    assert {page: queries(browser, page) for page in pages} == few
    assert max(few[page] for page in pages[:3]) <= 20, few


def test_tools_use_the_board(api, ada, otto, eve, domain, clinical, product, django_assert_max_num_queries):
    said = {**SAID, "terms": ["SITEID"], "domain": "clinical"}
    made = api(ada).post("/api/v1/wanted/", said, format="json").data
    address = f"/api/v1/wanted/{made['id']}/"

    assert (made["state"], made["wanters"], made["mine"], made["asked_by"]) == ("open", 1, True, "ada")
    assert api(eve).get("/api/v1/wanted/like/?q=lab+values").data[0]["id"] == made["id"]
    assert api(eve).post(f"{address}vote/", {"why": "Me too."}).data["wanters"] == 2
    assert api(eve).post(f"{address}pick-up/", {"team": "clinical-data"}).status_code == 403
    assert api(otto).post(f"{address}pick-up/", {"team": "clinical-data"}).data["taken_by"] == "clinical-data"
    again = api(otto).post(f"{address}pick-up/", {"team": "clinical-data"})
    assert (again.status_code, again.data["code"]) == (409, "wanted-moved")
    assert api(otto).post(f"{address}put-back/", {"reason": "No time."}).data["state"] == "open"
    assert api(otto).post(f"{address}answer/", {"product": "nothing"}).status_code == 404
    assert api(otto).post(f"{address}answer/", {"product": product.slug}).data["product"] == "adverse-events"
    assert api(ada).post(f"{address}reopen/", {"reason": "No sites."}).data["state"] == "open"
    WantedProductFactory.create_batch(5)
    with django_assert_max_num_queries(3):
        listed = api(eve).get("/api/v1/wanted/?sort=newest&limit=3").data
    assert len(listed["results"]) == 3
    assert listed["next"]
    assert api(eve).get("/api/v1/wanted/?state=lost").status_code == 400
    for wrong in ({"title": "x" * 200}, {"needed_by": "2020-01-01"}, {"team": "nobody"}, {"terms": ["x"] * 31}):
        assert api(ada).post("/api/v1/wanted/", {**said, **wrong}, format="json").status_code == 400


def test_picking_up_is_told_on_the_page_of_the_wish(sit_down, ada, otto, clinical, domain, want):
    wanted = want()
    pick_up(actor=otto, wanted=wanted, team=clinical)
    DataProductFactory()

    assert "Clinical data has picked it up" in sit_down(ada).get(wanted.get_absolute_url()).content.decode()
