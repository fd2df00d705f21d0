"""What those who decide want to know from those who ordered, over the API."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from requests.api.serializers import StageQuestionSerializer
from requests.approvals.questions import answer_back
from requests.models import StageQuestion


class AskedBackSerializer(StageQuestionSerializer):
    """A question with the order that it is about, and the approval that waits for its answer."""

    order = serializers.CharField(source="stage.request.order.number")
    approval = serializers.IntegerField(source="stage_id")
    port = serializers.IntegerField(source="stage.request.port_id")

    class Meta(StageQuestionSerializer.Meta):
        fields = [*StageQuestionSerializer.Meta.fields, "order", "approval", "port"]


class AnswerBackSerializer(serializers.Serializer):
    """What is answered."""

    answer = serializers.CharField(max_length=4000)


class AskedBackViewSet(ReadOnlyModelViewSet):
    """Questions about what the caller, their teams, or service accounts of these ordered; answered and open."""

    queryset = StageQuestion.objects.none()
    serializer_class = AskedBackSerializer

    def get_queryset(self):
        """Those that the caller may answer, or might have answered."""
        asked = StageQuestion.objects.answered_by_those_of(self.request.user)
        return asked.select_related("stage__request__order", "asked_by", "answered_by")

    @extend_schema(request=AnswerBackSerializer, responses=AskedBackSerializer, operation_id="asked_back_answer")
    @action(detail=True, methods=["post"])
    def answer(self, request, pk):
        """Answer; the time to decide runs on."""
        asked = self.get_object()
        said = AnswerBackSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        answer_back(actor=request.user, asked=asked, reason=said.validated_data["answer"])
        return Response(self.get_serializer(self.get_object()).data)
