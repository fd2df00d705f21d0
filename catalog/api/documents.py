"""The documents of a product: as published, and as they are being worked on."""

import re

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from catalog.api.assessments import AssessmentSerializer
from catalog.api.runs import RunSerializer
from catalog.api.violations import ViolationSerializer
from catalog.models import Draft, ProductVersion
from catalog.publishing import services
from catalog.publishing.assessing import assess_version
from catalog.publishing.checking import as_facts
from catalog.publishing.notice import LONGEST_GUIDANCE
from catalog.publishing.origins import KEYS, LONGEST
from catalog.publishing.policies import may_configure
from catalog.spec import has_errors
from marketplace.foundation.parsers import BUNDLE_PARSERS, LimitedFormParser, LimitedJSONParser
from marketplace.foundation.policies import insist
from marketplace.foundation.renderers import BundleRenderer

YAML = {(200, "application/yaml"): OpenApiTypes.STR}


class DraftSerializer(serializers.Serializer):
    """A draft as it was kept, and what is to be said about it."""

    slug = serializers.CharField(source="product.slug")
    revision = serializers.IntegerField(source="draft.revision")
    digest = serializers.CharField(source="draft.digest")
    origin = serializers.DictField(source="draft.origin", child=serializers.CharField())
    valid = serializers.BooleanField()
    violations = ViolationSerializer(many=True)


class OriginSerializer(serializers.Serializer):
    """Where the documents come from; the headers X-Repository, X-Path and X-Commit say the same."""

    repository = serializers.CharField(required=False, max_length=LONGEST["repository"])
    path = serializers.CharField(required=False, max_length=LONGEST["path"])
    commit = serializers.CharField(required=False, max_length=LONGEST["commit"])


class PublishSerializer(serializers.Serializer):
    """What those are told whom the new version breaks; where it breaks nothing, it is left away."""

    notice_days = serializers.CharField(
        required=False, allow_blank=True, allow_null=True, help_text="For how many days they keep what breaks."
    )
    guidance = serializers.CharField(
        required=False, allow_blank=True, allow_null=True, max_length=LONGEST_GUIDANCE, help_text="What they should do."
    )

    def validate_notice_days(self, value: str | None) -> int | None:
        """A whole number; forms send nothing as an empty text."""
        if not (text := (value or "").strip()):
            return None
        if not re.fullmatch(r"[0-9]{1,5}", text):
            raise serializers.ValidationError(_("The days of notice are not a number."))
        return int(text)

    def told(self) -> dict:
        """As the service takes it."""
        return {
            "notice_days": self.validated_data.get("notice_days"),
            "guidance": self.validated_data.get("guidance") or "",
        }


class PublishingSerializer(RunSerializer, AssessmentSerializer):
    """A run on its way, and what it will mean."""

    class Meta(RunSerializer.Meta):
        fields = [*RunSerializer.Meta.fields, "demand", "diff", "policies", "blast_radius"]


