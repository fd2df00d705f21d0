"""Fields of the API's serializers."""

from rest_framework.serializers import PrimaryKeyRelatedField, SlugRelatedField


class Reachable:
    """A reference that resolves only within the caller's reach; `by` names the queryset's method that narrows to it."""

    def __init__(self, *, by: str, **kwargs):
        self.by = by
        super().__init__(**kwargs)

    def get_queryset(self):
        """What the caller can refer to."""
        return getattr(super().get_queryset(), self.by)(self.context["request"].user)


class ReachableField(Reachable, PrimaryKeyRelatedField):
    """Such a reference by its id."""


class ReachableSlugField(Reachable, SlugRelatedField):
    """Such a reference by its short name."""
