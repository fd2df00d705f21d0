import io
import json
from contextlib import nullcontext, suppress

import pytest
from django.core.management import CommandError, call_command

from catalog.management.commands.publish import Command
from catalog.models import DataProduct, ProductVersion, PublishingRun
from tests.catalog.publishing.bundles import a_bundle


@pytest.fixture
def publish(landed, nudged):
    """Runs the command and answers what it said: `publish(path, "--check")`."""

    def running(path, *arguments, fails: bool | int = False):
        out, err = io.StringIO(), io.StringIO()
        with pytest.raises(CommandError) if fails else nullcontext() as failure:
            call_command("publish", str(path), *arguments, stdout=out, stderr=err)
        assert not fails or fails is True or failure.value.returncode == fails
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
    assert "has not ended within 0.1 seconds" in publish(file(), "--as", "otto", "--wait", "--seconds", "0.1", fails=4)


def test_a_run_that_fails_is_told_with_what_to_do(publish, file, otto):
    path = file(sql="select usubjid, country, cast(country as integer) as age from raw_dm")

    told = publish(path, "--as", "otto", "--here", fails=3)

    assert "build: failed" in told
    assert "Mend the SQL" in told
    assert "could not be published" in told


@pytest.mark.parametrize(
    ("arguments", "told", "code"),
    [
        ((), "Say who publishes", 2),
        (("--as", "nobody"), "There is nobody called nobody.", 2),
        (("--as", "ada"), "You may not do this", 1),
    ],
)
def test_who_publishes_must_be_known_and_allowed(publish, file, ada, arguments, told, code):
    assert told in publish(file(), *arguments, fails=code)


def test_a_path_without_a_bundle_is_one_clear_sentence(publish, tmp_path):
    assert "cannot be read" in publish(tmp_path / "nothing.yaml", "--check", fails=2)
    (tmp_path / "empty").mkdir()
    assert "cannot be read" in publish(tmp_path / "empty", "--check", fails=2)


@pytest.fixture
def report(landed, nudged):
    """What stands on standard output alone, as JSON, whether the check passed or not."""

    def running(path, *arguments):
        out = io.StringIO()
        with suppress(CommandError):
            call_command("publish", str(path), "--check", *arguments, stdout=out, stderr=io.StringIO())
        return json.loads(out.getvalue())

    return running


def test_a_report_for_gitlab_names_the_file_in_the_folder(report, file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for place, document in enumerate(a_bundle(sql="select usubjid, country, age from secrets").split(b"---\n")):
        file(document, name=f"demo/{place}.yaml")

    told = report("demo", "--format", "codequality")

    assert {"path": "demo/2.yaml", "lines": {"begin": 6}} in [one["location"] for one in told]


def test_the_whole_verdict_is_json_for_programs(report, file):
    told = report(file(sql="select usubjid, country, age from secrets"), "--format", "json")

    assert (told["valid"], told["publishable"]) == (False, False)
    assert told.keys() >= {"violations", "diff", "demand", "policies", "blast_radius"}
    assert {one["file"] for one in told["violations"]} == {str(file())}


def test_what_changes_is_told_before_it_is_published(publish, file, published):
    published()
    path = file(
        version="1.0.1", columns={"usubjid": "string", "country": "string"}, sql="select usubjid, country from raw_dm"
    )

    told = publish(path, "--check", fails=1)

    assert "breaking: " in told
    assert "What changes since 1.0.0 demands at least 2.0.0 (major)." in told
    assert "error number-too-small" in told


def test_gitlab_says_itself_where_the_bundle_is_from(publish, file, otto, monkeypatch):
    monkeypatch.setenv("CI_PROJECT_URL", "https://gitlab.example.org/clinical/dm")
    monkeypatch.setenv("CI_COMMIT_SHA", "0123456789abcdef")

    publish(file(), "--as", "otto", "--path", "products/dm.yaml")

    assert ProductVersion.objects.get().origin == {
        "repository": "https://gitlab.example.org/clinical/dm",
        "path": "products/dm.yaml",
        "commit": "0123456789abcdef",
    }


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["good.yaml", "--check"], 0),
        (["bad.yaml", "--check"], 1),
        (["nothing.yaml", "--check"], 2),
        (["good.yaml", "--chekc"], 2),
        (["good.yaml", "--check", "--format", "pdf"], 2),
    ],
)
def test_the_shell_learns_how_it_ended(landed, file, tmp_path, monkeypatch, arguments, code):
    file(name="good.yaml")
    file(name="bad.yaml", sql="select usubjid, country, age from secrets")
    monkeypatch.chdir(tmp_path)

    with pytest.raises(SystemExit) if code else nullcontext() as ended:
        Command(stdout=io.StringIO(), stderr=io.StringIO()).run_from_argv(["manage.py", "publish", *arguments])

    assert (ended.value.code if code else 0) == code
