"""What the API answers with beside JSON."""

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
