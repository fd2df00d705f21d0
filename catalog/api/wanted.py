"""The board of wanted products: what people look for and nobody offers."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.models import Team
from catalog.api.pages import RankedPages
from catalog.api.voices import HidingSerializer
from catalog.models import DataProduct, Domain, WantedProduct
from catalog.voices.wanted import services
from catalog.voices.wanted.likeness import like
from catalog.voices.wanted.selectors import ALL, SORTED, WHOSE, listed
from catalog.voices.wanted.services.asking import LONGEST_NEED, LONGEST_PURPOSE, LONGEST_TITLE, LONGEST_WHY
from catalog.voices.words import LONGEST_TERM, MOST_TERMS
from catalog.voices.writing import LONGEST_REASON

ID = OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH)


class WantedProductSerializer(serializers.ModelSerializer):
    """A product that somebody looks for; `product` is the answer, once there is one."""

    team = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    domain = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    asked_by = serializers.SlugRelatedField(slug_field="username", read_only=True)
    taken_by = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    product = serializers.SerializerMethodField()
    terms = serializers.ListField(child=serializers.CharField())
    wanters = serializers.IntegerField(help_text="How many people want it.")
    mine = serializers.BooleanField(help_text="Whether the caller is one of them.")

    class Meta:
        model = WantedProduct
        fields = [
            "id", "title", "need", "terms", "purpose", "needed_by", "team", "domain", "asked_by", "state", "taken_by",
            "product", "reason", "wanters", "mine", "created_at", "moved_at", "hidden_at",
        ]  # fmt: skip

    def get_product(self, wanted) -> str | None:
        """The short name of the answer; what is only in the making is told nobody."""
        product = wanted.product if wanted.state == WantedProduct.State.ANSWERED else None
        return product.slug if product and product.status in DataProduct.Status.shown() else None


class WantedQuerySerializer(serializers.Serializer):
    """What a list of wanted products can be asked."""

    state = serializers.ChoiceField(
        choices=["", ALL, *WantedProduct.State.values], default="", help_text="Empty: those that wait."
    )
    q = serializers.CharField(default="", allow_blank=True, max_length=200)
    domain = serializers.SlugField(default="", allow_blank=True)
    whose = serializers.ChoiceField(choices=["", *WHOSE], default="")
    sort = serializers.ChoiceField(choices=list(SORTED), default="", help_text="Empty: the most wanted first.")
    limit = serializers.IntegerField(default=50, min_value=1, max_value=200)


class LikeQuerySerializer(serializers.Serializer):
    """Words that somebody is about to ask with."""

    q = serializers.CharField(max_length=400)


class WantSerializer(serializers.Serializer):
    """What is needed, what for, by when and for whom."""

    title = serializers.CharField(max_length=LONGEST_TITLE)
    need = serializers.CharField(max_length=LONGEST_NEED)
    purpose = serializers.CharField(max_length=LONGEST_PURPOSE)
    terms = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_TERM), default=list, max_length=MOST_TERMS
    )
    needed_by = serializers.DateField(default=None, allow_null=True)
    team = serializers.SlugRelatedField(
        slug_field="slug", queryset=Team.objects.all(), default=None, allow_null=True, help_text="One of the caller's."
    )
    domain = serializers.SlugRelatedField(
        slug_field="slug", queryset=Domain.objects.all(), default=None, allow_null=True
    )

    def validate_needed_by(self, day):
        """Not yesterday."""
        if day and day < timezone.localdate():
            raise serializers.ValidationError(_("This day is over already."))
        return day


class VoteSerializer(serializers.Serializer):
    """Why somebody wants it, too."""

    why = serializers.CharField(default="", allow_blank=True, max_length=LONGEST_WHY)


class WhySerializer(serializers.Serializer):
    """Why; those whom it concerns are told."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


class PickUpSerializer(serializers.Serializer):
    """In the name of which team."""

    team = serializers.SlugRelatedField(slug_field="slug", queryset=Team.objects.all())


class AnswerSerializer(serializers.Serializer):
    """With which product, and what there is to say about it."""

    product = serializers.CharField(max_length=120)
    note = serializers.CharField(default="", allow_blank=True, max_length=LONGEST_REASON)


