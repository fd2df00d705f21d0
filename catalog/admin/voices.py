"""What people miss, ask and think."""

from django.contrib import admin

from catalog.models import ProductAnswer, ProductQuestion, ProductReview, WantedProduct, WantedVote
from marketplace.foundation.console.model_admin import RecordAdmin


@admin.register(WantedProduct)
class WantedProductAdmin(RecordAdmin):
    """The board of wanted products."""

    list_display = ["title", "state", "domain", "asked_by", "taken_by", "product", "created_at"]
    list_filter = ["state"]
    search_fields = ["title", "need"]
    date_hierarchy = "created_at"
    joined = ("domain", "asked_by", "taken_by", "product", "team", "moved_by")


@admin.register(WantedVote)
class WantedVoteAdmin(RecordAdmin):
    """Who wants what, and why."""

    list_display = ["wanted", "person", "why", "created_at"]
    search_fields = ["wanted__title", "person__username"]
    joined = ("wanted", "person")


@admin.register(ProductQuestion)
class ProductQuestionAdmin(RecordAdmin):
    """What people want to know about products."""

    list_display = ["product", "author", "text", "created_at", "hidden_at"]
    search_fields = ["product__name", "product__slug", "text", "author__username"]
    date_hierarchy = "created_at"
    joined = ("product", "author", "hidden_by")


@admin.register(ProductAnswer)
class ProductAnswerAdmin(RecordAdmin):
    """What they are told."""

    list_display = ["question", "author", "by_owner", "accepted_at", "created_at", "hidden_at"]
    list_filter = ["by_owner"]
    search_fields = ["question__product__name", "text", "author__username"]
    joined = ("question__product", "author", "accepted_by", "hidden_by")


@admin.register(ProductReview)
class ProductReviewAdmin(RecordAdmin):
    """What those think of a product who have read it."""

    list_display = ["product", "author", "stars", "version", "created_at", "hidden_at"]
    list_filter = ["stars"]
    search_fields = ["product__name", "product__slug", "text", "author__username"]
    joined = ("product", "author", "version__product", "replied_by", "hidden_by")
