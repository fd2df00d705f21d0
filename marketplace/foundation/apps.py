"""The ground under the apps."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """Audit, heartbeats and the pieces every app stands on."""

    name = "marketplace.foundation"
    label = "foundation"

    def ready(self):
        """Teach the audit its sentences."""
        from marketplace.foundation import sentences  # noqa: F401 — importing teaches
