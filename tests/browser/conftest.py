"""People in front of real browsers: `ada = sit_down("ada")` is a page on which Ada is signed in.

The browser starts when the first person sits down, so a test first arranges its rows and then only looks at pages:
while Playwright runs, this thread has an event loop, and Django refuses its database there.
"""

import contextlib
import shutil

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from marketplace.demo import loader
from marketplace.demo.sources import bundles
from tests.browser.complaints import listen
from tests.journeys.conftest import land, mesh_without_products, people  # noqa: F401 — fixtures

CHROMIUM = shutil.which("chromium")
# Nothing but the pages themselves may use the network or the machine.
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run"]
_DESK = {"width": 1280, "height": 900}

# A busy machine needs longer than the usual 5 seconds to draw what it draws.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session", autouse=True)
def _chromium_is_here():
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")


@pytest.fixture
def publish(land, worker):  # noqa: F811
    """Has the worker publish bundles of the demo mesh: `publish("demographics")`."""

    def publishing(*slugs):
        wanted = [bundle for bundle in bundles() if bundle.slug in slugs]
        land(*{table for bundle in wanted for table in bundle.reads_tables})
        loader._publish(wanted, print, 60)

    return publishing


@pytest.fixture
def complaints():
    """What any browser of the test complained about: errors of scripts, refusals of the policy, other hosts."""
    return []


@pytest.fixture
def sit_down(site, people, complaints):  # noqa: F811
    """Gives a person a browser of their own: `sit_down("ada")`; nobody in particular: `sit_down(None)`."""
    with contextlib.ExitStack() as until_the_end:
        browsers = []

        def browser():
            if not browsers:
                playwright = until_the_end.enter_context(sync_playwright())
                started = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
                until_the_end.callback(started.close)
                browsers.append(started)
            return browsers[0]

        def sitting_down(name: str | None, **options) -> Page:
            desk = {"base_url": site, "viewport": _DESK, "reduced_motion": "reduce"}
            own = browser().new_context(**desk | options)
            own.set_default_timeout(15_000)
            listen(own, site, complaints, who=name or "nobody")
            page = own.new_page()
            if name:
                page.goto("/sign-in/")
                page.locator("[name=username]").fill(name)
                page.locator("[name=password]").fill(loader.demo_password())
                page.get_by_role("button", name="Sign in").click()
                page.wait_for_url(f"{site}/")
            return page

        yield sitting_down
