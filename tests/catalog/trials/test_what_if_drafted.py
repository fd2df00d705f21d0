"""The fitness page tries the draft out without building it: what was measured of the published port stays."""

from tests.catalog.publishing.bundles import a_bundle

LICENCE = b"\ncustomProperties:\n  - {property: licence, value: CC-BY-4.0, vendor: marketplace}\n"


def licensed():
    """The bundle as it was, under a licence."""
    return a_bundle(version="1.0.1").replace(b"\ncustomProperties:\n", LICENCE, 1)


def test_the_draft_is_asked_about_in_place_of_what_is_published(client, published, saved, otto):
    product = published()
    client.force_login(otto)
    url = f"/products/{product.slug}/fitness/what-if/"
    assert "from=draft" in client.get(url).content.decode()
    saved(licensed())

    found = client.get(url, {"from": "draft"}).context["found"]

    assert [(step.new.function, step.old.outcome, step.new.outcome) for step in found.steps] == [
        ("reusable.licence", "fail", "pass"),
        ("reusable.licence-known", "not-applicable", "pass"),
    ]
    assert found.score > found.before.score


def test_who_may_not_see_the_draft_is_not_shown_it(client, published, saved, eve):
    product = published()
    saved(licensed())
    client.force_login(eve)
    page = client.get(f"/products/{product.slug}/fitness/what-if/", {"from": "draft"})

    assert page.context["found"].steps == []
    assert "from=draft" not in page.content.decode()
