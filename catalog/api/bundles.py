"""Judge documents without keeping them: what an editor asks while somebody types, and a pipeline before it merges."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from catalog.api.assessments import VerdictSerializer
from catalog.api.vocabulary import DraftVocabularySerializer, VocabularySerializer
from catalog.models import DataProduct
from catalog.publishing.assessing import Assessment, assess
from catalog.publishing.checking import Checked, as_facts, check_bundle
from catalog.publishing.errors import BundleNotValid, PoliciesForbid
from catalog.publishing.folders import places_in
from catalog.publishing.policies import may_configure
from catalog.publishing.reports import as_codequality, as_text, findings, policy_findings
from catalog.publishing.reports import told as told_in_lines
from catalog.publishing.sql_in_place import check_sql
from catalog.publishing.vocabulary import draft_vocabulary
from catalog.spec import Violation, has_errors
from catalog.spec.vocabulary import vocabulary
from marketplace.foundation.errors import DomainError
from marketplace.foundation.parsers import BUNDLE_PARSERS, SqlParser
from marketplace.foundation.policies import insist

TEXT = "text/plain; charset=utf-8"
PUBLISHABLE, REFUSED = "publishable\n", "refused\n"  # the first line of a report for terminals
VOCABULARY_SECONDS = 3600


class CheckQuerySerializer(serializers.Serializer):
    """How a check is asked for."""

    product = serializers.SlugField(required=False, help_text="The product that the documents are meant for.")
    port = serializers.CharField(required=False, max_length=120, help_text="With application/sql: the port it makes.")
    only = serializers.ChoiceField(
        ["violations"], required=False, help_text="Leave out what publishing would mean, as an editor does."
    )
    report = serializers.ChoiceField(
        ["json", "text", "codequality"], default="json", help_text="codequality: as GitLab shows it in merge requests."
    )
    path = serializers.CharField(default="bundle.yaml", max_length=500, help_text="What a report calls the file.")
    fail = serializers.ChoiceField(
        ["no", "yes"], default="no", help_text="yes: refuse with a problem of 422 what cannot be published."
    )


class BundleViewSet(ViewSet):
    """Documents that are not kept."""

    # Judging writes nothing, so a token that only reads may ask for it.
    reads_only = True

    def get_parsers(self):
        """Documents are read as bytes; a SELECT may be sent by itself."""
        return [parser() for parser in (*BUNDLE_PARSERS, SqlParser)]

    @extend_schema(
        request={"application/yaml": OpenApiTypes.STR, "application/sql": OpenApiTypes.STR},
        parameters=[CheckQuerySerializer],
        responses=VerdictSerializer,
        operation_id="bundles_check",
    )
    @action(detail=False, methods=["post"])
    def check(self, request):
        """Judge a whole bundle, or one contract, transformation or policy by itself."""
        asked = CheckQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        wanted = asked.validated_data
        raw = _bytes(request)
        if _is_sql(request):
            return _answer(wanted, Checked(None, []), raw, *self._check_sql(request.user, wanted, raw))
        checked = check_bundle(raw, slug=wanted.get("product"), alone=True)
        valid = checked.bundle is not None and not has_errors(checked.violations)
        asked_for_more = "only" not in wanted
        assessment = assess(request.user, checked, slug=wanted.get("product")) if asked_for_more else Assessment()
        return _answer(wanted, checked, raw, valid, checked.violations, assessment)

    @extend_schema(responses=VocabularySerializer, operation_id="bundles_keys")
    @action(detail=False, methods=["get"])
    def keys(self, request):
        """The keys of every kind of document and the values they take, for editors; it changes with releases only."""
        answer = Response(vocabulary())
        patch_cache_control(answer, private=True, max_age=VOCABULARY_SECONDS)
        return answer

    @extend_schema(
        request={"application/yaml": OpenApiTypes.STR},
        responses=DraftVocabularySerializer,
        operation_id="bundles_vocabulary",
    )
    @action(detail=False, methods=["post"])
    def vocabulary(self, request):
        """The tables that the SQL of these documents can read, with their columns, and names to refer to."""
        return Response(draft_vocabulary(request.user, _bytes(request)))

    def _check_sql(self, user, wanted: dict, raw: bytes) -> tuple[bool, list[Violation], Assessment]:
        missing = {name: [_("Say which.")] for name in ("product", "port") if not wanted.get(name)}
        if missing:
            raise serializers.ValidationError(missing)
        product = get_object_or_404(DataProduct.objects.visible_to(user), slug=wanted["product"])
        if not user.sees_everything:
            insist(may_configure(user, product))
        violations = check_sql(product, wanted["port"], raw.decode("utf-8", "replace"))
        return not has_errors(violations), violations, Assessment()


def _is_sql(request) -> bool:
    return request.content_type.partition(";")[0].strip().lower() == SqlParser.media_type


def _bytes(request) -> bytes:
    return request.data if isinstance(request.data, bytes) else b""


def _answer(
    wanted: dict, checked: Checked, raw: bytes, valid: bool, violations: list[Violation], assessment: Assessment
):
    publishable = valid and not assessment.forbidding
    told = {"valid": valid, "publishable": publishable, "violations": as_facts(violations), **assessment.as_facts()}
    if wanted["fail"] == "yes" and not publishable:
        raise _refusal(valid, violations, assessment, told)
    if wanted["report"] == "json":
        return Response(told)
    places = places_in(raw, wanted["path"])
    found = findings(violations, places) + policy_findings(assessment, checked.bundle, places)
    if wanted["report"] == "text":
        lines = (PUBLISHABLE if publishable else REFUSED) + as_text(found) + told_in_lines(assessment)
        return HttpResponse(lines, content_type=TEXT)
    return HttpResponse(as_codequality(found), content_type="application/json")


def _refusal(valid: bool, violations: list[Violation], assessment: Assessment, told: dict) -> DomainError:
    """What publishing would refuse it with, and all that there is to say about it."""
    if not valid:
        return BundleNotValid(errors=sum(said.level == "error" for said in violations), **told)
    names = ", ".join(str(verdict.name) for verdict in assessment.forbidding)
    return PoliciesForbid(**told | {"policies": names, "verdicts": told["policies"]})
