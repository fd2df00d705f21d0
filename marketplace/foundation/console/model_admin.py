"""How every model is shown in the console: everybody there looks, few change, and every change is written down."""

import json

from django.contrib import admin
from django.db import models
from django.utils.html import format_html

from marketplace.foundation.audit import plain, record


class ConsoleAdmin(admin.ModelAdmin):
    """`changed_by` names the roles that may add and change; nothing is ever deleted unless `deletable`."""

    changed_by: tuple[str, ...] = ()
    deletable = False
    # What a page of this model reads along, so that a longer list asks no more.
    joined: tuple[str, ...] = ()
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request):
        """With what its pages show."""
        return super().get_queryset(request).select_related(*self.joined)

    def may_change(self, request) -> bool:
        """Does this person have one of the roles that change this?"""
        return any(getattr(request.user, f"is_{role}") for role in self.changed_by)

    def has_module_permission(self, request):
        """Everybody in the console sees every app."""
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request, obj=None):
        """Everybody in the console may look."""
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request):
        """Those who may change."""
        return self.may_change(request)

    def has_change_permission(self, request, obj=None):
        """Those who may change."""
        return self.may_change(request)

    def has_delete_permission(self, request, obj=None):
        """Hardly ever."""
        return self.deletable and self.may_change(request)

    def save_model(self, request, obj, form, change):
        """Save, and keep what it was before for the audit."""
        old = {name: form.initial.get(name) for name in form.changed_data} if change else None
        new = {name: form.cleaned_data.get(name) for name in form.changed_data}
        self._write(request, obj, form, change=change)
        self.tell(request, obj, old=old, new=new, added=not change)

    def _write(self, request, obj, form, *, change):
        obj.save()

    def tell(self, request, obj, *, old, new, added):
        """Write down what was done, with before and after."""
        if not added and not new:
            return
        record(
            "console.added" if added else "console.changed",
            obj,
            actor=request.user,
            old=plain(old),
            new=plain(new),
            kind=str(self.opts.verbose_name),
            fields=", ".join(new),
        )

    def delete_model(self, request, obj):
        """Delete, and write it down."""
        record("console.deleted", obj, actor=request.user, kind=str(self.opts.verbose_name))
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        """Delete one by one, so that each is written down."""
        for obj in queryset:
            self.delete_model(request, obj)


class RecordAdmin(ConsoleAdmin):
    """Something decided, published, measured or written once: here it can be looked at, never touched."""

    actions = None

    def get_fields(self, request, obj=None):
        """Every field but bytes; JSON as text."""
        hidden = {"id", *self.exclude} if self.exclude else {"id"}
        fields = [field for field in self.opts.concrete_fields if not isinstance(field, models.BinaryField)]
        return [
            f"{field.name}_text" if isinstance(field, (models.JSONField, models.TextField)) else field.name
            for field in fields
            if field.name not in hidden
        ]

    def get_readonly_fields(self, request, obj=None):
        """All of them."""
        return self.get_fields(request, obj)

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        for field in model._meta.concrete_fields:
            if isinstance(field, (models.JSONField, models.TextField)):
                setattr(self, f"{field.name}_text", _text_of(field))


def _text_of(field):
    """A column of the console that draws this field as text."""

    @admin.display(description=field.verbose_name)
    def text(obj):
        value = getattr(obj, field.name)
        if value in (None, "", [], {}):
            return "–"
        if isinstance(field, models.JSONField):
            value = json.dumps(value, indent=2, ensure_ascii=False)
        return format_html("<pre>{}</pre>", value)

    return text


class RecordInline(admin.TabularInline):
    """Rows that belong to a record, and are as untouchable."""

    extra = 0
    can_delete = False
    show_change_link = True

    def has_view_permission(self, request, obj=None):
        """Everybody in the console may look."""
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request, obj=None):
        """Never."""
        return False

    def has_change_permission(self, request, obj=None):
        """Never."""
        return False
