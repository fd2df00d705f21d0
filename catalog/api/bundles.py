"""Judge documents without keeping them: what an editor asks while somebody types, and a pipeline before it merges."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from catalog.api.violations import VerdictSerializer
from catalog.models import DataProduct, ProductVersion
from catalog.publishing.changes import changes_between
from catalog.publishing.checking import as_facts, check_bundle
from catalog.spec import check, has_errors
from marketplace.foundation.parsers import BUNDLE_PARSERS


class BundleViewSet(ViewSet):
    """Documents that are not kept."""

    parser_classes = BUNDLE_PARSERS
    # Judging writes nothing, so a token that only reads may ask for it.
    reads_only = True

    @extend_schema(
        request={"application/yaml": OpenApiTypes.STR}, responses=VerdictSerializer, operation_id="bundles_check"
    )
    @action(detail=False, methods=["post"])
    def check(self, request):
        """Judge a whole bundle, or one contract, transformation or policy by itself."""
        checked = check_bundle(request.data if isinstance(request.data, bytes) else b"")
        violations, changes = checked.violations, []
        if checked.bundle is not None and checked.bundle.product is None and len(checked.bundle.documents) == 1:
            violations = check(checked.bundle, single=True)
        elif checked.spec is not None:
            known = DataProduct.objects.visible_to(request.user).filter(slug=checked.spec.slug)
            published = ProductVersion.objects.published().filter(product__in=known).first()
            changes = changes_between(published, checked.bundle)
        valid = checked.bundle is not None and not has_errors(violations)
        return Response({"valid": valid, "violations": as_facts(violations), "diff": changes})
