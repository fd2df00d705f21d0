"""Who somebody is."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People, teams, tokens and what they are told."""

    name = "accounts"
    verbose_name = _("People")

    def ready(self):
        """Teach the audit its sentences."""
        from accounts import sentences  # noqa: F401 — importing teaches
