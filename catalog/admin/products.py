"""Products, drafts and versions: they come from documents; what a group may do with a product is given here."""

from django.contrib import admin
from django.contrib.auth.models import Permission

from catalog.models import DataProduct, DataProductGroupPermission, Draft, ProductVersion
from marketplace.foundation.audit import record
from marketplace.foundation.console.model_admin import RecordAdmin

RIGHTS = ["configure_product", "publish_product", "approve_access"]


class RightsInline(admin.TabularInline):
    """What groups may do with one product; given to groups, never to single people."""

    model = DataProductGroupPermission
    extra = 0
    autocomplete_fields = ["group"]
    fields = ["group", "permission"]

    def get_queryset(self, request):
        """With names."""
        return super().get_queryset(request).select_related("group", "permission__content_type")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Only the rights that mean something here."""
        if db_field.name == "permission":
            kwargs["queryset"] = Permission.objects.filter(
                content_type__app_label="catalog", codename__in=RIGHTS
            ).select_related("content_type")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_view_permission(self, request, obj=None):
        """Everybody in the console may look."""
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request, obj=None):
        """Stewards give rights."""
        return request.user.is_steward

    def has_change_permission(self, request, obj=None):
        """A right is given or taken, not changed."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Stewards take rights."""
        return request.user.is_steward


@admin.register(DataProduct)
class DataProductAdmin(RecordAdmin):
    """Products, read-only but for the rights."""

    list_display = ["name", "slug", "domain", "owner", "archetype", "status", "updated_at"]
    list_filter = ["status", "archetype", "domain", "owner"]
    search_fields = ["name", "slug", "external_id", "description"]
    date_hierarchy = "created_at"
    joined = ("domain", "owner", "successor")
    inlines = [RightsInline]

    def has_change_permission(self, request, obj=None):
        """Stewards, for the rights; all fields stay as the documents say."""
        return request.user.is_steward

    def save_model(self, request, obj, form, change):
        """There is nothing to save but the rights."""

    def save_formset(self, request, form, formset, change):
        """Give and take rights, each written down."""
        formset.save()
        for verb, rights in (("right.given", formset.new_objects), ("right.taken", formset.deleted_objects)):
            for right in rights:
                product = right.content_object
                facts = {"group": right.group.name, "right": right.permission.codename}
                record(verb, product, actor=request.user, product=product.slug, team=product.owner, **facts)


@admin.register(Draft)
class DraftAdmin(RecordAdmin):
    """What teams are working on."""

    list_display = ["product", "revision", "changed_by", "updated_at"]
    list_filter = ["product__domain", "updated_at"]
    search_fields = ["product__name", "product__slug"]
    date_hierarchy = "updated_at"
    joined = ("product", "changed_by")

    def get_queryset(self, request):
        """Without the documents."""
        return super().get_queryset(request).defer("bundle")


@admin.register(ProductVersion)
class ProductVersionAdmin(RecordAdmin):
    """What was published, or tried to be."""

    list_display = ["product", "number", "state", "published_at", "published_by"]
    list_filter = ["state", "product__domain"]
    search_fields = ["product__name", "product__slug", "number", "digest"]
    date_hierarchy = "created_at"
    joined = ("product", "published_by")

    def get_queryset(self, request):
        """Without the documents."""
        return super().get_queryset(request).defer("bundle")
