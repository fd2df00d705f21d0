"""The house keeps itself readable."""

import re
import subprocess

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR


def _tracked(*patterns):
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return sorted(ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file())


PYTHON = [file for file in _tracked("*.py") if "migrations" not in file.parts]


@pytest.mark.parametrize("file", PYTHON, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_file_is_read_in_one_sitting(file):
    assert len(file.read_text().splitlines()) <= 320


def test_no_drawer_for_everything():
    assert [file for file in PYTHON if file.name in {"utils.py", "helpers.py", "common.py", "misc.py"}] == []


def test_migrations_are_named():
    migrations = [file for file in _tracked("*/migrations/*.py") if re.match(r"\d{4}_", file.name)]

    assert migrations
    assert [file.name for file in migrations if "_auto_" in file.name or re.match(r"\d{4}_initial", file.name)] == []


def test_the_top_level_is_what_was_agreed():
    folders = {file.relative_to(ROOT).parts[0] for file in _tracked() if len(file.relative_to(ROOT).parts) > 1}

    assert folders == {".ci", "accounts", "catalog", "docs", "marketplace", "requests", "static", "templates", "tests"}


@pytest.mark.parametrize(
    "file", _tracked("*.md", "*.py", "*.html", "*.js", "*.yaml", "*.json"), ids=lambda f: str(f.relative_to(ROOT))
)
def test_a_file_names_no_registry_and_no_path_of_one_machine(file):
    text = file.read_text()

    assert not re.search(
        r"pypi\.org|files\.pythonhosted|registry\.npmjs|deb\.debian\.org|(?<![\w.])/(?:work|home|root)/", text
    )