class WantedProductViewSet(GenericViewSet):
    """What people look for and nobody offers yet: ask, want it too, pick up, answer, decline."""

    queryset = WantedProduct.objects.none()
    serializer_class = WantedProductSerializer
    lookup_value_regex = r"\d+"
    filter_backends = []

    def get_queryset(self):
        """What the caller may see."""
        return WantedProduct.objects.visible_to(self.request.user).with_votes(self.request.user).for_display()

    @extend_schema(parameters=[WantedQuerySerializer], responses=WantedProductSerializer(many=True))
    def list(self, request):
        """Wanted products, the most wanted first."""
        asked = self._read(WantedQuerySerializer, request.query_params)
        pages = RankedPages(asked.pop("limit"))
        asked["text"] = asked.pop("q")
        rows = pages.paginate_queryset(listed(request.user, **asked), request)
        return Response({"results": WantedProductSerializer(rows, many=True).data, **pages.links()})

    @extend_schema(parameters=[ID], responses=WantedProductSerializer)
    def retrieve(self, request, pk):
        """One of them."""
        return Response(WantedProductSerializer(self._found(pk)).data)

    @extend_schema(request=WantSerializer, responses={201: WantedProductSerializer})
    def create(self, request):
        """Ask for a product; look at `like` before."""
        made = services.ask(actor=request.user, **self._read(WantSerializer, request.data))
        return self._answer(made.pk, status=status.HTTP_201_CREATED)

    @extend_schema(parameters=[LikeQuerySerializer], responses=WantedProductSerializer(many=True), filters=False)
    @action(detail=False, methods=["get"], pagination_class=None)
    def like(self, request):
        """Wanted products that are like these words, the nearest first, five at most."""
        asked = self._read(LikeQuerySerializer, request.query_params)
        return Response(WantedProductSerializer(like(request.user, asked["q"]), many=True).data)

    @extend_schema(parameters=[ID], request=VoteSerializer, responses=WantedProductSerializer)
    @action(detail=True, methods=["post"])
    def vote(self, request, pk):
        """Want it, too; voting again says anew why."""
        services.vote(actor=request.user, wanted=self._found(pk), **self._read(VoteSerializer, request.data))
        return self._answer(pk)

    @extend_schema(parameters=[ID], request=None, responses=WantedProductSerializer)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request, pk):
        """Want it no more."""
        services.take_back(actor=request.user, wanted=self._found(pk))
        return self._answer(pk)

    @extend_schema(parameters=[ID], request=PickUpSerializer, responses=WantedProductSerializer)
    @action(detail=True, methods=["post"], url_path="pick-up")
    def pick_up(self, request, pk):
        """Promise in the name of a team that it will be made."""
        return self._moved(pk, services.pick_up, PickUpSerializer)

    @extend_schema(parameters=[ID], request=WhySerializer, responses=WantedProductSerializer)
    @action(detail=True, methods=["post"], url_path="put-back")
    def put_back(self, request, pk):
        """Take the promise back."""
        return self._moved(pk, services.put_back, WhySerializer)

    @extend_schema(parameters=[ID], request=WhySerializer, responses=WantedProductSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request, pk):
        """Say that it will not be made, and why."""
        return self._moved(pk, services.decline, WhySerializer)

    @extend_schema(parameters=[ID], request=AnswerSerializer, responses=WantedProductSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request, pk):
        """Answer it with a published product."""
        wanted, said = self._found(pk), self._read(AnswerSerializer, request.data)
        products = DataProduct.objects.visible_to(request.user).select_related("owner")
        product = get_object_or_404(products, slug=said["product"])
        services.answer(actor=request.user, wanted=wanted, product=product, note=said["note"])
        return self._answer(pk)

    @extend_schema(parameters=[ID], request=None, responses=WantedProductSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, pk):
        """Need it no more."""
        services.withdraw(actor=request.user, wanted=self._found(pk))
        return self._answer(pk)

    @extend_schema(parameters=[ID], request=WhySerializer, responses=WantedProductSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request, pk):
        """Ask again, because it was no answer or is needed after all."""
        return self._moved(pk, services.reopen, WhySerializer)

    @extend_schema(parameters=[ID], request=HidingSerializer, responses=WantedProductSerializer)
    @action(detail=True, methods=["post"])
    def hide(self, request, pk):
        """Show it to stewards only; a steward says why."""
        return self._moved(pk, services.hide, HidingSerializer)

    @extend_schema(parameters=[ID], request=None, responses=WantedProductSerializer)
    @action(detail=True, methods=["post"])
    def show(self, request, pk):
        """Show it to everybody again."""
        services.show(actor=request.user, wanted=self._found(pk))
        return self._answer(pk)

    def _moved(self, pk, service, kind) -> Response:
        service(actor=self.request.user, wanted=self._found(pk), **self._read(kind, self.request.data))
        return self._answer(pk)

    def _answer(self, pk, **kwargs) -> Response:
        """As it is now: a service has moved it."""
        return Response(WantedProductSerializer(self.get_queryset().get(pk=pk)).data, **kwargs)

    def _found(self, pk) -> WantedProduct:
        return get_object_or_404(self.get_queryset(), pk=pk)

    @staticmethod
    def _read(kind, data) -> dict:
        said = kind(data=data)
        said.is_valid(raise_exception=True)
        return dict(said.validated_data)
