"""Systems that look at our data and call us: set up by the platform team, heard by their signature."""

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.policies import may_operate
from catalog.api.results import TakenSerializer
from catalog.models import Observer, OutsideResult
from catalog.observers import services
from catalog.observers.errors import ResultsTooLarge
from catalog.observers.selectors import observers
from marketplace.foundation.pagination import CursorPages
from marketplace.foundation.policies import insist
from marketplace.foundation.throttling import CallsPerObserver


class ObserverSerializer(serializers.ModelSerializer):
    """An observer; of its secret only the name of the variable is known here."""

    told = serializers.IntegerField(help_text="How many results it told.")

    class Meta:
        model = Observer
        fields = ["id", "slug", "name", "kind", "secret_name", "is_on", "heard_at", "told"]


class SaveObserverSerializer(serializers.ModelSerializer):
    """How an observer is told apart, and which variable holds the secret that it signs with."""

    class Meta:
        model = Observer
        fields = ["slug", "name", "kind", "secret_name", "is_on"]
        # The service says what is taken, and answers with a code.
        extra_kwargs = {"slug": {"validators": []}, "name": {"validators": []}}


class ByName(CursorPages):
    """As on the page."""

    ordering = "name"


class ObserverViewSet(ReadOnlyModelViewSet):
    """Systems that look at our data; for the platform team, but for their calls."""

    queryset = Observer.objects.none()
    serializer_class = ObserverSerializer
    pagination_class = ByName
    lookup_field = "slug"
    lookup_value_regex = r"[-\w]+"

    def initial(self, request, *args, **kwargs):
        """Only the platform team comes in; an observer shows its signature instead."""
        super().initial(request, *args, **kwargs)
        if self.action != "results":
            insist(may_operate(request.user))

    def get_queryset(self):
        """Each with how much it said."""
        return observers()

    @extend_schema(request=SaveObserverSerializer, responses={201: ObserverSerializer})
    def create(self, request):
        """Set an observer up."""
        said = SaveObserverSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        observer = services.save_observer(actor=request.user, **said.validated_data)
        return Response(self._shown(observer), status=status.HTTP_201_CREATED)

    @extend_schema(request=SaveObserverSerializer, responses=ObserverSerializer)
    def partial_update(self, request, slug):
        """Change what is named; `is_on` false: it is not heard any more."""
        observer = self.get_object()
        said = SaveObserverSerializer(data=request.data, partial=True)
        said.is_valid(raise_exception=True)
        return Response(
            self._shown(services.save_observer(actor=request.user, observer=observer, **said.validated_data))
        )

    @extend_schema(request=OpenApiTypes.OBJECT, responses=TakenSerializer, auth=[])
    @action(
        detail=True,
        methods=["post"],
        authentication_classes=(),
        permission_classes=(AllowAny,),
        throttle_classes=(CallsPerObserver,),
    )
    def results(self, request, slug):
        """What an observer measured: alerts of Monte Carlo with x-mcd-signature, or any format here, with
        webhook-signature. An answer of 2xx says that it is kept; `outcome` says what became of each result."""
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.RESULTS_LONGEST_BYTES:
            raise ResultsTooLarge(longest=settings.RESULTS_LONGEST_BYTES)
        observer = Observer.objects.filter(slug=slug).first()
        taken = services.hear(observer=observer, headers=request.headers, body=request.body)
        draft = any(one.row.format == OutsideResult.Format.OORS for one in taken)
        body = {"results": [services.told(one) for one in taken], "draft": draft}
        return Response(TakenSerializer(body).data)

    def _shown(self, observer: Observer) -> dict:
        return ObserverSerializer(self.get_queryset().get(pk=observer.pk)).data
