"""Where everybody begins."""

from marketplace.foundation.audit import record


def test_an_empty_marketplace_says_what_to_do(client, ada, analytics):
    client.force_login(ada)

    page = client.get("/").content.decode()

    assert "Hello, Ada" in page
    assert "There is no product yet" in page
    assert "/studio/new/" in page


def test_home_shows_what_there_is_and_what_happened(client, ada, otto, product):
    record("product.deprecated", product, actor=otto, product=product.slug, public=True, reason="It is old.")
    record("draft.saved", product, actor=otto, product=product.slug, team=product.owner, digest="x", origin={})
    client.force_login(ada)

    page = client.get("/").content.decode()

    assert "Adverse events" in page
    assert "1 product" in page
    assert "It is old." in page
    assert "draft" not in page.lower().replace("drafts", "")


def test_a_fuller_home_asks_the_database_no_more(client, ada, analytics, offer, queries):
    for number in range(4):
        offer(f"First {number}")
    client.force_login(ada)
    few = queries(client, "/")
    for number in range(8):
        offer(f"Second {number}")

    assert queries(client, "/") == few
