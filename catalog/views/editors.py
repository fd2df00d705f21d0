"""What a textarea must say of itself to become an editor; the script static/js/editor.js reads it."""

import json
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

WORDS = {
    "data-words-wrong": _("Errors: {n}."),
    "data-words-warned": _("No errors; warnings: {n}."),
    "data-words-right": _("Nothing is wrong with it."),
    "data-words-unknown": _("It could not be checked just now."),
    "data-words-keys": _("Ctrl+Space proposes; F8 goes to the next fault; Escape, then Tab, leaves."),
}


def yaml_editor(slug: str = "") -> dict:
    """The attributes of an editor for documents; with a slug they are judged as those of that product."""
    return {
        "data-editor": "yaml",
        "data-check-url": _check(product=slug),
        "data-keys-url": reverse("bundle-keys"),
        "data-vocabulary-url": reverse("bundle-vocabulary"),
        "spellcheck": "false",
        **WORDS,
    }


def sql_editor(slug: str, port: str, tables: dict) -> dict:
    """The attributes of an editor for the SELECT of one port, judged as if it stood in the draft.

    `tables` are those it can read, as `draft_vocabulary` tells them in `inputs`.
    """
    return {
        "data-editor": "sql",
        "data-check-url": _check(product=slug, port=port),
        "data-check-type": "application/sql",
        "data-keys-url": reverse("bundle-keys"),
        "data-tables": json.dumps(tables),
        "spellcheck": "false",
        **WORDS,
    }


def _check(**about: str) -> str:
    known = {key: value for key, value in about.items() if value}
    return f"{reverse('bundle-check')}?{urlencode({'only': 'violations', **known})}"
