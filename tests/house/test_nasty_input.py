"""Nobody breaks the marketplace by what they type: every address, whatever is sent, answers, and never by 500.

Every page and call is asked with odd values in every parameter that any of them knows, by people who may see different
things; every change over the API is sent with odd bodies and documents, and every form with odd entries. A refusal of
the API is a problem document. What one call changes is undone before the next.
"""

import itertools
import json
import re
from urllib.parse import quote, urlencode

import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import Client

from tests.house import test_who_may
from tests.house.bodies import body_of

# Every address of the house is asked, one after the other.
pytestmark = pytest.mark.timeout(900)
PEOPLE = ("ada", "otto", "grace", "petra", "eve")
world = test_who_may.world
# As they stand in an address; the last ones are bytes that no text could be.
ODD = [
    *map(
        quote,
        ("", "'", "\x00", "a\x00b", "-1", "0", "²", "٣", "1.5", "NaN", "Infinity", "9" * 25, "9" * 5_000, "1e309"),
    ),
    *map(
        quote, ("[]", "../../etc/passwd", "<script>alert(1)</script>", "' OR 1=1 --", "🦆" * 500, "\u202eright to left")
    ),
    *map(quote, ("2026-02-31", "0001-01-01", "cD0xJmo9", "%s%(x)s{0}", "null", "true", "relevance", "x" * 2_000)),
    *("%", "%ff%fe", "%ED%A0%80", "a&a=b", "a;b"),
]
PARAMETERS = [
    *("q", "find", "domain", "tag", "archetype", "status", "band", "classification", "min_fitness", "ordering"),
    *("limit", "cursor", "offset", "page", "hops", "port", "product", "open", "after", "before", "state"),
    *("provisioning", "format", "columns", "show", "next", "person", "verb", "day", "days", "monitor", "indicator"),
    *("column", "kind", "version", "from", "to", "name", "team", "purpose", "renews", "repository", "path", "commit"),
    *("report", "only", "fail", "freshness", "warehouse", "owner", "access", "exact", "term"),
    *("profile", "fits", "wanted", "left", "right", "with"),
    *("sort", "whose", "grain", "rule"),
    *("sort", "whose", "as", "since", "function"),
]
WRONG = [
    *(
        None,
        True,
        -1,
        0,
        1.5,
        2**63,
        10**30,
        float("inf"),
        "",
        "a\x00b",
        "\ud800",
        "🦆" * 500,
        "x" * 10_000,
        "9" * 5_000,
    ),
    *([], [None], {}, {"a": {"b": []}}, "<script>", "2026-02-31"),
]
NO_BODIES = [
    *(b"", b"null", b"[]", b"[null]", b"0", b'"text"', b"{", b"\xff\xfe", b"NaN", b"9" * 5_000, b"\x00", b"{}{}"),
    *(b"[" * 100_000, b'{"a":' * 20_000, b'{"reason": "\\ud800"}', b'{"reason": "a\\u0000b"}', b'{"days": 1e999}'),
]
NO_BUNDLES = [
    *(b"", b"\x00", b"\xff\xfe\x00", b"[" * 100_000, b"a: &a [*a]", b"- " * 5_000, b"kind: DataProduct", b"null"),
    *(b"PK\x03\x04broken", b"%YAML 9.9\n---\n", b"!!python/object/apply:os.system [id]", b"? [a]: b\n: c", b"<<: [1]"),
    *(b"kind: [DataProduct]\napiVersion: {}", b"a: 1\na: 2", b'kind: DataProduct\nname: "\\ud800\\0"'),
    "kind: DataProduct\napiVersion: v1.0.0\nname: \ufffe\nid: 💥".encode(),
]
HEADERS = ("Idempotency-Key", "If-Match", "If-None-Match", "Accept", "Authorization", "Range", "X-Commit")
DUCKS = "🦆".encode().decode("latin-1")  # as a web server hands them on
ODD_HEADERS = (
    "",
    "\x00",
    "é" * 200,
    "x" * 5_000,
    "Bearer",
    "Bearer \xff",
    "Bearer a b",
    "*/*;q=abc",
    DUCKS,
    '"""',
    "bytes=9-1",
)
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def ask(world, request):
    """Asks as somebody, and tells what is wrong with the answer; what it changed is undone.

    `ask.status` is what the last answer began with.
    """
    clients = {}
    for name in PEOPLE:
        clients[name] = Client(raise_request_exception=False)
        clients[name].force_login(request.getfixturevalue(name))

    def asking(person, method, address, **sent):
        with transaction.atomic():
            answer = clients[person].generic(method, address, **sent)
            asking.status, complaint = answer.status_code, _complaint(answer, address)
            transaction.set_rollback(True)
        return f"{person} {method} {address[:200]} {str(sent)[:200]}: {complaint}" if complaint else ""

    return asking


def _complaint(answer, address: str) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.status_code >= 500:
        return str(answer.status_code)
    if answer.status_code >= 400 and address.startswith("/api/"):
        if answer.headers["Content-Type"] != "application/problem+json":
            return f"{answer.status_code} as {answer.headers['Content-Type']}"
        problem = json.loads(body)
        if not {"type", "code", "status", "title"} <= set(problem) or not str(problem["title"]).endswith((".", "?")):
            return f"not a problem with a sentence: {problem}"
    return ""


def _addresses(method: str, world, *, api: bool | None = None):
    for name, verb, address, *_statuses in test_who_may.TABLE:
        if verb == method and api in (None, address.startswith("/api/")):
            yield name, address.format(**world)


