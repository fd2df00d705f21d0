"""Templates are linted like code: contracts, nothing inline, nothing from outside, and only icons that exist."""

import json
import re
from pathlib import Path

import pytest
from django.apps import apps

from marketplace.foundation.templatetags.look import SIGNS, TONES, hue, tone

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STATIC = sorted(
    file
    for suffix in ("css", "js", "mjs", "svg")
    for file in (ROOT / "static").rglob(f"*.{suffix}")
    if "vendor" not in file.relative_to(ROOT / "static").parts
)
ICONS = set(json.loads((ROOT / "static" / "icons.json").read_text()))

OPENING = re.compile(r"\A\s*({%\s*(extends|load)[^%]*%}\s*)*({% comment %}|{#)")
COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.DOTALL)
INLINE = re.compile(r"<[a-zA-Z][^>]*\s(style|on[a-z]+)\s*=", re.DOTALL)
SCRIPT = re.compile(r"<(script|style)\b(?![^>]*\bnonce=)[^>]*>", re.DOTALL)
OUTSIDE = re.compile(r"(?:https?:)?//[a-z0-9-]+\.[a-z]{2,}", re.IGNORECASE)
NAMESPACES = ("http://www.w3.org/",)
ICON = re.compile(
    r"""{%\s*icon\s+["']([\w-]+)["']|\bicon=["']([\w-]+)["']|\bicon\|default:["']([\w-]+)["']|\bsvg\(["']([\w-]+)["']"""
)


def name(file):
    """Its path, for the name of the test."""
    return str(file.relative_to(ROOT))


def outside(text):
    """The addresses in it that lead out of the house."""
    return [found for found in OUTSIDE.findall(text) if not any(found in allowed for allowed in NAMESPACES)]


@pytest.mark.parametrize("file", TEMPLATES, ids=name)
def test_a_template_opens_with_its_contract(file):
    text = file.read_text()

    assert OPENING.match(text), "Begin with {% comment %} what it is, Blocks, Context {% endcomment %}."
    assert "Context" in COMMENT.search(text).group(), "Say in the contract which context it needs, or none."


@pytest.mark.parametrize("file", TEMPLATES, ids=name)
def test_a_template_has_no_inline_style_or_script(file):
    text = COMMENT.sub("", file.read_text())

    assert not INLINE.search(text), "The Content-Security-Policy refuses style= and on…= attributes."
    assert not SCRIPT.search(text), "A <script> or <style> needs the nonce of the page."


@pytest.mark.parametrize("file", [*TEMPLATES, *STATIC], ids=name)
def test_nothing_comes_from_outside(file):
    assert outside(file.read_text()) == []


@pytest.mark.parametrize("file", TEMPLATES, ids=name)
def test_a_template_uses_icons_that_are_in_the_sprite(file):
    used = {found for match in ICON.findall(COMMENT.sub("", file.read_text())) for found in match if found}

    assert used <= ICONS, "Add them to static/icons.json and run `npm run build`."


def test_the_icons_of_verbs_are_in_the_sprite():
    assert {*SIGNS.values(), "point"} <= ICONS


def test_the_list_of_icons_is_sorted_and_has_no_doubles():
    listed = json.loads((ROOT / "static" / "icons.json").read_text())

    assert listed == sorted(set(listed))


def test_every_component_is_described():
    described = (ROOT / "docs" / "design-system.md").read_text()
    components = {file.stem for file in TEMPLATES if file.parent.name == "components"}
    missing = sorted(component for component in components if f"`{component}`" not in described)

    assert missing == []


def test_the_lock_names_no_registry():
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_every_state_of_the_domain_has_a_tone():
    toned = {state for states in TONES.values() for state in states.split()}
    states = {
        str(value).replace("_", "-")
        for model in apps.get_models()
        if model._meta.app_label in ("foundation", "accounts", "catalog", "requests")
        for field in model._meta.fields
        if field.choices and field.name in ("state", "status", "outcome", "band", "provisioning", "severity", "tone")
        for value, _ in field.choices
    }

    assert states <= toned


def test_a_state_has_one_tone_however_it_is_spelled():
    states = " ".join(TONES.values()).split()

    assert len(states) == len(set(states))
    assert tone("at_risk") == tone("at-risk") == "warn"


def test_a_domain_has_one_colour_of_eight_and_the_demo_has_four_different_ones():
    hues = [hue(slug) for slug in ("clinical", "flight-operations", "reference-data", "grocery-retail")]

    assert len(set(hues)) == 4
    assert all(1 <= each <= 8 for each in hues)
    assert hue("") == 0
