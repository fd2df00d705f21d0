"""In whose name data is read."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def looked_after_by(user, at: str = "consumer") -> Q:
    """Those that are this person, a team of theirs, or a service account of such a team; `at` is the way to them."""
    return (
        Q(**{f"{at}__person": user})
        | Q(**{f"{at}__team__in": user.team_ids})
        | Q(**{f"{at}__person__account_of__in": user.team_ids})
    )


class ConsumerQuerySet(models.QuerySet):
    """Questions about consumers. `for_person` and `for_team` make a missing row; the others only narrow."""

    def for_person(self, person):
        """The consumer who is this person."""
        return self.get_or_create(person=person)[0]

    def for_team(self, team):
        """The consumer which is this team."""
        return self.get_or_create(team=team)[0]

    def reached_by(self, user):
        """In whose name may this person read: their own, and their teams'."""
        return self.filter(Q(person=user) | Q(team__in=user.team_ids))

    def ordered_for_by(self, user):
        """In whose name may this person order: their own, their teams', and that of a service account of these."""
        accounts = Q(person__account_of__in=user.team_ids, person__is_active=True)
        return self.filter(Q(person=user) | Q(team__in=user.team_ids) | accounts)


class Consumer(models.Model):
    """One who can be given access: a person or a team, exactly one of the two."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="consumer"
    )
    team = models.OneToOneField(
        "accounts.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="consumer"
    )

    objects = ConsumerQuerySet.as_manager()

    class Meta:
        verbose_name = _("consumer")
        verbose_name_plural = _("consumers")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, team__isnull=True) | Q(person__isnull=True, team__isnull=False),
                name="consumer_is_a_person_or_a_team",
            )
        ]

    def __str__(self):
        return str(self.person or self.team)

    @property
    def account_of_id(self) -> int | None:
        """The team whose service account it is, if it is one."""
        return self.person.account_of_id if self.person_id else None

    @property
    def behind_id(self) -> int | None:
        """The team that stands behind it: itself, or the one whose service account it is."""
        return self.team_id or self.account_of_id

    def is_spoken_for_by(self, user) -> bool:
        """May this person act in its name? For themselves, for a team of theirs, and for its service accounts."""
        return self.person_id == user.pk or (self.behind_id is not None and self.behind_id in user.team_ids)