@pytest.fixture
def read(monkeypatch):
    """The names of parameters that were asked for since it was cleared."""
    names = set()

    def noting(method):
        def ask(query, name, *args, **kwargs):
            if not query._mutable:  # it looks into itself while it is filled
                names.add(name)
            return method(query, name, *args, **kwargs)

        return ask

    for method in ("__getitem__", "__contains__", "get", "getlist"):
        monkeypatch.setattr(QueryDict, method, noting(getattr(QueryDict, method)))
    return names


def test_no_address_breaks_on_odd_parameters(world, ask, read):
    """Each address gets every parameter at once, twice, and each that it was seen to read, alone."""
    people, odd = itertools.cycle(PEOPLE), itertools.cycle(ODD)
    found = []

    def look(address, query):
        found.append(ask(next(people), "GET", f"{address}?{query}"))

    for _name, address in _addresses("GET", world):
        read.clear()
        look(address, "%&&&===&[]=1")
        for _turn in range(2):
            look(address, "&".join(f"{parameter}={next(odd)}" for parameter in PARAMETERS))
            next(odd)
        alone = set()
        while left := sorted(read.intersection(PARAMETERS) - alone):
            alone.add(left[0])
            look(address, f"{left[0]}={next(odd)}")

    assert "\n".join(filter(None, found)) == ""


def test_no_address_breaks_on_odd_names_in_it(world, ask):
    odd = ("0", "9" * 30, "-1", "a%00b", "%F0%9F%A6%86", "²", "x" * 300)
    found = []
    for (_name, method, address, *_), name in itertools.product(test_who_may.TABLE, odd):
        for hole in re.findall(r"\{\w+\}", address):
            sent = {} if method == "GET" else {"data": b"{}", "content_type": "application/json"}
            found.append(ask("petra", method, address.replace(hole, name).format(**world), **sent))

    assert "\n".join(filter(None, found)) == ""


def _mutants(body, wrong):
    """The body with one of its parts, however deep, replaced by something wrong."""
    parts = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in parts:
        for other in (wrong, *_mutants(value, wrong)):
            changed = body.copy()
            changed[key] = other
            yield changed


def test_no_call_breaks_on_an_odd_body(world, ask):
    people = itertools.cycle(("otto", "ada", "otto", "petra"))
    found = []
    for name, address in _addresses("POST", world, api=True):
        wrong = [json.dumps(body).encode() for one in WRONG for body in _mutants(body_of(name, world), one)]
        for body in [*NO_BODIES, *wrong]:
            found.append(ask(next(people), "POST", address, data=body, content_type="application/json"))
        for kind in ("text/plain", "multipart/form-data", "application/json; charset=klingon", "", "x"):
            found.append(ask("otto", "POST", address, data=b"{}", content_type=kind))

    assert "\n".join(filter(None, found)) == ""


def test_no_call_breaks_on_odd_documents(world, ask):
    places = [
        ("POST", "/api/v1/bundles/check/"),
        ("POST", "/api/v1/bundles/check/?report=codequality&fail=yes&path=%F0%9F%A6%86"),
        ("POST", "/api/v1/bundles/vocabulary/"),
        ("PUT", f"/api/v1/products/{world['product']}/draft/"),
    ]
    kinds = ("application/yaml", "application/zip", "text/yaml; charset=klingon")
    found = [
        ask("otto", method, address, data=body, content_type=kind)
        for (method, address), body, kind in itertools.product(places, NO_BUNDLES, kinds)
    ]

    assert "\n".join(filter(None, found)) == ""


def test_no_form_breaks_on_odd_entries(world, ask):
    entries = [
        *(
            "days",
            "reason",
            "note",
            "yes",
            "name",
            "scope",
            "team",
            "purpose",
            "port",
            "ports",
            "justification",
            "bundle",
        ),
        *("documents", "text", "raw", "revision", "successor", "format", "columns", "limit", "next", "username"),
        *("password", "first_name", "last_name", "email", "time_zone", "old_password", "new_password1"),
        *("percent", "window"),
        *("title", "need", "terms", "needed_by", "domain", "why", "product", "stars", "seen", "wish", "decline-reason"),
    ]
    odd = ("", "a\x00b", "🦆" * 500, "9" * 5_000, "-1", "²", "<script>", "1")
    pages = [*_addresses("POST", world, api=False), *_addresses("GET", world, api=False)]
    people = itertools.cycle(("ada", "otto", "petra"))
    found = []
    for _name, address in pages:
        for value in odd:
            sent = {"data": urlencode(dict.fromkeys(entries, value)), "content_type": FORM}
            found.append(ask(next(people), "POST", address, **sent))
            if ask.status == 405:  # nothing of what is sent is read there
                break

    assert "\n".join(filter(None, found)) == ""


def test_no_call_breaks_on_an_odd_header(world, ask):
    order = ("POST", "/api/v1/orders/", {"data": b"{}", "content_type": "application/json"})
    draft = ("PUT", f"/api/v1/products/{world['product']}/draft/", {"data": b"{}", "content_type": "application/yaml"})
    calls = [("GET", address, {}) for _name, address in _addresses("GET", world, api=True)]
    values = itertools.cycle(ODD_HEADERS)
    found = [
        ask("otto", method, address, headers={header: next(values) if method == "GET" else value}, **sent)
        for method, address, sent in [order, draft, *calls]
        for header in HEADERS
        for value in (ODD_HEADERS if method != "GET" else ODD_HEADERS[:2])
    ]

    assert "\n".join(filter(None, found)) == ""
