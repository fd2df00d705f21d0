"""The style guide shows everything that pages are made of."""

import json
import re

from django.conf import settings

from catalog.views.styleguide.page import EXAMPLES, styleguide

COMPONENTS = sorted(file.stem for file in (settings.BASE_DIR / "templates" / "components").glob("*.html"))


def test_every_component_has_examples_and_no_example_is_without_one():
    assert styleguide
    assert sorted(key for key, _examples in EXAMPLES.items()) == COMPONENTS


def test_it_is_all_there_without_a_question_to_the_database(client, petra, queries):
    client.force_login(petra)
    page = client.get("/styleguide/").content.decode()

    for name in COMPONENTS:
        assert f'id="component-{name}"' in page
    for _name, examples in EXAMPLES.items():
        assert all(example.said in page for example in examples)
    for icon in json.loads((settings.BASE_DIR / "static" / "icons.json").read_text()):
        assert f"<code>{icon}</code>" in page
    assert queries(client, "/styleguide/") <= 6


def test_every_token_is_shown_in_both_schemes_and_ids_are_there_once(client, petra):
    client.force_login(petra)

    page = client.get("/styleguide/").content.decode()

    for token in ("paper", "accent", "neutral", "hue-8", "radius", "shadow-lift"):
        assert page.count(f"<code>{token}</code>") == 2, token
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
