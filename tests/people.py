"""The five people whom every test knows, and the teams they are in.

ada analyses data (team Analytics), otto owns data (maintains Clinical data), petra runs the platform (and maintains
Clinical data too, so that otto's own orders find somebody), grace watches over governance, eve belongs nowhere.
"""

import pytest
from django.contrib.auth.models import Group

from accounts.models import User
from accounts.models.user import PLATFORM, STEWARD
from accounts.teams.services import found_team, set_member

PASSWORD = "correct horse battery staple"


def _person(username, first_name, last_name, *groups, **kwargs):
    person = User.objects.create_user(
        username, f"{username}@example.org", PASSWORD, first_name=first_name, last_name=last_name, **kwargs
    )
    person.groups.set([Group.objects.get_or_create(name=name)[0] for name in groups])
    return person


@pytest.fixture
def ada(db):
    """An analyst."""
    return _person("ada", "Ada", "Analyst")


@pytest.fixture
def otto(db):
    """A product owner."""
    return _person("otto", "Otto", "Owner")


@pytest.fixture
def grace(db):
    """A governance steward."""
    return _person("grace", "Grace", "Governance", STEWARD, is_staff=True)


@pytest.fixture
def petra(db):
    """A platform engineer."""
    return _person("petra", "Petra", "Platform", PLATFORM, is_staff=True)


@pytest.fixture
def eve(db):
    """Belongs nowhere."""
    return _person("eve", "Eve", "Elsewhere")


@pytest.fixture
def analytics(ada):
    """The team that uses data; ada maintains it."""
    team = found_team(actor=None, slug="analytics", name="Analytics")
    set_member(actor=None, team=team, person=ada, role="maintainer")
    return team


@pytest.fixture
def clinical(otto, petra):
    """The team that owns clinical data; otto and petra maintain it."""
    team = found_team(actor=None, slug="clinical-data", name="Clinical data")
    set_member(actor=None, team=team, person=otto, role="maintainer")
    set_member(actor=None, team=team, person=petra, role="maintainer")
    return team
