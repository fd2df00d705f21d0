"""Governance policies for machines: what is asked, what it says of products, and what a rule would say before it is."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import BaseParser
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSet

from catalog.api.assessments import PolicyVerdictSerializer, ReasonSerializer
from catalog.api.violations import ViolationSerializer
from catalog.governance.dry_runs import Finding, dry_run
from catalog.governance.errors import RuleNotValid
from catalog.governance.language import in_words, read_rule
from catalog.governance.policies import may_write_policies
from catalog.governance.ruling import exceptions_of
from catalog.governance.selectors import leading_of, policies_for, told
from catalog.governance.services.drafting import as_facts
from catalog.governance.verdicts import Verdict
from catalog.models import DataProduct, GovernancePolicy, PolicyVerdict
from marketplace.foundation.parsers import BUNDLE_PARSERS, LimitedJSONParser
from marketplace.foundation.policies import insist

SLUG = OpenApiParameter("slug", OpenApiTypes.STR, OpenApiParameter.PATH)
PARSERS: list[type[BaseParser]] = [LimitedJSONParser, *BUNDLE_PARSERS]
RULE = {"application/yaml": OpenApiTypes.STR}


class PolicySerializer(serializers.ModelSerializer):
    """One version of a policy."""

    class Meta:
        model = GovernancePolicy
        fields = ["slug", "version", "name", "description", "state", "severity", "enforced_from"]


class CountedPolicySerializer(PolicySerializer):
    """One version of a policy, and how many products keep it."""

    counts = serializers.DictField(
        child=serializers.IntegerField(), help_text="Products by outcome; empty: no verdict."
    )

    class Meta(PolicySerializer.Meta):
        fields = [*PolicySerializer.Meta.fields, "counts"]


class WholePolicySerializer(PolicySerializer):
    """One version of a policy with its rule, and the numbers of all versions."""

    versions = serializers.ListField(child=serializers.IntegerField())

    class Meta(PolicySerializer.Meta):
        fields = [*PolicySerializer.Meta.fields, "rule", "versions"]


class WordsSerializer(serializers.Serializer):
    """One line of a rule in words."""

    depth = serializers.IntegerField()
    text = serializers.CharField()


class RuleVerdictSerializer(serializers.Serializer):
    """Can a rule be understood, and what does it ask?"""

    valid = serializers.BooleanField()
    violations = ViolationSerializer(many=True)
    words = WordsSerializer(many=True)


class ProductVerdictSerializer(PolicyVerdictSerializer):
    """What a policy last said of a product."""

    product = serializers.CharField()
    evaluated_at = serializers.DateTimeField()


class FindingSerializer(serializers.Serializer):
    """A product that would not keep a rule, or of which that is not known."""

    product = serializers.CharField(source="slug")
    domain = serializers.CharField()
    owner = serializers.CharField()
    outcome = serializers.ChoiceField(choices=PolicyVerdict.Outcome)
    reasons = ReasonSerializer(many=True)


class DryRunSerializer(serializers.Serializer):
    """What a rule would say of every published product; at most 1,000 findings are listed."""

    judged = serializers.IntegerField()
    counts = serializers.DictField(child=serializers.IntegerField())
    findings = FindingSerializer(many=True)


class PolicyViewSet(ViewSet):
    """Policies: those in force or once in force for everybody, drafts for stewards."""

    lookup_field = "slug"
    lookup_value_regex = r"[-\w]+"
    filter_backends = []
    reads_only = True  # nothing here keeps what is sent

    @extend_schema(responses=CountedPolicySerializer(many=True), operation_id="policies_list")
    def list(self, request):
        """Every policy, each by the version that matters most."""
        rows = policies_for(request.user)
        for row in rows:
            row.policy.counts = row.counts
        return Response(CountedPolicySerializer([row.policy for row in rows], many=True).data)

    @extend_schema(parameters=[SLUG], responses=WholePolicySerializer, operation_id="policies_retrieve")
    def retrieve(self, request, slug):
        """One policy with its rule."""
        versions = list(GovernancePolicy.objects.visible_to(request.user).filter(slug=slug).order_by("-version"))
        if not versions:
            raise Http404
        policy = leading_of(versions)
        policy.versions = [one.version for one in versions]
        return Response(WholePolicySerializer(policy).data)

    @extend_schema(request=RULE, responses=RuleVerdictSerializer, operation_id="policies_check")
    @action(detail=False, methods=["post"], parser_classes=PARSERS)
    def check(self, request):
        """Judge a rule without keeping it: YAML as the body, or JSON with `rule`."""
        rule, violations = read_rule(_text(request.data))
        words = in_words(rule) if rule else ()
        told_so = {"valid": rule is not None, "violations": as_facts(violations), "words": words}
        return Response(RuleVerdictSerializer(told_so).data)

    @extend_schema(request=RULE, responses=DryRunSerializer, operation_id="policies_dry_run")
    @action(detail=False, methods=["post"], parser_classes=PARSERS, url_path="dry-run")
    def dry_run(self, request):
        """What a rule would say of every published product, were it in force."""
        insist(may_write_policies(request.user))
        rule, violations = read_rule(_text(request.data))
        if rule is None:
            raise RuleNotValid(errors=len(violations), violations=as_facts(violations))
        run = dry_run([rule])[0]
        return Response(
            DryRunSerializer({"judged": run.judged, "counts": run.counts, "findings": _listed(run.findings)}).data
        )


class VerdictQuerySerializer(serializers.Serializer):
    """What a list of verdicts can be asked."""

    product = serializers.CharField(default="")
    policy = serializers.CharField(default="")
    outcome = serializers.ChoiceField(choices=PolicyVerdict.Outcome, default="")


class VerdictViewSet(GenericViewSet):
    """What the policies in force last said of the products that the caller may see, the newest first."""

    queryset = PolicyVerdict.objects.none()
    serializer_class = ProductVerdictSerializer
    filter_backends = []

    @extend_schema(parameters=[VerdictQuerySerializer], responses=ProductVerdictSerializer(many=True))
    def list(self, request):
        """Verdicts, narrowed by product, policy and outcome."""
        asked = VerdictQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        rows = PolicyVerdict.objects.visible_to(request.user).filter(
            policy__state__in=GovernancePolicy.State.in_force(), product__status__in=DataProduct.Status.shown()
        )
        for name, field in (("product", "product__slug"), ("policy", "policy__slug"), ("outcome", "outcome")):
            if asked.validated_data[name]:
                rows = rows.filter(**{field: asked.validated_data[name]})
        page = self.paginate_queryset(rows.select_related("policy", "product").order_by("-pk"))
        return self.get_paginated_response(ProductVerdictSerializer(_told(page), many=True).data)


@dataclass(frozen=True)
class _Kept(Verdict):
    """A verdict that was kept, with the product it is about."""

    product: str = ""
    evaluated_at: datetime | None = None


def _told(rows: list[PolicyVerdict]) -> list[_Kept]:
    granted = exceptions_of({row.product_id for row in rows}, timezone.localdate())
    return [
        _Kept(
            **vars(told(row, granted.get((row.policy.slug, row.product_id)))),
            product=row.product.slug,
            evaluated_at=row.evaluated_at,
        )
        for row in rows
    ]


def _text(data) -> str:
    """The rule that was sent; bytes that are no text are said to be none."""
    if isinstance(data, bytes):
        return data.decode("utf-8", "replace")
    rule = data.get("rule") if isinstance(data, dict) else None
    return rule if isinstance(rule, str) else ""


def _listed(findings: list[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda one: (one.outcome != "fail", one.domain, one.owner, one.name))[:1000]
