"""What goes wrong in publishing is one clear error, and nothing that was there is lost."""

import io
import re
import struct
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse
from rest_framework.test import APIClient

from accounts.tokens.services import issue_token
from catalog.models import DataProduct, Draft, OutputPort, PublishingRun
from catalog.publishing import services, tasks
from catalog.publishing.checking import check_bundle
from catalog.spec.product_checks import RESERVED
from tests.catalog.publishing.bundles import a_bundle

CHECK = "/api/v1/bundles/check/"
YAML, ZIP = "application/yaml", "application/zip"
ONE_ROW = (
    "select any_value(usubjid) as usubjid, any_value(country) as country, cast({} as integer) as age from {}, raw_dm"
)
ENDLESS = ONE_ROW.format("count(*) % 7", "range(100000) a, range(100000) b")
HUGE = ONE_ROW.format("len(list(a.range)) % 7", "range(30000000) a") + " group by a.range % 2"


@pytest.fixture
def tool(otto, clinical_domain):
    """Otto's pipeline."""
    text = issue_token(actor=None, owner=otto, name="tool", scope="write", days=1)[1]
    return APIClient(HTTP_AUTHORIZATION=f"Bearer {text}", raise_request_exception=False)


def draft_of(slug: str) -> str:
    return f"/api/v1/products/{slug}/draft/"


def codes(raw: bytes) -> set[str]:
    return {said.code for said in check_bundle(raw).violations}


@pytest.mark.parametrize(
    ("sql", "limits", "told", "remedy"),
    [
        (ENDLESS, {"BUILD_SECONDS": 1}, "could not be built within 1 seconds", "filter|smaller|time|less"),
        (HUGE, {"BUILD_MEMORY_MB": 32}, "within 32 MB of memory", "memory|filter|smaller|less"),
    ],
    ids=["time", "memory"],
)
def test_a_transformation_that_takes_too_much_ends_the_run_and_readers_keep_what_they_had(
    published, submitted, settings, sql, limits, told, remedy
):
    product = published()
    before = OutputPort.objects.values().get()
    run = submitted(version="1.1.0", sql=sql)
    for name, value in limits.items():
        setattr(settings, name, value)

    tasks.carry_out(run.pk)

    run.refresh_from_db()
    step = run.steps.get(state="failed")
    assert (run.state, step.name) == ("failed", "build")
    assert told in step.error
    assert re.search(remedy, step.remedy)
    assert OutputPort.objects.values().get() == before
    assert product.versions.published().get().number == "1.0.0"
    assert bytes(Draft.objects.get().bundle) == a_bundle(version="1.1.0", sql=sql)


def test_a_retired_product_keeps_its_draft_and_takes_no_other(published, tool, otto):
    product = published()
    services.retire(actor=otto, product=product, reason="It is over.")

    kept = tool.put(draft_of("demographics"), a_bundle(version="1.1.0"), content_type=YAML)
    submitted = tool.post("/api/v1/products/demographics/publish/")

    assert (kept.status_code, kept.json()["code"]) == (409, "product-retired")
    assert (submitted.status_code, submitted.json()["code"]) == (409, "product-retired")
    assert bytes(Draft.objects.get().bundle) == a_bundle()


def test_a_publish_during_a_publish_is_refused_and_the_first_goes_on(submitted, tool):
    first = submitted()
    kept = tool.put(draft_of("demographics"), a_bundle(version="1.1.0"), content_type=YAML)

    second = tool.post("/api/v1/products/demographics/publish/")
    tasks.carry_out(first.pk)

    assert kept.status_code == 200
    assert (second.status_code, second.json()["code"]) == (409, "already-publishing")
    assert PublishingRun.objects.get().state == "succeeded"
    assert DataProduct.objects.get().versions.published().get().number == "1.0.0"
    assert tool.post("/api/v1/products/demographics/publish/").status_code == 202


def test_of_two_editors_the_second_is_told_and_loses_nothing(tool, landed):
    tool.put(draft_of("demographics"), a_bundle(), content_type=YAML)
    mine, theirs = a_bundle(version="1.0.1"), a_bundle(version="1.0.2")
    first = tool.put(draft_of("demographics"), mine, content_type=YAML, headers={"If-Match": '"1"'})

    late = tool.put(draft_of("demographics"), theirs, content_type=YAML, headers={"If-Match": '"1"'})
    now = tool.get(draft_of("demographics"))
    again = tool.put(draft_of("demographics"), theirs, content_type=YAML, headers={"If-Match": now["ETag"]})

    assert first["ETag"] == now["ETag"] == '"2"'
    assert (late.status_code, late.json()["code"], late.json()["revision"]) == (409, "draft-conflict", 2)
    assert now.content == mine
    assert (again.status_code, again["ETag"]) == (200, '"3"')


def test_a_circle_of_input_ports_is_told_on_the_port_that_closes_it(published, landed):
    published()
    published(slug="arms", upstreams={"raw_dm": "clinical-demographics"})
    closing = a_bundle(version="1.1.0", upstreams={"raw_dm": "clinical-arms"})

    said = [one for one in check_bundle(closing).violations if one.code == "input-cycle"]

    line = 1 + next(n for n, text in enumerate(closing.decode().splitlines()) if "contractId: clinical-arms" in text)
    assert [(one.level, one.line, one.path) for one in said] == [("error", line, "/inputPorts/0")]
    assert "made from this product" in said[0].message


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_a_name_that_an_address_begins_with_is_refused_at_every_door(tool, landed, client, otto, name):
    raw = a_bundle(slug=name)
    client.force_login(otto)

    kept = tool.put(draft_of(name), raw, content_type=YAML)
    uploaded = client.post(reverse("catalog:studio-documents"), {"file": SimpleUploadedFile("a.yaml", raw)})

    assert "reserved-slug" in codes(raw)
    assert (kept.status_code, kept.json()["code"]) == (422, "bundle-not-readable")
    assert "reserved-slug" in {one["code"] for one in kept.json()["violations"]}
    assert uploaded.status_code == 422
    assert not DataProduct.objects.exists()


