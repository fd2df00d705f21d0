"""What the navigation shows: what waits, and the parts of a place; every app adds what it knows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from marketplace.foundation.policies import Answer
from marketplace.foundation.registry import Registry

# How much waits for the person in front of the page, by key, such as "approvals"; each entry may ask one query.
COUNTS: Registry[Callable[[HttpRequest], int]] = Registry("count in the navigation")


@dataclass(frozen=True)
class Part:
    """A part of a place; parts stand in the order of their `position`, and only before those who may go there."""

    label: str | Promise
    icon: str
    position: int
    may: Callable[[Any], Answer]


# The parts of the mesh, governance and platform places, and one's own pages, by the name of their address.
MESH: Registry[Part] = Registry("part of the mesh place")
GOVERNANCE: Registry[Part] = Registry("part of the governance place")
PLATFORM: Registry[Part] = Registry("part of the platform place")
OWN_PAGES: Registry[Part] = Registry("page of one's own")


def mesh_tabs(user, active: str) -> list[dict]:
    """The parts of the mesh place; everybody is shown all of them."""
    return _tabs(MESH, user, active)


def governance_tabs(user, active: str) -> list[dict]:
    """The parts of the governance place that this person is shown.

    `active` is the name of the address of the part that is open.
    """
    return _tabs(GOVERNANCE, user, active)


def platform_tabs(user, active: str) -> list[dict]:
    """The parts of the platform place that this person is shown, like those of governance."""
    return _tabs(PLATFORM, user, active)


def own_tabs(user, active: str) -> list[dict]:
    """One's own pages, from the profile on."""
    return _tabs(OWN_PAGES, user, active)


def _tabs(registry: Registry[Part], user, active: str) -> list[dict]:
    """The parts that somebody is shown, in their order, as components/tabs.html shows them."""
    parts = sorted(registry.items(), key=lambda item: item[1].position)
    return [
        {"label": part.label, "url": reverse(name), "icon": part.icon, "active": name == active}
        for name, part in parts
        if part.may(user)
    ]
