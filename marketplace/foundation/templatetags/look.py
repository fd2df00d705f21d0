"""How states, verbs and domains look, and what Jinja draws: `{% load look %}`."""

from functools import cache
from zlib import crc32

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

from marketplace.foundation import drawing

register = template.Library()

TONES = {
    "good": (
        "signed confirmed enforced published active approved done succeeded provisioned kept pass excellent "
        "good resolved fulfilled granted waived accepted in-use met answered sent taken"
    ),
    "warn": (
        "outdated grace at-risk warn fair deprecated acknowledged medium by-hand partly excepted "
        "dataset-unknown not-yours result-too-old result-ahead-of-time result-not-read too-large"
    ),
    "bad": "critical missed refused declined broken fail failed denied poor revoked high trouble removal-failed",
    "busy": "running queued pending removing prepared being-set-up picked-up",
    "info": "requested waiting open in-review info action proposed disputed",
    "neutral": (
        "draft withdrawn retired cancelled expired returned removed skipped superseded obsolete ahead low gone "
        "unknown not-applicable ended dismissed dropped older"
    ),
}
_TONE_OF = {state: tone for tone, states in TONES.items() for state in states.split()}

SIGNS = {
    "order": "shopping-bag",
    "request": "clipboard-check",
    "stage": "user-check",
    "grant": "key",
    "connector": "plug-connected",
    "delivery": "mail",
    "provisioning": "plug-connected",
    "data": "database-export",
    "product": "package",
    "draft": "pencil",
    "trial": "test-pipe",
    "version": "rocket",
    "run": "player-play",
    "migration": "arrows-exchange",
    "port": "database",
    "source": "database-import",
    "lineage": "sitemap",
    "incident": "alert-triangle",
    "fitness": "heartbeat",
    "function": "gauge",
    "dispute": "calendar-time",
    "domain": "hexagons",
    "checkpoint": "signature",
    "form": "forms",
    "policy": "shield-check",
    "verdict": "gauge",
    "exception": "calendar-time",
    "requirement": "target-arrow",
    "wanted": "bulb",
    "question": "help-circle",
    "answer": "message-circle",
    "review": "star",
    "person": "user",
    "team": "users",
    "token": "fingerprint",
    "account": "plug-connected",
    "basket": "basket",
}
_GOOD_ENDINGS = ("approved", "published", "signed", "opened", "verified", "resolved")
_BAD_ENDINGS = ("denied", "failed", "refused", "revoked", "unreachable")


@register.filter
def tone(state) -> str:
    """The tone of a state: good, warn, bad, busy, info or neutral."""
    return _TONE_OF.get(str(state).replace("_", "-"), "neutral")


@register.filter
def hue(slug) -> int:
    """The colour of a domain, 1 to 8, always the same for the same short name."""
    return (crc32(str(slug).encode()) >> 8) % 8 + 1 if slug else 0


@register.filter
def web_address(said) -> str:
    """An address that somebody wrote into a document, if a browser may follow it; empty for javascript: and the like.

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)"), web_address(None)
    ('https://example.org/a', '', '')
    """
    address = str(said or "").strip()
    return address if address.lower().startswith(("https://", "http://", "mailto:")) else ""


@register.filter
def verb_sign(verb) -> str:
    """The drawing that stands for a kind of event."""
    return SIGNS.get(str(verb).partition(".")[0], "point")


@register.filter
def verb_tone(verb) -> str:
    """The tone of an event: most are neither good nor bad."""
    if str(verb) in ("incident.opened", "incident.reopened", "incident.joined"):
        return "bad"
    if str(verb).endswith(_GOOD_ENDINGS):
        return "good"
    return "bad" if str(verb).endswith(_BAD_ENDINGS) else "neutral"


@register.simple_tag
@cache
def icon(name: str, classes: str = "") -> str:
    """One drawing out of the sprite, for the eye only; names are listed in static/icons.json."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        classes,
        static("vendor/icons.svg"),
        name,
    )


@register.simple_tag
def draw(part: str, /, **about) -> str:
    """A part that Jinja draws, from templates/jinja2; what a template was not given stands at its default."""
    return drawing.draw(part, **{key: value for key, value in about.items() if value != ""})
