"""Asking for data, getting it, giving it back."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RequestsConfig(AppConfig):
    """Orders, approvals, provisioning and grants."""

    name = "requests"
    verbose_name = _("Access")

    def ready(self):
        """Teach the audit its sentences, and add to the pages, the publishing and the scores of the catalog."""
        # Importing teaches and registers.
        from requests import (  # noqa: F401  # noqa: F401
            delivery_fitness,
            finding,
            fitness,
            governance,
            outlook,
            panels,
            products,
            sentences,
            trials,
        )
        from requests.approvals import by_mail  # noqa: F401
