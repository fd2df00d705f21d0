"""People and teams for tests that need many."""

import factory
from django.contrib.auth.models import Group

from accounts.models import Consumer, Team, User


class UserFactory(factory.django.DjangoModelFactory):
    """Somebody."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"person-{n}")
    email = factory.LazyAttribute(lambda person: f"{person.username}@example.org")


class GroupFactory(factory.django.DjangoModelFactory):
    """A group."""

    class Meta:
        model = Group

    name = factory.Sequence(lambda n: f"group-{n}")


class TeamFactory(factory.django.DjangoModelFactory):
    """A team without people."""

    class Meta:
        model = Team

    slug = factory.Sequence(lambda n: f"team-{n}")
    name = factory.Sequence(lambda n: f"Team {n}")
    members_group = factory.SubFactory(GroupFactory)
    maintainers_group = factory.SubFactory(GroupFactory)


class ConsumerFactory(factory.django.DjangoModelFactory):
    """A person as a consumer."""

    class Meta:
        model = Consumer

    person = factory.SubFactory(UserFactory)
