"""Draws the panels that other apps add to a page."""

from collections.abc import Collection

from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from marketplace.foundation.drawing import draw
from marketplace.foundation.registry import Registry


def drawn(registry: Registry, request, *about) -> list[str]:
    """The panels of a registry for this request, each as finished HTML; one that has nothing to say is left out."""
    panels = [ask(request, *about) for ask in registry]
    texts = [render_to_string(panel.template, panel.context, request) for panel in panels if panel]
    return [text for text in texts if text.strip()]


def acts(registry: Registry, request, things: Collection) -> dict[int, SafeString]:
    """What other apps let one do with these things, by their id, each as finished HTML; see catalog/panels.py.

    Their templates are drawings of Jinja, which get the panel's context and `csrf_token`: a list has many.
    """
    offered = [offer(request, things) for offer in registry] if things else []
    token = {"csrf_token": get_token(request)} if things else {}
    return {
        thing.pk: mark_safe(  # noqa: S308 — templates made it
            "".join(
                draw(one[thing.pk].template, **one[thing.pk].context, **token) for one in offered if thing.pk in one
            )
        )
        for thing in things
    }
