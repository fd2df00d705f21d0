"""The ground under the apps."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """Audit, heartbeats and the pieces every app stands on."""

    name = "marketplace.foundation"
    label = "foundation"
