"""Questions, answers and reviews of products."""

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from catalog.models import DataProduct, ProductAnswer, ProductQuestion, ProductReview
from catalog.voices.questions import services
from catalog.voices.questions.selectors import questions_of, reachable_answers, reachable_questions
from catalog.voices.reviews import services as reviewing
from catalog.voices.reviews.selectors import reachable_reviews, reviews_of
from catalog.voices.writing import LONGEST, LONGEST_REASON

ID = OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH)
SLUG = OpenApiParameter("slug", OpenApiTypes.STR, OpenApiParameter.PATH)


class ProductAnswerSerializer(serializers.ModelSerializer):
    """An answer; `by_owner`: its author was of the owning team. Hidden ones are shown to stewards only."""

    author = serializers.SlugRelatedField(slug_field="username", read_only=True)

    class Meta:
        model = ProductAnswer
        fields = ["id", "author", "text", "by_owner", "accepted_at", "changed_at", "hidden_at", "created_at"]


class ProductQuestionSerializer(serializers.ModelSerializer):
    """A question with its answers, the accepted one first."""

    author = serializers.SlugRelatedField(slug_field="username", read_only=True)
    answers = serializers.SerializerMethodField()

    class Meta:
        model = ProductQuestion
        fields = ["id", "author", "text", "changed_at", "hidden_at", "created_at", "answers"]

    @extend_schema_field(ProductAnswerSerializer(many=True))
    def get_answers(self, question):
        """As the caller sees them."""
        return ProductAnswerSerializer(question.listed, many=True).data


class ProductReviewSerializer(serializers.ModelSerializer):
    """A review by somebody who reads, or has read, the product; `version` is what it is about."""

    author = serializers.SlugRelatedField(slug_field="username", read_only=True)
    version = serializers.SlugRelatedField(slug_field="number", read_only=True)

    class Meta:
        model = ProductReview
        fields = [
            "id", "author", "version", "stars", "text", "reply", "replied_at", "changed_at", "hidden_at", "created_at",
        ]  # fmt: skip


class TextSerializer(serializers.Serializer):
    """What to say; line breaks are kept, anything but text is not."""

    text = serializers.CharField(max_length=LONGEST)


class StarsSerializer(TextSerializer):
    """How good it is, and why."""

    stars = serializers.IntegerField(min_value=1, max_value=5)
    text = serializers.CharField(max_length=reviewing.LONGEST)


