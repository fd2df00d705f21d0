"""What happens around a draft and a product: proposals, trials, migration periods, followers, needs of tasks."""

from django.contrib import admin

from catalog.models import (
    DataProfile,
    Follow,
    KeptPort,
    MigrationNotice,
    MigrationPeriod,
    Proposal,
    RequirementProfile,
    SavedSearch,
    Trial,
)
from marketplace.foundation.console.model_admin import RecordAdmin


@admin.register(Proposal)
class ProposalAdmin(RecordAdmin):
    """What the data suggested, and what was made of it."""

    list_display = ["product", "port", "column", "aspect", "state", "decided_by", "decided_at"]
    list_filter = ["state", "aspect"]
    search_fields = ["product__name", "product__slug", "column"]
    joined = ("product", "decided_by")


@admin.register(DataProfile)
class DataProfileAdmin(RecordAdmin):
    """Looks at the data behind drafts."""

    list_display = ["product", "port", "state", "asked_by", "created_at", "started_at", "ended_at"]
    list_filter = ["state"]
    search_fields = ["product__name", "product__slug", "port"]
    date_hierarchy = "created_at"
    joined = ("product", "asked_by")


@admin.register(Trial)
class TrialAdmin(RecordAdmin):
    """Drafts that were tried out. What they found is for the team that made them."""

    list_display = ["product", "revision", "state", "asked_by", "created_at", "started_at", "ended_at"]
    list_filter = ["state"]
    search_fields = ["product__name", "product__slug"]
    exclude = ["facts", "locations", "bundle"]
    date_hierarchy = "created_at"
    joined = ("product", "asked_by")


@admin.register(MigrationPeriod)
class MigrationPeriodAdmin(RecordAdmin):
    """From one major version to the next."""

    list_display = ["product", "before", "after", "state", "ends_at", "ended_at"]
    list_filter = ["state"]
    search_fields = ["product__name", "product__slug"]
    joined = ("product", "before__product", "after__product")


@admin.register(KeptPort)
class KeptPortAdmin(RecordAdmin):
    """What readers of the old major version still get."""

    list_display = ["port", "period", "contract", "snapshot"]
    search_fields = ["port__name", "period__product__name"]
    joined = (
        "port__product",
        "period__product",
        "period__before",
        "period__after",
        "contract",
        "snapshot__port__product",
    )


@admin.register(MigrationNotice)
class MigrationNoticeAdmin(RecordAdmin):
    """Who was told, and who has answered."""

    list_display = ["port", "consumer", "period", "acknowledged_by", "acknowledged_at", "moved_at"]
    search_fields = ["port__name", "period__product__name"]
    joined = (
        "port__product",
        "consumer__person",
        "consumer__team",
        "period__product",
        "period__before",
        "period__after",
        "acknowledged_by",
    )


@admin.register(Follow)
class FollowAdmin(RecordAdmin):
    """Who wants to hear of what."""

    list_display = ["person", "product", "domain", "search", "created_at"]
    search_fields = ["person__username", "product__name", "domain__name", "search__name"]
    joined = ("person", "product", "domain", "search")


@admin.register(SavedSearch)
class SavedSearchAdmin(RecordAdmin):
    """Searches that people come back to."""

    list_display = ["name", "person", "query", "looked_at"]
    search_fields = ["name", "query", "person__username"]
    exclude = ["known"]
    joined = ("person",)


@admin.register(RequirementProfile)
class RequirementProfileAdmin(RecordAdmin):
    """What people and teams need of data for a task."""

    list_display = ["name", "person", "team", "created_at", "updated_at"]
    list_filter = ["classification", "without_waiting"]
    search_fields = ["name", "person__username", "team__name"]
    joined = ("person", "team")
