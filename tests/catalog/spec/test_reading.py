import io
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.spec import Limits, check, read_bundle, write
from catalog.spec.scalars import plain
from tests.catalog.spec.bundles import ADVERSE_EVENTS, altered, codes, everything_said, read

PRODUCT = b"apiVersion: v1.1.0\nkind: DataProduct\nid: a\n"


def refusal(raw, **limits):
    bundle, violations = read_bundle(raw, limits=Limits(**limits))
    assert bundle is None
    (violation,) = violations
    assert violation.level == "error"
    assert violation.message.endswith(".")
    return violation.code, violation.line


def zipped(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_a_bundle_is_its_documents_and_its_bytes():
    bundle = read(ADVERSE_EVENTS)

    assert [document.kind for document in bundle.documents] == ["odps", "odcs", "transformation", "access-policy"]
    assert bundle.raw == ADVERSE_EVENTS
    assert len(bundle.digest) == 64


def test_a_complete_bundle_has_nothing_said_against_it():
    assert everything_said(ADVERSE_EVENTS) == []


def test_a_typical_bundle_is_checked_in_fifty_milliseconds():
    times = []
    for _ in range(5):
        started = time.process_time()
        everything_said(ADVERSE_EVENTS)
        times.append(time.process_time() - started)

    # The best of some, of the processor: others use this machine, too.
    assert min(times) < 0.05


@pytest.mark.parametrize(
    ("raw", "code", "line"),
    [
        (b"", "empty", 1),
        (b"---\n---\n...\n", "empty", 1),
        (b"hello", "not-a-mapping", 1),
        (b"- a", "not-a-mapping", 1),
        (b"a: 1\nb: \xff", "not-text", 2),
        (b"a: 1\nb: \x07", "bad-character", 2),
        (b'a: 1\nb: "\\0"', "bad-character", 2),
        (b"a: 1\nb: [", "not-yaml", 3),
        (b"a:\n\t- b", "not-yaml", 2),
        (b"a: b: c", "not-yaml", 1),
        (b"a: &x 1\nb: *x", "alias", 2),
        (b"a: !!python/object/apply:os.system [ls]", "unknown-tag", 1),
        (b"a: !!int many", "unknown-tag", 1),
        (b"? [a]\n: b", "bad-key", 1),
        (b"PK\x03\x04 and no more", "not-a-zip", 1),
        (b"kind: Elsewhere\napiVersion: v1", "unknown-kind", 1),
        (b"id: only", "unknown-kind", 1),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence_with_its_line(raw, code, line):
    assert refusal(raw) == (code, line)


def test_a_bundle_of_fifty_megabytes_is_refused_before_it_is_parsed():
    started = time.process_time()

    assert refusal(b"a: b\n" * 10_000_000) == ("too-large", 1)
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize("raw", [b"[" * 100_000, b"{a: " * 100_000, b"- " * 100_000, b"? " * 100_000])
def test_deep_nesting_is_refused_and_does_not_crash_the_process(raw):
    code, _ = refusal(raw)

    assert code in ("too-deep", "bad-key")


def test_a_document_nested_a_hundred_deep_is_refused():
    assert refusal(b"a: " + b"[" * 100 + b"]" * 100) == ("too-deep", 1)


def test_a_stream_of_too_many_values_or_documents_is_refused():
    assert refusal(b"a: [" + b"1," * 100 + b"]", nodes=50)[0] == "too-many-nodes"
    assert refusal(b"---\na: 1\n" * 4, documents=3) == ("too-many-documents", 7)


def test_a_bomb_of_aliases_is_refused():
    bomb = b"a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n"

    assert refusal(bomb) == ("alias", 2)


def test_a_key_given_twice_is_an_error_on_its_second_line():
    violations = everything_said(altered(("status: active\n", "status: active\nstatus: draft\n")))

    assert [(each.code, each.path, each.line) for each in violations] == [("duplicate-key", "/status", 8)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("NO", "NO"),
        ("off", "off"),
        ("22:30", "22:30"),
        ("2025-01-28", "2025-01-28"),
        ("2025-01-28T10:00:00Z", "2025-01-28T10:00:00Z"),
        ("007", "007"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        (".inf", ".inf"),
        ("1e999", "1e999"),
        ("9" * 5000, "9" * 5000),
        ("1.10", 1.1),
        ("-3", -3),
        ("1e3", 1000.0),
        ("true", True),
        ("~", None),
        ("", None),
    ],
)
def test_an_unquoted_word_means_what_json_would_make_of_it(written, meant):
    value = plain(written)

    assert value == meant
    assert type(value) is type(meant)


def test_a_number_where_text_is_wanted_is_refused_with_the_quotes_it_needs():
    (violation,) = [
        each
        for each in everything_said(altered(("version: 1.2.0", "version: 1.10")))
        if each.path == "/version" and each.level == "error"
    ]

    assert violation.code == "wrong-type"
    assert violation.line == 6
    assert "'1.10'" in violation.message


def test_a_yes_where_true_is_wanted_is_refused_with_the_word_to_write():
    (violation,) = everything_said(altered(("required: true", "required: yes")))

    assert "write true or false" in violation.message


@pytest.mark.parametrize(
    ("document", "named"),
    [
        ("dataContractSpecification: 1.2.1\nid: a", "datacontract export odcs"),
        ("kind: DataProduct\nfluidVersion: 0.7.1", "Fluid Forge"),
        ("apiVersion: floe.dev/v1\nkind: DataProduct", "floe.dev"),
        ("schema: https://opendataproducts.org/v4.1\nversion: 4.1\nproduct: {}", "opendataproducts.org"),
        ("dataProductDescriptor: 1.0.0\ninfo: {}", "Open Data Mesh"),
        ("apiVersion: openslo/v1\nkind: SLO", "OpenSLO"),
        ("apiVersion: v0.9.0\nkind: AccessAgreement", "access agreement"),
    ],
)
def test_a_foreign_dialect_is_named(document, named):
    _, (violation,) = read_bundle(document.encode())

    assert violation.code == "foreign-dialect"
    assert named in violation.message


def test_an_unknown_version_is_an_error_and_a_modest_one_a_warning():
    assert "unknown-version" in codes(altered(("apiVersion: v3.2.0", "apiVersion: v4.0.0")))
    assert codes(altered(("apiVersion: v3.2.0", "apiVersion: v3.1.0"))) == {"newer-than-declared"}


def test_a_zip_of_files_is_one_stream_in_the_order_of_names():
    head, _, rest = ADVERSE_EVENTS.partition(b"\n---\n")
    bundle = read(
        zipped(**{"b/contract.odcs.yaml": rest, "a.odps.yaml": head, "notes.txt": b"no", ".hidden.yaml": b"x"})
    )

    assert [document.kind for document in bundle.documents][:2] == ["odps", "odcs"]
    assert check(bundle) == []
    assert bundle.raw.startswith(b"# a.odps.yaml\n")
    assert read(write(bundle)).documents == bundle.documents


def test_a_zip_may_hold_json():
    assert read(zipped(**{"product.json": b'{"apiVersion": "v1.1.0",\n\t"kind": "DataProduct", "id": "a"}'})).product


@pytest.mark.parametrize("name", ["../up.yaml", "/root.yaml", "a/../../b.yaml", "c:\\d.yaml", "..\\up.yaml"])
def test_a_name_that_leads_out_of_the_zip_is_refused(name):
    assert refusal(zipped(**{name: PRODUCT}))[0] == "unsafe-path"


def test_a_zip_bomb_is_refused_without_unpacking_it():
    started = time.process_time()

    assert refusal(zipped(**{"bomb.yaml": b"a" * 200_000_000}))[0] == "too-large"
    assert time.process_time() - started < 3


def test_an_empty_or_crowded_zip_is_refused():
    assert refusal(zipped(**{"readme.txt": b"hello"}))[0] == "empty"
    assert refusal(zipped(**{f"{n}.yaml": PRODUCT for n in range(60)}))[0] == "too-many-documents"


def test_a_byte_order_mark_and_windows_line_ends_change_nothing():
    bundle = read(b"\xef\xbb\xbf" + ADVERSE_EVENTS.replace(b"\n", b"\r\n"))

    assert bundle.documents[0].tree == read(ADVERSE_EVENTS).documents[0].tree
    assert check(bundle) == []


def test_lines_are_counted_through_the_whole_stream():
    bundle = read(ADVERSE_EVENTS)
    policy = bundle.policies[0]

    assert bundle.text.splitlines()[policy.line_of(("rules", 1, "stages")) - 1].strip() == "stages: [owner, steward]"
    assert policy.line_of(("rules", 7, "nothing")) == policy.line_of(("rules",))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_make_reading_raise(raw):
    bundle, violations = read_bundle(raw)

    assert bundle is not None or violations


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab:-[]{}&*!|>'\"#%@`,?~.01 \t\n\r\\\ud7ff\u2028é", max_size=120))
def test_no_text_that_looks_like_yaml_makes_reading_raise(text):
    bundle, violations = read_bundle(text.encode())

    assert bundle is not None or violations


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(ADVERSE_EVENTS)), st.integers(0, 60), st.binary(max_size=12))
def test_no_damage_to_a_good_bundle_makes_reading_or_checking_raise(start, length, put):
    everything_said(ADVERSE_EVENTS[:start] + put + ADVERSE_EVENTS[start + length :])