def test_no_address_begins_with_a_name_that_a_product_may_have():
    """Where an address takes the short name of a product, every word that may stand there instead is reserved."""
    addresses = {
        re.sub(r"\(\?P<(\w+)>[^)]*\)|<(?:\w+:)?(\w+)>", lambda found: f"<{found[1] or found[2]}>", str(pattern))
        for pattern in _patterns(get_resolver())
    }
    before_a_slug = {address.partition("<slug>")[0] for address in addresses if "<slug>" in address}
    words = {
        rest.partition("/")[0]
        for begin in before_a_slug & {"studio/", "products/", "api/v1/products/"}
        for address in addresses
        if address.startswith(begin) and (rest := address.removeprefix(begin))
    }

    assert {"studio/", "products/"} <= before_a_slug
    assert {word for word in words if re.fullmatch(r"[a-z0-9-]+", word)} <= RESERVED


def _patterns(resolver, before=""):
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern).lstrip("^").rstrip("$\\Z")
        if hasattr(entry, "url_patterns"):
            yield from _patterns(entry, route)
        else:
            yield route


def archive(*members: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as writing:
        for name, content in members:
            writing.writestr(name, content)
    return packed.getvalue()


def bomb() -> bytes:
    """A small archive that says it holds one byte and unpacks to a hundred million."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as writing:
        writing.writestr("a.yaml", b"#" * 100_000_000)
    return packed.getvalue()


def lying(raw: bytes) -> bytes:
    """The same archive with a false length in its directory."""
    return raw.replace(struct.pack("<L", 100_000_000), struct.pack("<L", 1))


NASTY = {
    "a name that climbs": (archive(("../../etc/cron.d/a.yaml", b"a: 1")), ZIP, "unsafe-path"),
    "a name from the root": (archive(("/etc/a.yaml", b"a: 1")), ZIP, "unsafe-path"),
    "a name of a drive": (archive(("C:\\a.yaml", b"a: 1")), ZIP, "unsafe-path"),
    "a zip bomb": (bomb(), ZIP, "too-large"),
    "a zip bomb that lies": (lying(bomb()), ZIP, "not-a-zip"),
    "no zip": (b"PK\x03\x04" + zlib.compress(b"x" * 100), ZIP, "not-a-zip"),
    "half a zip": (archive(("a.yaml", a_bundle()))[:-30], ZIP, "not-a-zip"),
    "a zip of pictures": (archive(("a.png", b"\x89PNG")), ZIP, "empty"),
    "a null character": (a_bundle().replace(b"Who took", b"Who\x00took"), YAML, "bad-character"),
    "a bell": (a_bundle().replace(b"Who took", b"Who\x07took"), YAML, "bad-character"),
    "latin-1": (a_bundle().replace(b"Who took", "Où".encode("latin-1")), YAML, "not-text"),
    "utf-16": (a_bundle().decode().encode("utf-16"), YAML, "not-text"),
    "a spreadsheet": (archive(("xl/workbook.xml", b"<a/>")), YAML, "empty"),
    "nothing": (b"", YAML, "empty"),
    "only comments": (b"# nothing\n", YAML, "empty"),
}


@pytest.mark.parametrize("name", NASTY)
def test_nasty_bytes_are_one_clear_error_at_every_door(tool, client, otto, landed, name):
    raw, kind, code = NASTY[name]
    client.force_login(otto)

    checked = tool.post(CHECK, raw, content_type=kind)
    kept = tool.put(draft_of("demographics"), raw, content_type=kind)
    uploaded = client.post(reverse("catalog:studio-documents"), {"file": SimpleUploadedFile("a.yaml", raw)})
    brought = client.post(reverse("catalog:studio-import"), {"files": SimpleUploadedFile("a.zip", raw)})

    assert checked.status_code == 200
    assert [one["code"] for one in checked.json()["violations"]] == [code]
    assert (kept.status_code, kept.json()["code"]) == (422, "bundle-not-readable")
    assert [one["code"] for one in kept.json()["violations"]] == [code]
    assert uploaded.status_code == 422
    assert brought.status_code == 422
    assert not DataProduct.objects.exists()


def test_ten_megabytes_are_refused_before_they_are_read(tool, client, otto, clinical_domain):
    raw = a_bundle() + b"# " + b"x" * 10_000_000
    client.force_login(otto)

    answers = [tool.post(CHECK, raw, content_type=YAML), tool.put(draft_of("demographics"), raw, content_type=YAML)]
    uploaded = client.post(reverse("catalog:studio-documents"), {"file": SimpleUploadedFile("a.yaml", raw)})
    typed = client.post(reverse("catalog:studio-documents"), {"text": raw.decode()})

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(413, "too-large")] * 2
    assert uploaded.status_code == 422
    assert "5,000,000 bytes" in uploaded.content.decode()
    assert 400 <= typed.status_code < 500


@pytest.mark.parametrize("kind", ["application/xml", "text/plain", "multipart/form-data; boundary=x", "image/png", "x"])
def test_documents_under_another_name_are_not_guessed_at(tool, kind):
    answer = tool.generic("PUT", draft_of("demographics"), a_bundle(), content_type=kind)

    assert (answer.status_code, answer.json()["code"]) == (415, "media-type-not-read")


def test_a_charset_that_is_announced_changes_nothing(tool, landed):
    answer = tool.generic("PUT", draft_of("demographics"), a_bundle(), content_type="application/yaml; charset=klingon")

    assert answer.status_code == 201
