"""The page on which the company's access rules are kept, and the same over the API."""

from requests.models import AccessRuleSet
from tests.requests.conftest import ASK_OWNER

HEAD = "apiVersion: marketplace/v1\nkind: AccessRules\nrules:\n"
SHORT = HEAD + "  - {name: short, when: {daysAtMost: 7}, then: approve, reason: Harmless.}\n"
PAGE, TRY = "/governance/access-rules/", "/governance/access-rules/try/"


def test_a_steward_tries_rules_and_puts_them_in_force(as_, grace, order, make_port):
    order(make_port(ASK_OWNER), days=5)
    browser = as_(grace)

    tried = browser.post(TRY, {"written": SHORT, "reason": "", "after": 0}).content.decode()
    assert "1 would have been auto-approved, 0 denied" in " ".join(tried.split())
    assert not AccessRuleSet.objects.exists()
    page = browser.post(PAGE, {"written": SHORT, "reason": "Short is harmless.", "after": 0}, follow=True)

    told = page.content.decode()
    assert "In force: version 1" in told
    assert "For 7 days at most" in told
    assert "Short is harmless." in told


def test_a_mistake_is_shown_on_its_line_and_what_was_written_stays(as_, grace):
    answer = as_(grace).post(TRY, {"written": HEAD + "  - {name: a, then: maybe}\n", "reason": "", "after": 0})

    told = answer.content.decode()
    assert answer.status_code == 422
    assert "Line 4: `then` is &#x27;maybe&#x27;" in told
    assert "then: maybe" in told


def test_everybody_reads_the_rules_and_only_stewards_change_them(as_, ada):
    page = as_(ada).get(PAGE)

    assert "The company has no rules of its own" in page.content.decode()
    assert "this is for governance stewards" in page.content.decode()
    assert as_(ada).post(PAGE, {"written": SHORT, "reason": "For me.", "after": 0}).status_code == 403


def test_a_change_that_came_meanwhile_is_not_undone(as_, grace):
    as_(grace).post(PAGE, {"written": SHORT, "reason": "First.", "after": 0})

    answer = as_(grace).post(PAGE, {"written": SHORT, "reason": "Second.", "after": 0})

    assert answer.status_code == 422
    assert "The rules were changed meanwhile" in answer.content.decode()
    assert AccessRuleSet.objects.count() == 1


def test_the_same_over_the_api(api, grace, ada, order, make_port):
    order(make_port(ASK_OWNER), days=5)
    checked = api(grace).post("/api/v1/access-rules/check/", {"written": SHORT}, format="json").json()
    assert (checked["valid"], checked["last_quarter"]["changes"]) == (True, {"approve": 1})

    made = api(grace).post("/api/v1/access-rules/", {"written": SHORT, "reason": "Short.", "after": 0}, format="json")

    assert made.status_code == 201
    listed = api(ada).get("/api/v1/access-rules/").json()["results"]
    assert [(one["version"], one["by"], one["reason"]) for one in listed] == [(1, "grace", "Short.")]
    odd = api(grace).post("/api/v1/access-rules/", {"written": "x: 1", "reason": "Odd.", "after": 1}, format="json")
    assert (odd.status_code, odd.json()["type"]) == (422, "/problems/access-rules-not-fit")


def test_an_order_checked_over_the_api_says_what_the_company_says(api, grace, ada, make_port):
    api(grace).post("/api/v1/access-rules/", {"written": SHORT, "reason": "Short.", "after": 0}, format="json")
    body = {"lines": [{"port": make_port(ASK_OWNER).pk, "days": 7}]}

    [line] = api(ada).post("/api/v1/orders/check/", body, format="json").json()["lines"]

    assert (line["outcome"], line["company"]["rule"], line["company"]["version"]) == ("approve", "short", 1)
