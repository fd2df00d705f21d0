"""What Jinja draws is what a template of Django would have drawn: escaped, in the language of now, and never silent."""

from pathlib import Path

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils.translation import override

from marketplace.foundation.addresses import address
from marketplace.foundation.drawing import draw

DRAWINGS = Path(__file__).parents[2] / "templates" / "jinja2"


def test_what_is_drawn_is_escaped():
    drawn = draw("components/badge", text="<b>open</b>", tone="good")

    assert "&lt;b&gt;open&lt;/b&gt;" in drawn
    assert "#circle-check" in drawn


def test_a_drawing_reads_the_same_through_a_template_of_django():
    template = Template('{% include "components/badge.html" with text=text tone="bad" only %}')

    assert template.render(Context({"text": "<i>"})).strip() == draw("components/badge", text="<i>", tone="bad")


def test_what_is_not_known_is_no_score_of_nought():
    assert "Fitness is not known yet." in draw("components/fitness", score=None)
    assert "Fitness 0 of 100:" in draw("components/fitness", score=0)


def test_a_name_that_a_drawing_does_not_know_is_an_error():
    with pytest.raises(TypeError, match="colour"):
        draw("components/badge", text="open", colour="red")


def test_every_drawing_has_a_macro_of_its_name():
    from django.template import engines

    for file in sorted(DRAWINGS.rglob("*.html")):
        module = engines["jinja2"].env.get_template(str(file.relative_to(DRAWINGS))).module

        assert callable(getattr(module, file.stem, None)), file


def test_a_text_is_said_in_the_language_of_the_moment():
    with override("de"):
        german = draw("components/fitness", score=None)
    english = draw("components/fitness", score=None)

    assert "Fitness is not known yet." in english
    assert german  # there is no German yet; what counts is that its text is not kept for English


def test_an_address_is_the_one_that_django_works_out():
    assert address("catalog:product", "adverse-events") == reverse("catalog:product", args=["adverse-events"])
