"""Teams in the console; whatever changes here goes through the services, so that groups follow."""

from django.contrib import admin

from accounts.models import Membership, Team
from accounts.teams.services import change_team, found_team, remove_member, set_member
from marketplace.foundation.console.model_admin import ConsoleAdmin


class MembershipInline(admin.TabularInline):
    """Who is in a team, and who speaks for it."""

    model = Membership
    extra = 0
    autocomplete_fields = ["person"]
    fields = ["person", "role"]

    def has_view_permission(self, request, obj=None):
        """Everybody in the console may look."""
        return self.admin_site.has_permission(request)

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission

    def get_queryset(self, request):
        """With the people."""
        return super().get_queryset(request).select_related("person", "team")


@admin.register(Team)
class TeamAdmin(ConsoleAdmin):
    """Teams; the short name is for ever, since groups and documents name it."""

    changed_by = ("steward", "platform")
    list_display = ["name", "slug", "created_at"]
    list_filter = ["created_at"]
    search_fields = ["name", "slug", "description"]
    date_hierarchy = "created_at"
    fields = ["slug", "name", "description", "region"]

    def get_inlines(self, request, obj):
        """People can be taken in once the team is there."""
        return [MembershipInline] if obj else []

    def get_readonly_fields(self, request, obj=None):
        """The short name never changes."""
        return ["slug"] if obj else []

    def save_model(self, request, obj, form, change):
        """Found the team, or change what is said about it."""
        told = {"name": obj.name, "description": obj.description, "region": obj.region}
        if change:
            change_team(actor=request.user, team=obj, **told)
        else:
            team = found_team(actor=request.user, slug=obj.slug, **told)
            obj.pk, obj._state.adding = team.pk, False

    def save_formset(self, request, form, formset, change):
        """Take people in and out."""
        for membership in formset.save(commit=False):
            if membership.pk and (before := Membership.objects.get(pk=membership.pk)).person_id != membership.person_id:
                remove_member(actor=request.user, team=before.team, person=before.person)
            set_member(actor=request.user, team=membership.team, person=membership.person, role=membership.role)
        for membership in formset.deleted_objects:
            remove_member(actor=request.user, team=membership.team, person=membership.person)
