"""Otto's colleague publishes from a repository: the very lines of the example pipeline, with curl and two tokens."""

import json
import os
import shutil
import subprocess

import httpx
import pytest
import yaml

from accounts.tokens.services import issue_token
from catalog.models import ProductVersion
from marketplace.demo.sources import BUNDLES
from marketplace.settings import BASE_DIR

pytestmark = [pytest.mark.journey, pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")]

EXAMPLE = BASE_DIR / "docs" / "examples" / "gitlab-ci.yml"
DEMOGRAPHICS = (BUNDLES / "clinical" / "demographics.yaml").read_text()
FROM = "from raw_dm"
GITLAB = {
    "CI_PROJECT_URL": "https://gitlab.example.org/clinical/demographics",
    "CI_COMMIT_SHA": "0123456789abcdef0123456789abcdef01234567",
    "EVERY": "0.1",
}


@pytest.fixture
def repository(tmp_path):
    """A checkout with the documents: `repository(text)`."""

    def checking_out(text: str):
        (tmp_path / "product.yaml").write_text(text)
        return tmp_path

    return checking_out


@pytest.fixture
def job(site, people, repository):
    """Runs a job of the example over a text, as GitLab would: `job("publish", text)`; the process and its folder."""
    pipeline = yaml.safe_load(EXAMPLE.read_text())
    tokens = {
        f"MARKETPLACE_{scope.upper()}_TOKEN": issue_token(
            actor=None, owner=people["petra"], name="ci", scope=scope, days=1
        )[1]
        for scope in ("read", "write")
    }
    settings = {name: str(value) for name, value in pipeline["variables"].items()}
    told = os.environ | settings | GITLAB | tokens | {"MARKETPLACE_URL": site, "PRODUCT": "demographics"}

    def running(name: str, text: str, shell=("bash", "-eo", "pipefail"), **variables):
        lines = "\n".join([*pipeline["default"]["before_script"], *pipeline[name]["script"]])
        folder = repository(text)
        done = subprocess.run(
            [*shell, "-c", lines],
            cwd=folder,
            env=told | variables,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
        return done, folder

    return running


def test_what_the_example_says_stands_in_the_page():
    told = (BASE_DIR / "docs" / "pipelines.md").read_text()

    assert "examples/gitlab-ci.yml" in told
    assert yaml.safe_load(EXAMPLE.read_text())["stages"] == ["check", "publish"]


def test_a_colleague_publishes_from_the_main_branch_and_learns_what_is_wrong_in_a_merge_request(
    land, worker, job, site
):
    land("pharmaverse.dm")
    broken = DEMOGRAPHICS.replace(FROM, "from somewhere_else")
    assert broken != DEMOGRAPHICS
    line = 1 + next(n for n, text in enumerate(broken.splitlines()) if "somewhere_else" in text)

    refused, folder = job("check", broken)
    report = json.loads((folder / "gl-code-quality-report.json").read_text())
    never, _folder = job("publish", broken)

    assert refused.returncode != 0
    assert f"product.yaml:{line}: error sql-unknown-table" in refused.stdout
    assert {"path": "product.yaml", "lines": {"begin": line}} in [one["location"] for one in report]
    assert never.returncode != 0
    assert '"code":"bundle-not-valid"' in never.stdout

    fine, folder = job("check", DEMOGRAPHICS, shell=("sh", "-e"))
    published, _folder = job("publish", DEMOGRAPHICS, shell=("sh", "-e"))
    again, _folder = job("publish", DEMOGRAPHICS)

    assert fine.returncode == 0, fine.stdout + fine.stderr
    assert published.returncode == 0, published.stdout + published.stderr
    assert published.stdout.splitlines()[-1].startswith(("succeeded", "announce: done"))
    assert again.returncode == 0, again.stdout + again.stderr
    version = ProductVersion.objects.published().get(product__slug="demographics")
    assert version.origin == {
        "repository": GITLAB["CI_PROJECT_URL"],
        "path": "product.yaml",
        "commit": GITLAB["CI_COMMIT_SHA"],
    }
    assert version.published_by.username == "petra"
    assert httpx.get(f"{site}/healthz").status_code == 200

    failing = DEMOGRAPHICS.replace("version: 1.0.0", "version: 1.1.0", 1).replace(
        FROM, f"{FROM} where cast(COUNTRY as integer) > 0"
    )
    stopped, _folder = job("publish", failing)
    assert stopped.returncode != 0
    assert "build: failed" in stopped.stdout
    assert "Mend the SQL" in stopped.stdout
    assert ProductVersion.objects.published().get(product__slug="demographics") == version

    stranger, _folder = job("publish", DEMOGRAPHICS, MARKETPLACE_WRITE_TOKEN="mp_nobody")
    assert stranger.returncode == 22
    assert '"code":"not-signed-in"' in stranger.stdout
