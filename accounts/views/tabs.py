"""The parts of one's own pages."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

_TABS = [
    ("accounts:profile", _("Profile"), "user"),
    ("accounts:tokens", _("API tokens"), "fingerprint"),
    ("accounts:notifications", _("Messages"), "bell"),
    ("accounts:password", _("Password"), "password"),
]


def tabs(active: str) -> list[dict]:
    """The tabs, with the one that is open."""
    return [
        {"label": label, "url": reverse(name), "icon": icon, "active": name == active} for name, label, icon in _TABS
    ]
