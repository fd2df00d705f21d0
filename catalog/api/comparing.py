"""What changes between any two states of a product."""

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from catalog.api.assessments import BlastRadiusSerializer
from catalog.api.violations import ChangeSerializer
from catalog.publishing.assessing import Assessment
from catalog.publishing.blast_radius import blast_radius
from catalog.publishing.checking import as_facts
from catalog.publishing.comparison import DRAFT, State, chosen, compared, states_of, usual_pair
from catalog.publishing.errors import BundleNotReadable
from catalog.publishing.notice import least_notice
from catalog.publishing.policies import may_configure
from marketplace.foundation.policies import Answer, insist

_SAYS = 'A number, or "draft" for those who may change the product.'
FROM = OpenApiParameter("from", OpenApiTypes.STR, description=f"{_SAYS} Default: what is published.")
TO = OpenApiParameter("to", OpenApiTypes.STR, description=f"{_SAYS} Default: the draft, else what is published.")


class DiffSerializer(serializers.Serializer):
    """What changes from one state to another, and the number that this demands; whom it breaks is told to its team."""

    to = serializers.CharField()
    level = serializers.ChoiceField(choices=["major", "minor", "patch"], allow_null=True)
    proposed = serializers.CharField(help_text="The smallest number that may follow.")
    changes = ChangeSerializer(many=True)
    blast_radius = BlastRadiusSerializer(allow_null=True)

    def get_fields(self):
        """`from` is a word of Python, so it cannot be written like the others."""
        return {"from": serializers.CharField(), **super().get_fields()}


class Comparing:
    """The part of a product's API that compares."""

    @extend_schema(parameters=[FROM, TO], responses=DiffSerializer)
    @action(detail=True, pagination_class=None)
    def diff(self, request, slug):
        """What changes between two versions, or a version and the draft, the gravest first."""
        product = self.get_object()
        theirs = _works_on(request.user, product)
        wanted = {side: request.query_params.get(side, "") for side in ("from", "to")}
        if DRAFT in wanted.values():
            insist(theirs)
        before, after = _pair(states_of(product, with_draft=bool(theirs)), wanted)
        comparison = compared(before, after)
        if comparison.unreadable:
            raise BundleNotReadable(violations=as_facts(comparison.unreadable))
        told = None
        if theirs:
            radius = blast_radius(product, comparison.changes, viewer=request.user)
            told = Assessment(radius=radius, notice_days=least_notice(radius)).as_facts()["blast_radius"]
        answer = {
            "from": before.key,
            "to": after.key,
            "level": comparison.level,
            "proposed": comparison.proposed,
            "changes": [change.as_fact() for change in comparison.changes],
            "blast_radius": told,
        }
        return Response(DiffSerializer(answer).data)


def _works_on(user, product) -> Answer:
    """May this person see the draft, and whom a change breaks?"""
    return Answer(True) if user.sees_everything else may_configure(user, product)


def _pair(states: list[State], wanted: dict[str, str]) -> tuple[State, State]:
    """The two that were named; for a side that was not, the usual one. Raises ValidationError."""
    usual = usual_pair(states)
    if usual is None and not all(wanted.values()):
        raise serializers.ValidationError({"from": [_("There is nothing to compare yet.")]})
    found = []
    for place, (side, name) in enumerate(wanted.items()):
        state = chosen(states, name) if name else usual[place]
        if state is None:
            raise serializers.ValidationError({side: [_("There is no version “%(name)s”.") % {"name": name[:40]}]})
        found.append(state)
    return found[0], found[1]
