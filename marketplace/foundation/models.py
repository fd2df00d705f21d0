"""The rows every app stands on: what happened, and who is alive."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Stamped(models.Model):
    """Something that knows when it was made and last changed."""

    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        abstract = True


class AuditEventQuerySet(models.QuerySet):
    """Questions about what happened. Each method narrows; none writes."""

    def visible_to(self, user):
        """What is public, what one did, what concerns oneself or one's teams; stewards and platform see all."""
        if user.sees_everything:
            return self
        return self.filter(
            Q(public=True) | Q(actor=user) | Q(concerns_person=user.pk) | Q(concerns_team__in=user.team_ids)
        )

    def about(self, obj):
        """What happened to one thing."""
        return self.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))


class AuditEvent(models.Model):
    """One thing that happened: who, what, about which object, old and new, from where. Never changed, never deleted."""

    at = models.DateTimeField(_("at"), auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )
    verb = models.CharField(_("what"), max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    object_name = models.CharField(_("about"), max_length=300)
    product = models.CharField(_("product"), max_length=120, blank=True)
    old = models.JSONField(_("before"), null=True)
    new = models.JSONField(_("after"), null=True)
    facts = models.JSONField(_("facts"), default=dict)
    origin = models.JSONField(_("from where"), default=dict)
    public = models.BooleanField(_("everybody may see it"), default=False)
    concerns_person = models.BigIntegerField(null=True)
    concerns_team = models.BigIntegerField(null=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="event_by_object"),
            models.Index(fields=["product", "-id"], name="event_by_product"),
            # What everybody may see, but for the scores of every night, which are many.
            models.Index(fields=["-id"], condition=Q(public=True) & ~Q(verb="fitness.scored"), name="event_as_news"),
            models.Index(fields=["actor", "-id"], name="event_by_actor"),
            models.Index(fields=["concerns_team", "-id"], name="event_by_team"),
            models.Index(fields=["concerns_person", "-id"], name="event_by_person"),
        ]

    def __str__(self):
        from marketplace.foundation.audit import sentence

        return sentence(self)


class Heartbeat(models.Model):
    """The last sign of life of one part of the marketplace."""

    name = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField()

    def __str__(self):
        return self.name
