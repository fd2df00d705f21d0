"""People in the console: the platform team adds them, gives roles, and lets them go."""

from copy import deepcopy

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from accounts.identity.forms import time_zones
from accounts.identity.services import ROLES, set_roles
from accounts.models import Membership, User
from accounts.policies import may_give_roles
from marketplace.foundation.audit import record
from marketplace.foundation.console.model_admin import ConsoleAdmin, RecordInline

ROLE_NAMES = {
    "steward": _("Governance steward"),
    "platform": _("Platform team"),
    "data-protection": _("Data protection"),
}


class PersonForm(forms.ModelForm):
    """What can be changed about a person, with their roles instead of groups."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones, required=False)
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=[(role, ROLE_NAMES[role]) for role in ROLES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Stewards and the platform team come into this console."),
    )

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email", "time_zone", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "roles" in self.fields:
            self.initial["roles"] = sorted(self.instance.group_names & set(ROLES))


class MembershipsInline(RecordInline):
    """The teams of a person; changed in the team."""

    model = Membership
    fields = readonly_fields = ["team", "role"]
    show_change_link = False

    def get_queryset(self, request):
        """With the teams."""
        return super().get_queryset(request).select_related("team", "person")


@admin.register(User)
class PersonAdmin(ConsoleAdmin, UserAdmin):
    """People. Nobody is deleted, since the audit names them; they are let go instead."""

    changed_by = ("platform",)
    form = PersonForm
    add_form = AdminUserCreationForm
    add_fieldsets = [(None, {"fields": ["username", "email", "usable_password", "password1", "password2"]})]
    fieldsets = [
        (None, {"fields": ["username", "first_name", "last_name", "email", "time_zone"]}),
        (_("Access"), {"fields": ["is_active", "roles", "last_login", "date_joined"]}),
    ]
    list_display = ["username", "first_name", "last_name", "email", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["username", "first_name", "last_name", "email"]
    date_hierarchy = "date_joined"
    ordering = ["username"]
    filter_horizontal = []

    def get_queryset(self, request):
        """People; service accounts have a page of their own, for those who look after them."""
        return super().get_queryset(request).filter(account_of=None)

    def get_inlines(self, request, obj):
        """Teams, once the person is there."""
        return [MembershipsInline] if obj else []

    def has_change_permission(self, request, obj=None):
        """The platform team; whoever may do everything is changed by their like only."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or not obj.is_superuser or request.user.is_superuser)

    def get_readonly_fields(self, request, obj=None):
        """Names that others know somebody by stay; when they came is a fact."""
        return ["username", "last_login", "date_joined"] if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Without the roles for those who may not give them."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj and "roles" in form.base_fields:
            # A field of the form for this person alone: the declared one is shared by all requests.
            form.base_fields["roles"] = deepcopy(form.base_fields["roles"])
            form.base_fields["roles"].disabled = not may_give_roles(request.user, obj)
        return form

    def tell(self, request, obj, *, old, new, added):
        """A new person has a sentence of their own; roles are told by their service."""
        if added:
            record("person.created", obj, actor=request.user, person=obj)
            return
        told = {name: value for name, value in new.items() if name != "roles"}
        super().tell(request, obj, old={name: old[name] for name in told}, new=told, added=False)

    def save_related(self, request, form, formsets, change):
        """Give and take roles."""
        super().save_related(request, form, formsets, change)
        if "roles" in form.changed_data:
            set_roles(actor=request.user, person=form.instance, roles=form.cleaned_data["roles"])

    def user_change_password(self, request, id, form_url=""):
        """Set a password; that of people with roles only by who may do everything, or it would be a way to a role."""
        person = self.get_object(request, id)
        if person and (person.sees_everything and not request.user.is_superuser):
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)

    def log_change(self, request, obj, message):
        """Another password is told, too; other changes are by now."""
        if request.resolver_match.url_name.endswith("password_change"):
            record("person.password_changed", obj, actor=request.user, person=obj)
        return super().log_change(request, obj, message)
