"""The company's access rules over the API."""

from dataclasses import asdict

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.policies import may_govern
from catalog.api.violations import ViolationSerializer
from catalog.spec import has_errors
from catalog.spec.access_rules import read_access_rules
from marketplace.foundation.pagination import CursorPages
from marketplace.foundation.policies import insist
from requests.approvals.company_rules import put_rules_in_force
from requests.models import AccessRuleSet
from requests.ordering.rule_trials import RuleTrial, try_rules


class NewestRules(CursorPages):
    """What is in force comes first."""

    ordering = "-version"


class AccessRuleSetSerializer(serializers.ModelSerializer):
    """One version of the rules; the newest is in force."""

    by = serializers.CharField(source="by.username")
    put_in_force_at = serializers.DateTimeField(source="created_at")

    class Meta:
        model = AccessRuleSet
        fields = ["version", "written", "reason", "by", "put_in_force_at"]


class WrittenRulesSerializer(serializers.Serializer):
    """Rules that are to be tried."""

    written = serializers.CharField(max_length=200_000, trim_whitespace=False, help_text="The document, as YAML.")


class NewRulesSerializer(WrittenRulesSerializer):
    """Rules that are to be put in force."""

    reason = serializers.CharField(max_length=2000)
    after = serializers.IntegerField(min_value=0, help_text="The version that was changed; 0: there is none.")


class RuleTrialSerializer(serializers.Serializer):
    """What would have become of the last quarter's requests."""

    total = serializers.IntegerField()
    outcomes = serializers.DictField(child=serializers.IntegerField(), help_text="approve, deny, review.")
    changes = serializers.DictField(
        child=serializers.IntegerField(), help_text="Those that would be different; others: asked of other people."
    )
    same = serializers.IntegerField()
    guessed = serializers.IntegerField(help_text="Older ones, judged by the teams of today.")


class RulesCheckedSerializer(serializers.Serializer):
    """Can the rules be put in force, and what would they have done? Nothing was written."""

    valid = serializers.BooleanField()
    violations = ViolationSerializer(many=True)
    last_quarter = RuleTrialSerializer(allow_null=True)


class AccessRulesViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """What the company says about access, version by version."""

    queryset = AccessRuleSet.objects.select_related("by")
    serializer_class = AccessRuleSetSerializer
    pagination_class = NewestRules
    reads_only = False
    lookup_field = "version"
    lookup_value_regex = r"\d{1,9}"

    @extend_schema(request=NewRulesSerializer, responses={201: AccessRuleSetSerializer})
    def create(self, request):
        """Put rules in force; stewards do."""
        insist(may_govern(request.user))
        said = NewRulesSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        made = put_rules_in_force(actor=request.user, **said.validated_data)
        return Response(AccessRuleSetSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=WrittenRulesSerializer, responses=RulesCheckedSerializer)
    @action(detail=False, methods=["post"], reads_only=True)
    def check(self, request):
        """What is wrong with rules, and what they would have made of the last quarter's requests."""
        insist(may_govern(request.user))
        said = WrittenRulesSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        rules, _document, violations = read_access_rules(said.validated_data["written"])
        valid = not has_errors(violations)
        told = {
            "valid": valid,
            "violations": [asdict(one) for one in violations],
            "last_quarter": _told(try_rules(rules)) if valid else None,
        }
        return Response(told)


def _told(trial: RuleTrial) -> dict:
    return RuleTrialSerializer(trial).data
