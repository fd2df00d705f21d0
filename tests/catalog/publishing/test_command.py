import io
from contextlib import nullcontext

import pytest
from django.core.management import CommandError, call_command

from catalog.models import DataProduct, PublishingRun
from tests.catalog.publishing.bundles import a_bundle


@pytest.fixture
def publish(landed, nudged):
    """Runs the command and answers what it said: `publish(path, "--check")`."""

    def running(path, *arguments, fails=False):
        out, err = io.StringIO(), io.StringIO()
        with pytest.raises(CommandError) if fails else nullcontext() as failure:
            call_command("publish", str(path), *arguments, stdout=out, stderr=err)
        return out.getvalue() + err.getvalue() + (str(failure.value) if fails else "")

    return running


@pytest.fixture
def file(tmp_path):
    def writing(raw=None, name="bundle.yaml", **changes):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(raw if raw is not None else a_bundle(**changes))
        return path

    return writing


def test_checking_saves_nothing(publish, file):
    assert "ready to publish demographics 1.0.0" in publish(file(), "--check")
    assert not DataProduct.objects.exists()


def test_violations_are_told_with_file_and_line(publish, file):
    path = file(sources={"raw_dm": "pharmaverse.nothing"})
    line = 1 + next(n for n, text in enumerate(path.read_text().splitlines()) if "pharmaverse.nothing" in text)

    told = publish(path, "--check", fails=True)

    assert f"{path}:{line}: error unknown-source: There is no source table pharmaverse.nothing." in told


def test_lines_in_a_folder_are_those_of_its_files(publish, file, tmp_path):
    documents = a_bundle(sql="select usubjid, country, age from secrets").split(b"---\n")
    for place, document in enumerate(documents):
        file(document, name=f"demo/{place}.yaml")
    file(b"not for you", name="demo/notes.txt")

    told = publish(tmp_path / "demo", "--check", fails=True)

    assert f"{tmp_path / 'demo' / '2.yaml'}:6: error sql-unknown-table" in told


def test_what_is_published_here_is_followed_to_its_end(publish, file, otto):
    told = publish(file(), "--as", "otto", "--here")

    assert DataProduct.objects.get().status == "published"
    for step in ("check: done", "build: done", "announce: done", "Demographics 1.0.0 is published."):
        assert step in told


def test_without_a_worker_the_run_waits(publish, file, otto):
    assert "is queued" in publish(file(), "--as", "otto")
    assert PublishingRun.objects.get().state == "queued"

    told = publish(file(b"", name="none.yaml"), "--check", fails=True)
    assert "empty" in told


def test_waiting_ends_after_a_while(publish, file, otto):
    assert "has not ended within 0.1 seconds" in publish(
        file(), "--as", "otto", "--wait", "--seconds", "0.1", fails=True
    )


def test_a_run_that_fails_is_told_with_what_to_do(publish, file, otto):
    path = file(sql="select usubjid, country, cast(country as integer) as age from raw_dm")

    told = publish(path, "--as", "otto", "--here", fails=True)

    assert "build: failed" in told
    assert "Mend the SQL" in told
    assert "could not be published" in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "Say who publishes"),
        (("--as", "nobody"), "There is nobody called nobody."),
        (("--as", "ada"), "You may not do this"),
    ],
)
def test_who_publishes_must_be_known_and_allowed(publish, file, ada, arguments, told):
    assert told in publish(file(), *arguments, fails=True)


def test_a_path_without_a_bundle_is_one_clear_sentence(publish, tmp_path):
    assert "cannot be read" in publish(tmp_path / "nothing.yaml", "--check", fails=True)
    (tmp_path / "empty").mkdir()
    assert "cannot be read" in publish(tmp_path / "empty", "--check", fails=True)
