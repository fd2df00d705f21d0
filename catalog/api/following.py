"""Follow products, domains and saved searches; save searches, and see what is new in them."""

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from catalog.following import searches, services
from catalog.following.looking import fresh_in
from catalog.following.selectors import follows_of, searches_of
from catalog.models import DataProduct, Domain, Follow, SavedSearch

ID = OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH)
KINDS = ("product", "domain", "search")
FOLLOW = {"product": services.follow, "domain": services.follow_domain, "search": searches.follow_search}
UNFOLLOW = {"product": services.unfollow, "domain": services.unfollow_domain, "search": searches.unfollow_search}


class FollowSerializer(serializers.ModelSerializer):
    """What the caller follows: exactly one of the three is there."""

    product = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    domain = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    search = serializers.PrimaryKeyRelatedField(read_only=True)

    class Meta:
        model = Follow
        fields = ["id", "product", "domain", "search", "created_at"]


class FollowWishSerializer(serializers.Serializer):
    """What to follow: one product, one domain, or one saved search of the caller."""

    product = serializers.SlugField(max_length=120, default=None, allow_null=True)
    domain = serializers.SlugField(max_length=80, default=None, allow_null=True)
    search = serializers.IntegerField(default=None, allow_null=True, min_value=1, max_value=2**63 - 1)

    def validate(self, attrs):
        """Exactly one of the three."""
        if sum(attrs[kind] is not None for kind in KINDS) != 1:
            raise serializers.ValidationError("Name one product, one domain, or one search.")
        return attrs


class SavedSearchSerializer(serializers.ModelSerializer):
    """A saved search; `new` are the products that it found since its person last opened it."""

    follows = serializers.SerializerMethodField()
    new = serializers.SerializerMethodField()

    class Meta:
        model = SavedSearch
        fields = ["id", "name", "query", "follows", "new", "looked_at", "created_at"]

    def get_follows(self, search) -> bool:
        """Is its person told of new matches?"""
        return hasattr(search, "follow")

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_new(self, search):
        """The short names of what is new."""
        return [product.slug for product in self.context["fresh"].get(search.pk, [])]


class SearchWishSerializer(serializers.Serializer):
    """What to save: the part of an address of the list of products behind the question mark, and a name."""

    query = serializers.CharField(max_length=10_000, trim_whitespace=False)
    name = serializers.CharField(max_length=120, default="", allow_blank=True)


class SearchNameSerializer(serializers.Serializer):
    """What to call it."""

    name = serializers.CharField(max_length=120)


class FollowViewSet(GenericViewSet):
    """What the caller follows."""

    queryset = Follow.objects.none()
    serializer_class = FollowSerializer
    lookup_value_regex = r"\d+"
    filter_backends = []

    def get_queryset(self):
        """One's own, the newest first."""
        return follows_of(self.request.user).order_by("-pk")

    @extend_schema(responses=FollowSerializer(many=True))
    def list(self, request):
        """Everything that the caller follows."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(FollowSerializer(page, many=True).data)

    @extend_schema(request=FollowWishSerializer, responses={201: FollowSerializer})
    def create(self, request):
        """Hear what happens from now on; asking twice changes nothing."""
        wish = FollowWishSerializer(data=request.data, context=self.get_serializer_context())
        wish.is_valid(raise_exception=True)
        [(kind, name)] = [(kind, wish.validated_data[kind]) for kind in KINDS if wish.validated_data[kind] is not None]
        about = {kind: self._named(kind, name)}
        FOLLOW[kind](actor=request.user, **about)
        found = self.get_queryset().get(**about)
        return Response(FollowSerializer(found).data, status=status.HTTP_201_CREATED)

    @extend_schema(parameters=[ID], responses={204: None})
    def destroy(self, request, pk):
        """Hear of it no more. A saved search stays."""
        follow = get_object_or_404(self.get_queryset(), pk=pk)
        [(kind, thing)] = [(kind, thing) for kind in KINDS if (thing := getattr(follow, kind))]
        UNFOLLOW[kind](actor=request.user, **{kind: thing})
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _named(self, kind, name):
        """What is meant, within the caller's reach."""
        if kind == "search":
            return get_object_or_404(searches_of(self.request.user), pk=name)
        if kind == "domain":
            return get_object_or_404(Domain, slug=name)
        return get_object_or_404(DataProduct.objects.visible_to(self.request.user), slug=name)


class SavedSearchViewSet(GenericViewSet):
    """The caller's saved searches."""

    queryset = SavedSearch.objects.none()
    serializer_class = SavedSearchSerializer
    lookup_value_regex = r"\d+"
    filter_backends = []

    def get_queryset(self):
        """One's own, the newest first."""
        return searches_of(self.request.user).order_by("-pk")

    @extend_schema(responses=SavedSearchSerializer(many=True))
    def list(self, request):
        """Every saved search with what is new in it."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self._told(page, many=True))

    @extend_schema(parameters=[ID], responses=SavedSearchSerializer)
    def retrieve(self, request, pk):
        """One saved search."""
        return Response(self._told(self._found(pk)))

    @extend_schema(request=SearchWishSerializer, responses={201: SavedSearchSerializer})
    def create(self, request):
        """Save a search, and be told of new matches from now on."""
        wish = SearchWishSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        saved = searches.save_search(actor=request.user, **wish.validated_data)
        return Response(self._told(self._found(saved.pk)), status=status.HTTP_201_CREATED)

    @extend_schema(parameters=[ID], request=SearchNameSerializer, responses=SavedSearchSerializer)
    def partial_update(self, request, pk):
        """Call it otherwise."""
        search = self._found(pk)
        wish = SearchNameSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        renamed = searches.rename_search(actor=request.user, search=search, name=wish.validated_data["name"])
        return Response(self._told(renamed))

    @extend_schema(parameters=[ID], responses={204: None})
    def destroy(self, request, pk):
        """Keep it no more."""
        searches.delete_search(actor=request.user, search=self._found(pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _found(self, pk):
        return get_object_or_404(self.get_queryset(), pk=pk)

    def _told(self, what, *, many=False):
        fresh = fresh_in(self.request.user, what if many else [what])
        return SavedSearchSerializer(what, many=many, context={"fresh": fresh}).data
