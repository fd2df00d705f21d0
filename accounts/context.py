"""What every page knows: the places, and how much waits in them."""

from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from accounts.notifications.selectors import unread_by
from accounts.policies import may_govern, may_operate
from marketplace.foundation.navigation import COUNTS

_MARKETPLACE = ("/", "/products/", "/basket/", "/orders/", "/approvals/", "/my-data/", "/wanted/")
_PLACES = [
    # label, address, drawing, where else one is in this place, who is shown it
    (_("Marketplace"), "/", "building-store", _MARKETPLACE, None),
    (_("Studio"), "/studio/", "tool", (), None),
    (_("Mesh"), "/mesh/", "topology-star-3", ("/incidents/",), None),
    (_("Governance"), "/governance/", "scale", (), may_govern),
    (_("Platform"), "/platform/", "server-2", (), may_operate),
]


class Counts:
    """Numbers for the navigation, each asked for only when a template shows it."""

    def __init__(self, request):
        self._request = request
        self._known = {}

    def __getitem__(self, key):
        if key not in self._known:
            self._known[key] = self._ask(key)
        return self._known[key]

    def _ask(self, key):
        if key == "notifications":
            return unread_by(self._request.user)
        if key in COUNTS:
            return COUNTS.get(key)(self._request)
        raise KeyError(key)


def places(request):
    """The places this person is shown, with the one they are in, and what waits for them; no query until shown."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"places": SimpleLazyObject(lambda: _places_of(user, request.path)), "counts": Counts(request)}


def _places_of(user, path: str) -> list[dict]:
    return [
        {"label": label, "url": url, "icon": icon, "active": _is_in(path, url, within)}
        for label, url, icon, within, policy in _PLACES
        if policy is None or policy(user)
    ]


def _is_in(path: str, url: str, within: tuple[str, ...]) -> bool:
    return (
        path == "/" if url == path == "/" else any(path.startswith(start) for start in (url, *within) if start != "/")
    )
