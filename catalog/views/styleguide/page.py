"""The style guide: tokens, drawings, and every component in every state."""

import json
import re
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from catalog.views.styleguide import charts, products, signs, texts  # noqa: F401 — importing registers
from catalog.views.styleguide.example import EXAMPLES, Example
from marketplace.foundation.policies import YES, Answer, insist, no

_TOKEN = re.compile(r"^  --(?!tblr-)([a-z0-9-]+):\s*(.+);$", re.MULTILINE)
_COLOUR = re.compile(r"light-dark\(#|^#|^var\(--ink")
# What a state stands in on a page; elsewhere it stands by itself.
WRAPS = {"fact": "facts", "stat": "grid-stats", "tag": "chips", "product_card": "grid-cards"}


@dataclass(frozen=True)
class Shown:
    """One state, as finished HTML; a dialog is opened by its id."""

    said: str
    drawn: str
    dialog: str = ""


@require_safe
def styleguide(request):
    """All of it on one page, for those who build the marketplace."""
    insist(may_see_styleguide(request.user))
    tokens = _TOKEN.findall((settings.BASE_DIR / "static/css/marketplace.css").read_text())
    context = {
        "colours": [name for name, value in tokens if _COLOUR.search(value)],
        "sizes": [(name, value) for name, value in tokens if name.startswith("radius")],
        "shadows": [name for name, _value in tokens if name.startswith("shadow")],
        "icons": json.loads((settings.BASE_DIR / "static/icons.json").read_text()),
        "components": [
            (name, WRAPS.get(name, ""), [_shown(request, name, example) for example in examples])
            for name, examples in sorted(EXAMPLES.items())
        ],
    }
    return render(request, "catalog/styleguide/page.html", context)


def may_see_styleguide(user) -> Answer:
    """May this person see how the pages are made? It is of use to staff only."""
    return YES if user.is_staff else no(_("the style guide is for those who build the marketplace"))


def _shown(request: HttpRequest, name: str, example: Example) -> Shown:
    context = example.now() | {"csrf_token": get_token(request)}
    drawn = render_to_string(f"components/{name}.html", context)
    return Shown(example.said, drawn, context["id"] if name == "confirm" else "")
