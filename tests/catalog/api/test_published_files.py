"""Real documents that others published, good and bad, through every door: the right verdict, on the right line, no 500.

What the standards' own schemas say of each file stands in their list of verdicts. Where a value stands in a file,
PyYAML's own composer is asked, with which the marketplace does not read documents.
"""

import csv
import re

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalog.models import DataProduct, Draft
from catalog.spec.codes import CODES, SCHEMA
from tests.catalog.spec.published_files import VERDICTS, files, needs_published_files, read

pytestmark = needs_published_files

CHECK = "/api/v1/bundles/check/"
YAML = "application/yaml"
FOLDERS = [
    "odcs/invalid", "odcs/nonconforming", "odcs/semantic-invalid", "odcs/version-dependent", "odcs/legacy-dcs", "odps/",
]  # fmt: skip
BAD = ("odcs/invalid", "odcs/nonconforming", "odcs/legacy-dcs", "odps/invalid")
SAMPLED = files(folder="odcs/examples")[::6]
# Wrong by the version they declare: their team became right later, and other things in them are wrong.
TOO_NEW = re.compile("changelog_unit_v[12]")
OF_SCHEMA = {code for code in SCHEMA if CODES[code].level == "error"}
CODE = re.compile(r"[a-z]+(-[a-z]+)*")


def verdicts() -> dict[str, dict[str, str]]:
    """The list, by file."""
    with VERDICTS.open(encoding="utf-8", newline="") as rows:
        return {row["file"]: row for row in csv.DictReader(rows)}


def nodes(raw: bytes):
    """The documents of a stream as PyYAML sees them; none where it does not."""
    try:
        return [node for node in yaml.compose_all(raw.decode("utf-8-sig"), Loader=yaml.SafeLoader) if node is not None]
    except (yaml.YAMLError, UnicodeDecodeError):
        return []


def stretch(document: yaml.Node, pointer: str) -> tuple[int, int]:
    """The first and last line of what a pointer names, or of the nearest thing around it that is there."""
    node, first = document, document.start_mark.line + 1
    for step in (part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]):
        if isinstance(node, yaml.MappingNode):
            pairs = [(key, value) for key, value in node.value if key.value == step]
            if not pairs:
                return first, first
            key, node = pairs[-1]  # what is there twice is wrong the second time
            first = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and step.isdigit() and int(step) < len(node.value):
            node = node.value[int(step)]
            first = node.start_mark.line + 1
        else:
            return first, first
    text = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
    return first, max(first, node.end_mark.line) if text else first


@pytest.fixture
def tool(as_tool, otto, domain):
    """Otto's pipeline."""
    return as_tool(otto)


@pytest.mark.parametrize("folder", [*FOLDERS, "sampled"])
def test_a_check_gives_the_right_verdict_on_the_right_line(tool, folder):
    known, wrong = verdicts(), []
    names = SAMPLED if folder == "sampled" else files(folder=folder)
    assert names

    for name in names:
        raw = read(name)
        answer = tool.post(CHECK, raw, content_type=YAML)
        assert answer.status_code == 200, (name, answer.content)
        told = answer.json()
        errors = {one["code"] for one in told["violations"] if one["level"] == "error"}
        accepted = known[name]["newest_schema_or_OL_facets"] == "valid" and "semantic-invalid" not in folder
        if accepted and errors & OF_SCHEMA:
            wrong.append((name, "is refused", errors))
        if (not accepted and not told["violations"]) or (folder in BAD and told["valid"]):
            wrong.append((name, "passes", errors))
        documents = nodes(raw)
        for one in told["violations"]:
            sentence = one["message"].rstrip("`'”)")
            if not CODE.fullmatch(one["code"]) or not sentence.endswith((".", "?", "!", ":")):
                wrong.append((name, "no sentence with a code", one))
            if documents:
                first, last = stretch(documents[one["document"]], one["path"])
                if not first <= one["line"] <= last:
                    wrong.append((name, f"stands on {first} to {last}", one))

    assert wrong == []


def test_what_the_schema_says_first_is_said_on_the_same_thing(tool):
    """Where its first fault names a place, one of ours is about that place, what is in it, or what it is in."""
    missed = []
    for name, row in verdicts().items():
        place, colon, words = row["first_error"].partition(": ")
        if row["newest_schema_or_OL_facets"] != "INVALID" or not name.startswith(("odcs/", "odps/")) or not colon:
            continue
        if TOO_NEW.search(name):
            continue
        told = tool.post(CHECK, read(name), content_type=YAML).json()["violations"]
        if not any(one["level"] == "error" and one["path"].startswith(f"/{place}".rstrip("/")) for one in told):
            missed.append((name, place, words, [one["path"] for one in told]))

    assert missed == []


@pytest.mark.parametrize("folder", [*FOLDERS, "sampled"])
def test_a_draft_of_any_of_them_is_one_clear_refusal(tool, folder):
    names = SAMPLED if folder == "sampled" else files(folder=folder)

    for name in names:
        answer = tool.put("/api/v1/products/some-product/draft/", read(name), content_type=YAML)

        assert answer.status_code == 422, (name, answer.content)
        told = answer.json()
        assert told["code"] in ("bundle-not-readable", "slug-mismatch", "unknown-domain"), name
        assert told["title"].endswith("."), name
        assert all(one["line"] >= 1 and one["message"] for one in told.get("violations", [])), name
    assert not DataProduct.objects.exists()
    assert not Draft.objects.exists()


@pytest.mark.parametrize("folder", [*FOLDERS, "sampled"])
def test_an_upload_of_any_of_them_is_answered_with_a_page(client, otto, domain, folder):
    client.force_login(otto)
    names = SAMPLED if folder == "sampled" else files(folder=folder)

    for place, name in enumerate(names):
        answer = client.post(reverse("catalog:studio-import"), {"files": SimpleUploadedFile("a.yaml", read(name))})
        assert answer.status_code in (302, 422), name
        if answer.status_code == 302:
            assert client.get(answer["Location"]).status_code == 200, name
        if place % 4 == 0:
            whole = client.post(reverse("catalog:studio-documents"), {"file": SimpleUploadedFile("a.yaml", read(name))})
            assert whole.status_code == 422, name
            assert "violation" in whole.content.decode() or "domain" in whole.content.decode(), name
    assert not DataProduct.objects.exists()


def test_a_legacy_contract_is_told_how_to_convert_itself_at_every_door(tool, client, otto, domain):
    client.force_login(otto)
    name = files(folder="odcs/legacy-dcs")[0]

    checked = tool.post(CHECK, read(name), content_type=YAML).json()
    drafted = tool.put("/api/v1/products/some-product/draft/", read(name), content_type=YAML).json()
    uploaded = client.post(reverse("catalog:studio-import"), {"files": SimpleUploadedFile("a.yaml", read(name))})

    for told in (checked["violations"], drafted["violations"]):
        assert [one["code"] for one in told] == ["foreign-dialect"]
        assert "datacontract export odcs" in told[0]["message"]
    assert "datacontract export odcs" in uploaded.content.decode()
