"""Baskets, and campaigns that ask whether access is still right."""

from django.contrib import admin

from marketplace.foundation.console.model_admin import RecordAdmin
from requests.models import Basket, BasketLine, GrantReview, Recertification


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
