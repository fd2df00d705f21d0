"""Tokens, messages, consumers and groups in the console: to look at; a token can be ended."""

from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, Consumer, Delivery, MembershipPeriod, MessageChoices, Notification
from accounts.tokens.services import revoke_token
from marketplace.foundation.console.model_admin import RecordAdmin

admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(RecordAdmin):
    """Groups follow teams and roles; nobody edits them by hand."""

    list_display = ["name"]
    search_fields = ["name"]


@admin.register(ApiToken)
class ApiTokenAdmin(RecordAdmin):
    """Keys for tools; what is kept of them opens nothing."""

    list_display = ["name", "owner", "prefix", "scope", "expires_at", "revoked_at", "last_used_at"]
    list_filter = ["scope", "revoked_at"]
    search_fields = ["name", "prefix", "owner__username"]
    date_hierarchy = "created_at"
    joined = ("owner",)
    exclude = ("digest",)
    actions = ("revoke",)

    @admin.action(description=_("Revoke the chosen tokens"), permissions=["view"])
    def revoke(self, request, queryset):
        """End them at once."""
        for token in queryset:
            revoke_token(actor=request.user, token=token)
        messages.success(request, _("They open nothing any more."))


@admin.register(Notification)
class NotificationAdmin(RecordAdmin):
    """What people were told."""

    list_display = ["made_at", "recipient", "tone", "text", "read_at"]
    list_filter = ["tone", "read_at"]
    search_fields = ["text", "recipient__username"]
    date_hierarchy = "made_at"
    joined = ("recipient",)


@admin.register(Consumer)
class ConsumerAdmin(RecordAdmin):
    """Who can be given access."""

    list_display = ["__str__", "person", "team"]
    search_fields = ["person__username", "team__name"]
    joined = ("person", "team")


@admin.register(Delivery)
class DeliveryAdmin(RecordAdmin):
    """What is on its way to people beside the portal."""

    list_display = ["notification", "channel", "state", "daily", "attempts", "due_at", "ended_at"]
    list_filter = ["state", "channel", "daily"]
    search_fields = ["notification__recipient__username", "error"]
    date_hierarchy = "created_at"
    joined = ("notification__recipient",)


@admin.register(MessageChoices)
class MessageChoicesAdmin(RecordAdmin):
    """How people want to be told what; the address of a webhook is as good as a key, and is not shown."""

    list_display = ["person", "digest_hour", "updated_at"]
    search_fields = ["person__username"]
    joined = ("person",)
    exclude = ("webhook",)


@admin.register(MembershipPeriod)
class MembershipPeriodAdmin(RecordAdmin):
    """Who was in which team when; the services of teams write it."""

    list_display = ["person", "team", "since", "until"]
    list_filter = ["team"]
    search_fields = ["person__username", "team__name"]
    date_hierarchy = "since"
    joined = ("person", "team")
