"""Where the API of the catalog is."""

from catalog.api.bundles import BundleViewSet
from catalog.api.incidents import IncidentViewSet
from catalog.api.lineage import LineageViewSet
from catalog.api.ports import PortViewSet
from catalog.api.products import ProductViewSet
from catalog.api.runs import RunViewSet


def register(router) -> None:
    """Put it under the API."""
    router.register("products", ProductViewSet, basename="product")
    router.register("bundles", BundleViewSet, basename="bundle")
    router.register("runs", RunViewSet, basename="run")
    router.register("ports", PortViewSet, basename="port")
    router.register("incidents", IncidentViewSet, basename="incident")
    router.register("lineage", LineageViewSet, basename="lineage")