class Documents:
    """The part of a product's API that speaks YAML."""

    @extend_schema(responses=YAML)
    @action(detail=True, renderer_classes=[BundleRenderer], pagination_class=None)
    def bundle(self, request, slug):
        """The documents of the version in force, byte for byte as they were published."""
        published = ProductVersion.objects.published().filter(product=self.get_object())
        version = get_object_or_404(published)
        return _documents(bytes(version.bundle), version.digest, f"{slug}-{version.number}")

    @extend_schema(responses=YAML)
    @action(detail=True, renderer_classes=[BundleRenderer], pagination_class=None)
    def draft(self, request, slug):
        """The documents that the team is working on; the ETag is the revision, for If-Match."""
        product = self.get_object()
        if not request.user.sees_everything:
            insist(may_configure(request.user, product))
        draft = get_object_or_404(Draft, product=product)
        return _documents(bytes(draft.bundle), str(draft.revision), f"{slug}-draft")

    @extend_schema(
        request={"application/yaml": OpenApiTypes.STR},
        parameters=[
            OriginSerializer,
            OpenApiParameter(
                "If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description="The revision that was changed."
            ),
        ],
        responses={200: DraftSerializer, 201: DraftSerializer},
        operation_id="products_draft_update",
    )
    @draft.mapping.put
    def save_draft(self, request, slug):
        """Keep a draft; the first one begins the product."""
        raw = request.data if isinstance(request.data, bytes) else b""
        saved = services.save_draft(
            actor=request.user, raw=raw, slug=slug, origin=_origin(request), revision=_revision(request)
        )
        return told_of(saved, status.HTTP_201_CREATED if saved.draft.revision == 1 else status.HTTP_200_OK)

    @extend_schema(request=PublishSerializer, responses={202: PublishingSerializer})
    @action(detail=True, methods=["post"], pagination_class=None, parser_classes=[LimitedJSONParser, LimitedFormParser])
    def publish(self, request, slug):
        """Ask for the draft to be published; the run tells how it goes, the rest what it changes and for whom."""
        product = self.get_object()
        wanted = PublishSerializer(data=request.data or {})
        wanted.is_valid(raise_exception=True)
        run = services.submit(actor=request.user, product=product, **wanted.told())
        return _accepted(run, **assess_version(request.user, run.version).as_facts())

    @extend_schema(request=None, responses={202: RunSerializer})
    @action(detail=True, methods=["post"], pagination_class=None)
    def refresh(self, request, slug):
        """Ask for the version in force to be built anew from what its inputs hold now."""
        return _accepted(services.refresh(actor=request.user, product=self.get_object()))

    def get_parsers(self):
        """Documents are read as bytes, everything else as JSON."""
        request = getattr(self, "request", None)
        if request is not None and request.method == "PUT":
            return [parser() for parser in BUNDLE_PARSERS]
        return super().get_parsers()

    def get_renderers(self):
        """What is said about a draft is JSON; the draft itself is YAML."""
        request = getattr(self, "request", None)
        if request is not None and request.method == "PUT":
            return [JSONRenderer()]
        return super().get_renderers()


def told_of(saved: services.Saved, code: int) -> Response:
    """What is said about a draft that was kept, and where its documents are."""
    answer = {
        "product": saved.product,
        "draft": saved.draft,
        "valid": not has_errors(saved.violations),
        "violations": as_facts(saved.violations),
    }
    where = f"/api/v1/products/{saved.product.slug}/draft/"
    headers = {"ETag": f'"{saved.draft.revision}"', "Location": where}
    return Response(DraftSerializer(answer).data, status=code, headers=headers)


def _accepted(run, **more) -> Response:
    return Response(
        {**RunSerializer(run).data, **more},
        status=status.HTTP_202_ACCEPTED,
        headers={"Location": f"/api/v1/runs/{run.pk}/"},
    )


def _documents(raw: bytes, tag: str, name: str) -> HttpResponse:
    zipped = raw.startswith(b"PK\x03\x04")
    answer = HttpResponse(raw, content_type="application/zip" if zipped else "application/yaml")
    answer["ETag"] = f'"{tag}"'
    answer["Content-Disposition"] = f'inline; filename="{name}.{"zip" if zipped else "yaml"}"'
    return answer


def _origin(request) -> dict:
    """Repository, path and commit, from the address or from headers."""
    told = {name: request.query_params.get(name) or request.headers.get(f"X-{name}") for name in KEYS}
    origin = OriginSerializer(data={name: value for name, value in told.items() if value})
    origin.is_valid(raise_exception=True)
    return dict(origin.validated_data)


def _revision(request) -> int | None:
    """The revision that the caller has changed; 0 when they insist that there is none yet."""
    if request.headers.get("If-None-Match", "").strip() == "*":
        return 0
    wanted = request.headers.get("If-Match", "").strip()
    if wanted in ("", "*"):
        return None
    number = re.fullmatch(r'(?:W/)?"?(\d{1,9})"?', wanted)
    if number is None:
        raise serializers.ValidationError({"If-Match": ["This is not a revision."]})
    return int(number[1])
