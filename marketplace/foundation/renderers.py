"""What the API answers with beside JSON."""

import json
from typing import Any

from rest_framework.renderers import JSONRenderer


class BundleRenderer(JSONRenderer):
    """Documents byte for byte as they are kept; problems as JSON."""

    media_type = "application/yaml"
    format = "yaml"
    charset = None

    def render(self, data, accepted_media_type=None, renderer_context=None):
        """Bytes as they are."""
        if isinstance(data, bytes):
            return data
        return super().render(data, accepted_media_type, renderer_context)


class LinkedDataRenderer(JSONRenderer):
    """JSON-LD for whoever asks for it."""

    media_type = "application/ld+json"
    format = "jsonld"
    charset = None


class LinkSetRenderer(JSONRenderer):
    """A set of typed links (RFC 9264)."""

    media_type = "application/linkset+json"
    format = "linkset"
    charset = None


def as_json(document: Any) -> str:
    """A document as it travels: compact, and in every language's own letters."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
