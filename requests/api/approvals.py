"""Decisions over the API."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from marketplace.foundation.pagination import CursorPages
from requests.api.serializers import (
    ApprovalSerializer,
    DecideSerializer,
    DenySerializer,
    StageQuestionSerializer,
)
from requests.approvals.questions import ask_back
from requests.approvals.selectors import for_display, inbox
from requests.approvals.services import decide
from requests.models import ApprovalStage


class AskBackSerializer(serializers.Serializer):
    """What somebody wants to know before deciding."""

    question = serializers.CharField(max_length=4000)


class OldestFirst(CursorPages):
    """Who waits longest comes first."""

    ordering = "pk"


class ApprovalViewSet(ReadOnlyModelViewSet):
    """What waits for the caller's decision; one alone may also be over."""

    queryset = ApprovalStage.objects.none()
    serializer_class = ApprovalSerializer
    pagination_class = OldestFirst

    def get_queryset(self):
        """The caller's inbox; for one alone, whatever they were asked about or own."""
        if self.action == "list":
            return inbox(self.request.user)
        return for_display(ApprovalStage.objects.visible_to(self.request.user))

    @extend_schema(request=DecideSerializer, responses=ApprovalSerializer, operation_id="approvals_approve")
    @action(detail=True, methods=["post"])
    def approve(self, request, pk):
        """Say yes, perhaps for fewer days."""
        return self._decide(DecideSerializer, yes=True)

    @extend_schema(request=DenySerializer, responses=ApprovalSerializer, operation_id="approvals_deny")
    @action(detail=True, methods=["post"])
    def deny(self, request, pk):
        """Say no, and why."""
        return self._decide(DenySerializer, yes=False)

    @extend_schema(request=AskBackSerializer, responses={201: StageQuestionSerializer}, operation_id="approvals_ask")
    @action(detail=True, methods=["post"])
    def ask(self, request, pk):
        """Ask those who ordered before deciding; the time to decide stands still until they answer."""
        stage = self.get_object()
        said = AskBackSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        question = ask_back(actor=request.user, stage=stage, reason=said.validated_data["question"])
        return Response(StageQuestionSerializer(question).data, status=status.HTTP_201_CREATED)

    def _decide(self, serializer, *, yes: bool):
        stage = self.get_object()
        said = serializer(data=self.request.data)
        said.is_valid(raise_exception=True)
        decide(actor=self.request.user, stage=stage, yes=yes, **said.validated_data)
        return Response(ApprovalSerializer(self.get_queryset().get(pk=stage.pk)).data)
