"""Draws the panels that other apps add to a page."""

from django.template.loader import render_to_string

from marketplace.foundation.registry import Registry


def drawn(registry: Registry, request, *about) -> list[str]:
    """The panels of a registry for this request, each as finished HTML; one that has nothing to say is left out."""
    panels = [ask(request, *about) for ask in registry]
    texts = [render_to_string(panel.template, panel.context, request) for panel in panels if panel]
    return [text for text in texts if text.strip()]
