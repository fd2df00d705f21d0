"""The parts of one's own pages; other apps add theirs to the same registry."""

from django.utils.translation import gettext_lazy as _

from accounts.policies import may_operate
from marketplace.foundation.navigation import OWN_PAGES, PLATFORM, Part, own_tabs
from marketplace.foundation.policies import YES, Answer


def everybody(user) -> Answer:
    """One's own pages are there for everybody who is signed in."""
    return YES


OWN_PAGES.add("accounts:profile")(Part(_("Profile"), "user", 10, everybody))
OWN_PAGES.add("accounts:tokens")(Part(_("API tokens"), "fingerprint", 20, everybody))
OWN_PAGES.add("accounts:service-accounts")(Part(_("Service accounts"), "plug-connected", 25, everybody))
OWN_PAGES.add("accounts:notifications")(Part(_("Messages"), "bell", 30, everybody))
OWN_PAGES.add("accounts:message-choices")(Part(_("How you are told"), "mail", 35, everybody))
OWN_PAGES.add("accounts:password")(Part(_("Password"), "password", 50, everybody))
PLATFORM.add("accounts:deliveries")(Part(_("Messages"), "mail", 80, may_operate))


def tabs(active: str) -> list[dict]:
    """The tabs, with the one that is open."""
    return own_tabs(None, active)
