"""Baskets, suspensions, and campaigns that ask whether access is still right."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.console.model_admin import RecordAdmin
from requests.models import Basket, BasketLine, GrantAnnouncement, GrantReview, Recertification, Suspension


@admin.register(Basket)
class BasketAdmin(RecordAdmin):
    """What was entered for the next checkout."""

    list_display = ["person", "consumer", "purpose", "updated_at"]
    search_fields = ["person__username", "purpose"]
    joined = ("person", "consumer__person", "consumer__team")


@admin.register(BasketLine)
class BasketLineAdmin(RecordAdmin):
    """What people mean to order."""

    list_display = ["port", "person", "days", "created_at"]
    list_filter = ["port__product__domain"]
    search_fields = ["port__product__name", "person__username"]
    joined = ("port__product", "person")


@admin.register(Recertification)
class RecertificationAdmin(RecordAdmin):
    """Campaigns."""

    list_display = ["name", "opened_by", "opens_at", "deadline", "closed_at"]
    list_filter = ["closed_at"]
    search_fields = ["name"]
    joined = ("opened_by",)


@admin.register(GrantReview)
class GrantReviewAdmin(RecordAdmin):
    """What was decided about each grant."""

    list_display = ["campaign", "grant", "state", "reviewer", "decided_at"]
    list_filter = ["state", "campaign"]
    search_fields = ["campaign__name", "grant__port__product__name"]
    joined = ("campaign", "reviewer", "grant__port__product", "grant__consumer__person", "grant__consumer__team")


@admin.register(Suspension)
class SuspensionAdmin(RecordAdmin):
    """What was stopped in an emergency; suspended and lifted at its own pages."""

    list_display = ["about", "reason", "suspended_by", "since", "lifted_at"]
    list_filter = ["lifted_at"]
    search_fields = ["port__product__name", "person__username", "reason"]
    joined = ("port__product", "person", "suspended_by", "lifted_by")

    @admin.display(description=_("what"))
    def about(self, suspension) -> str:
        """The port or the person."""
        return str(suspension)


@admin.register(GrantAnnouncement)
class GrantAnnouncementAdmin(RecordAdmin):
    """What readers were told of their grants, each once."""

    list_display = ["grant", "kind", "at"]
    list_filter = ["kind"]
    search_fields = ["grant__port__product__name", "kind"]
    joined = ("grant__port__product", "grant__consumer__person", "grant__consumer__team")