class HidingSerializer(serializers.Serializer):
    """Why it is hidden; its author is told."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


class OfProduct:
    """What hangs on one product that the caller sees."""

    filter_backends = []
    lookup_value_regex = r"\d+"

    @cached_property
    def product(self) -> DataProduct:
        """The one of the address."""
        products = DataProduct.objects.visible_to(self.request.user).select_related("owner", "domain")
        return get_object_or_404(products, slug=self.kwargs["slug"])


def _read(serializer, request) -> dict:
    given = serializer(data=request.data)
    given.is_valid(raise_exception=True)
    return given.validated_data


class ProductQuestionViewSet(OfProduct, GenericViewSet):
    """What people ask about a product."""

    queryset = ProductQuestion.objects.none()
    serializer_class = ProductQuestionSerializer

    @extend_schema(parameters=[SLUG], responses=ProductQuestionSerializer(many=True))
    def list(self, request, slug):
        """Questions with their answers, the newest first."""
        page = self.paginate_queryset(questions_of(request.user, self.product))
        return self.get_paginated_response(ProductQuestionSerializer(page, many=True).data)

    @extend_schema(parameters=[SLUG], request=TextSerializer, responses={201: ProductQuestionSerializer})
    def create(self, request, slug):
        """Ask something; the owning team is told."""
        asked = services.ask(actor=request.user, product=self.product, **_read(TextSerializer, request))
        return Response(_question(request.user, asked), status=status.HTTP_201_CREATED)


class QuestionViewSet(GenericViewSet):
    """One question, whatever it is about."""

    queryset = ProductQuestion.objects.none()
    serializer_class = ProductQuestionSerializer
    lookup_value_regex = r"\d+"
    filter_backends = []

    @extend_schema(parameters=[ID], responses=ProductQuestionSerializer)
    def retrieve(self, request, pk):
        """The question with its answers."""
        return Response(_question(request.user, self._found(pk)))

    @extend_schema(parameters=[ID], request=TextSerializer, responses=ProductQuestionSerializer)
    def partial_update(self, request, pk):
        """Ask in other words; only its author may."""
        question = self._found(pk)
        services.change_question(actor=request.user, question=question, **_read(TextSerializer, request))
        return Response(_question(request.user, question))

    @extend_schema(parameters=[ID], request=TextSerializer, responses={201: ProductQuestionSerializer})
    @action(detail=True, methods=["post"])
    def answers(self, request, pk):
        """Answer it; whoever asked is told."""
        question = self._found(pk)
        services.answer(actor=request.user, question=question, **_read(TextSerializer, request))
        return Response(_question(request.user, question), status=status.HTTP_201_CREATED)

    @extend_schema(parameters=[ID], request=HidingSerializer, responses=ProductQuestionSerializer)
    @action(detail=True, methods=["post"])
    def hide(self, request, pk):
        """Show it to stewards only; a steward says why."""
        question = self._found(pk)
        services.hide_question(actor=request.user, question=question, **_read(HidingSerializer, request))
        return Response(_question(request.user, question))

    @extend_schema(parameters=[ID], request=None, responses=ProductQuestionSerializer)
    @action(detail=True, methods=["post"])
    def show(self, request, pk):
        """Show it to everybody again."""
        question = self._found(pk)
        services.show_question(actor=request.user, question=question)
        return Response(_question(request.user, question))

    def _found(self, pk) -> ProductQuestion:
        return get_object_or_404(reachable_questions(self.request.user), pk=pk)


class AnswerViewSet(GenericViewSet):
    """One answer; each call answers with the question that it belongs to."""

    queryset = ProductAnswer.objects.none()
    serializer_class = ProductQuestionSerializer
    lookup_value_regex = r"\d+"
    filter_backends = []

    @extend_schema(parameters=[ID], request=TextSerializer, responses=ProductQuestionSerializer)
    def partial_update(self, request, pk):
        """Answer in other words; only its author may, and it is accepted no more."""
        answer = self._found(pk)
        services.change_answer(actor=request.user, answer=answer, **_read(TextSerializer, request))
        return Response(_question(request.user, answer.question))

    @extend_schema(parameters=[ID], request=None, responses=ProductQuestionSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request, pk):
        """Say that it is the right one."""
        answer = self._found(pk)
        services.accept(actor=request.user, answer=answer)
        return Response(_question(request.user, answer.question))

    @extend_schema(parameters=[ID], request=None, responses=ProductQuestionSerializer)
    @action(detail=True, methods=["post"], url_path="accept-no-more")
    def accept_no_more(self, request, pk):
        """Take that back."""
        answer = self._found(pk)
        services.accept_no_more(actor=request.user, answer=answer)
        return Response(_question(request.user, answer.question))

    @extend_schema(parameters=[ID], request=HidingSerializer, responses=ProductQuestionSerializer)
    @action(detail=True, methods=["post"])
    def hide(self, request, pk):
        """Show it to stewards only; a steward says why."""
        answer = self._found(pk)
        services.hide_answer(actor=request.user, answer=answer, **_read(HidingSerializer, request))
        return Response(_question(request.user, answer.question))

    @extend_schema(parameters=[ID], request=None, responses=ProductQuestionSerializer)
    @action(detail=True, methods=["post"])
    def show(self, request, pk):
        """Show it to everybody again."""
        answer = self._found(pk)
        services.show_answer(actor=request.user, answer=answer)
        return Response(_question(request.user, answer.question))

    def _found(self, pk) -> ProductAnswer:
        return get_object_or_404(reachable_answers(self.request.user), pk=pk)


class ProductReviewViewSet(OfProduct, GenericViewSet):
    """What those who read a product say of it."""

    queryset = ProductReview.objects.none()
    serializer_class = ProductReviewSerializer

    @extend_schema(parameters=[SLUG], responses=ProductReviewSerializer(many=True))
    def list(self, request, slug):
        """Reviews, the newest first."""
        page = self.paginate_queryset(reviews_of(request.user, self.product))
        return self.get_paginated_response(ProductReviewSerializer(page, many=True).data)

    @extend_schema(parameters=[SLUG], request=StarsSerializer, responses={201: ProductReviewSerializer})
    def create(self, request, slug):
        """Review the published version; whoever has done so before does it anew."""
        said = reviewing.review(actor=request.user, product=self.product, **_read(StarsSerializer, request))
        return Response(ProductReviewSerializer(said).data, status=status.HTTP_201_CREATED)


class ReviewViewSet(GenericViewSet):
    """One review."""

    queryset = ProductReview.objects.none()
    serializer_class = ProductReviewSerializer
    lookup_value_regex = r"\d+"
    filter_backends = []

    @extend_schema(parameters=[ID], request=TextSerializer, responses=ProductReviewSerializer)
    @action(detail=True, methods=["post"])
    def reply(self, request, pk):
        """Reply to it, once, for the owning team."""
        review = self._found(pk)
        reviewing.reply(actor=request.user, review=review, **_read(TextSerializer, request))
        return _review(request.user, review)

    @extend_schema(parameters=[ID], request=HidingSerializer, responses=ProductReviewSerializer)
    @action(detail=True, methods=["post"])
    def hide(self, request, pk):
        """Show it to stewards only, and count it no more; a steward says why."""
        review = self._found(pk)
        reviewing.hide_review(actor=request.user, review=review, **_read(HidingSerializer, request))
        return _review(request.user, review)

    @extend_schema(parameters=[ID], request=None, responses=ProductReviewSerializer)
    @action(detail=True, methods=["post"])
    def show(self, request, pk):
        """Show it to everybody again."""
        review = self._found(pk)
        reviewing.show_review(actor=request.user, review=review)
        return _review(request.user, review)

    def _found(self, pk) -> ProductReview:
        return get_object_or_404(reachable_reviews(self.request.user), pk=pk)


def _question(user, question: ProductQuestion) -> dict:
    """As the caller sees it."""
    return ProductQuestionSerializer(questions_of(user, question.product).get(pk=question.pk)).data


def _review(user, review: ProductReview) -> Response:
    """As the caller sees it."""
    return Response(ProductReviewSerializer(reviews_of(user, review.product).get(pk=review.pk)).data)
