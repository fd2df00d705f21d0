"""Puts our console in the place of Django's."""

from django.contrib.admin.apps import AdminConfig


class ConsoleConfig(AdminConfig):
    """Django's admin with the console as its site."""

    default_site = "marketplace.foundation.console.site.Console"
