"""Where the API of people is."""

from accounts.api import openapi  # noqa: F401 — importing registers
from accounts.api.events import EventViewSet
from accounts.api.me import MeViewSet
from accounts.api.message_choices import MessageChoicesViewSet
from accounts.api.teams import TeamViewSet


def register(router) -> None:
    """Put them under the API."""
    router.register("me", MeViewSet, basename="me")
    router.register("message-choices", MessageChoicesViewSet, basename="message-choices")
    router.register("teams", TeamViewSet, basename="team")
    router.register("events", EventViewSet, basename="event")
