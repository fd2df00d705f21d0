"""Checkpoints over the API: how they stand, ask for one, sign or refuse."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from catalog.governance.checkpoints import selectors as select
from catalog.governance.checkpoints import services
from catalog.governance.checkpoints.parts import candidate_of
from catalog.governance.checkpoints.questions import kept_questions
from catalog.governance.checkpoints.standing import CheckpointStanding, standing_of
from catalog.models import Checkpoint, CheckpointForm, DataProduct
from catalog.spec import ProductSpec

SLUG = OpenApiParameter("slug", OpenApiTypes.STR, OpenApiParameter.PATH)
ID = OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH)


STANDINGS = ["missing", "requested", "signed", "outdated", "refused"]
STATES_OF = ["published", "draft"]


class AnsweredSerializer(serializers.Serializer):
    """One question with its answer: a text, a list of texts, a number, true or false; null where there is none."""

    id = serializers.CharField()
    label = serializers.CharField()
    kind = serializers.CharField()
    answer = serializers.JSONField(allow_null=True)


class CheckpointSerializer(serializers.ModelSerializer):
    """One sign-off that was asked for; `rests_on` are the parts of the product that it covers."""

    product = serializers.CharField(source="product.slug")
    team = serializers.CharField(source="team.slug")
    title = serializers.CharField(source="form.title")
    form = serializers.IntegerField(source="form.version", help_text="Version of the form.")
    signer = serializers.CharField(source="form.signer", help_text="platform or governance")
    answers = AnsweredSerializer(many=True)
    rests_on = serializers.ListField(source="form.covers", child=serializers.CharField())
    requested_by = serializers.SlugRelatedField(slug_field="username", read_only=True)
    answered_by = serializers.SlugRelatedField(slug_field="username", read_only=True)

    class Meta:
        model = Checkpoint
        fields = [
            "id", "product", "team", "kind", "title", "version", "state", "form", "signer", "rests_on", "answers",
            "requested_by", "requested_at", "answered_by", "answered_at", "note",
        ]  # fmt: skip


class QuestionSerializer(serializers.Serializer):
    """One question of a form."""

    id = serializers.CharField()
    label = serializers.CharField()
    kind = serializers.CharField(help_text="text, long-text, choice, several, yes-no, link, number or date")
    help = serializers.CharField()
    choices = serializers.ListField(child=serializers.CharField())
    required = serializers.BooleanField()


class StandingSerializer(serializers.Serializer):
    """How one checkpoint stands; the team also gets why, the questions, and what was answered."""

    kind = serializers.ChoiceField(choices=CheckpointForm.Kind.choices)
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=STANDINGS)
    why = serializers.CharField()
    questions = QuestionSerializer(many=True)
    checkpoint = CheckpointSerializer(allow_null=True)


class StandingsSerializer(serializers.Serializer):
    """Every checkpoint of a product, in the order of its life."""

    of = serializers.ChoiceField(choices=STATES_OF)
    results = StandingSerializer(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class WhichSerializer(serializers.Serializer):
    """Of which state of the product: what is published, or the draft. Only its team sees the draft."""

    of = serializers.ChoiceField(choices=STATES_OF, default="published")


class AskSerializer(serializers.Serializer):
    """What is asked for, and the answers by the id of their question."""

    kind = serializers.ChoiceField(choices=CheckpointForm.Kind.choices)
    answers = serializers.DictField(child=serializers.JSONField(allow_null=True), allow_empty=True)


class NoteSerializer(serializers.Serializer):
    """What the signer has to say; needed for a no."""

    note = serializers.CharField(default="", allow_blank=True, max_length=2000)


class ProductCheckpointViewSet(GenericViewSet):
    """The checkpoints of one product."""

    queryset = DataProduct.objects.none()
    serializer_class = StandingsSerializer
    filter_backends = []
    pagination_class = None

    @extend_schema(
        parameters=[SLUG, WhichSerializer], responses=StandingsSerializer, operation_id="products_checkpoints_list"
    )
    def list(self, request, slug):
        """How each stands for what is published, or for the draft."""
        product = self._product(slug)
        asked = WhichSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        inside = request.user.sees_everything or product.owner_id in request.user.team_ids
        drafted = asked.validated_data["of"] == "draft" and inside
        spec: ProductSpec | None = candidate_of(product) if drafted else None
        results = [_shown(standing, inside=inside) for standing in standing_of(product, spec)]
        answer = {"of": "draft" if drafted else "published", "results": results, "next": None, "previous": None}
        return Response(StandingsSerializer(answer).data)

    @extend_schema(
        parameters=[SLUG],
        request=AskSerializer,
        responses={201: CheckpointSerializer},
        operation_id="products_checkpoints_create",
    )
    def create(self, request, slug):
        """Ask for a signature under these answers."""
        product = self._product(slug)
        asked = AskSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        checkpoint = services.request_checkpoint(actor=request.user, product=product, **asked.validated_data)
        return Response(CheckpointSerializer(checkpoint).data, status=status.HTTP_201_CREATED)

    def _product(self, slug: str) -> DataProduct:
        visible = DataProduct.objects.visible_to(self.request.user).select_related("owner")
        return get_object_or_404(visible, slug=slug)


class CheckpointViewSet(GenericViewSet):
    """What waits for the caller's signature; one alone may also be over."""

    queryset = Checkpoint.objects.none()
    serializer_class = CheckpointSerializer
    lookup_value_regex = r"\d+"
    filter_backends = []

    @extend_schema(responses=CheckpointSerializer(many=True))
    def list(self, request):
        """What waits for the caller, the newest first."""
        page = self.paginate_queryset(select.inbox(request.user))
        return self.get_paginated_response(CheckpointSerializer(page, many=True).data)

    @extend_schema(parameters=[ID], responses=CheckpointSerializer)
    def retrieve(self, request, pk):
        """One checkpoint with its answers."""
        return Response(CheckpointSerializer(self._found(pk)).data)

    @extend_schema(parameters=[ID], request=NoteSerializer, responses=CheckpointSerializer)
    @action(detail=True, methods=["post"])
    def sign(self, request, pk):
        """Sign under the answers."""
        return self._decide(pk, yes=True)

    @extend_schema(parameters=[ID], request=NoteSerializer, responses=CheckpointSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request, pk):
        """Refuse, and say why."""
        return self._decide(pk, yes=False)

    @extend_schema(parameters=[ID], request=None, responses=CheckpointSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, pk):
        """Take the request back."""
        checkpoint = services.withdraw(actor=request.user, checkpoint=self._found(pk))
        return Response(CheckpointSerializer(checkpoint).data)

    def _decide(self, pk, *, yes: bool):
        checkpoint = self._found(pk)
        said = NoteSerializer(data=self.request.data)
        said.is_valid(raise_exception=True)
        answered = services.decide(actor=self.request.user, checkpoint=checkpoint, yes=yes, **said.validated_data)
        return Response(CheckpointSerializer(answered).data)

    def _found(self, pk) -> Checkpoint:
        return get_object_or_404(select.reachable(self.request.user), pk=pk)


def _shown(standing: CheckpointStanding, *, inside: bool) -> dict[str, Any]:
    """What everybody learns of a checkpoint, and what only its team and those who watch do."""
    return {
        "kind": standing.kind,
        "title": standing.title,
        "state": standing.state,
        "why": standing.why if inside else "",
        "questions": kept_questions(standing.form.questions) if inside and standing.form else [],
        "checkpoint": standing.checkpoint if inside else None,
    }
