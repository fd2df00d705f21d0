"""Where the API of access is."""

from requests.api.access_rules import AccessRulesViewSet
from requests.api.approvals import ApprovalViewSet
from requests.api.asked_back import AskedBackViewSet
from requests.api.basket import BasketViewSet
from requests.api.connectors import ConnectorViewSet
from requests.api.data import DataViewSet
from requests.api.exceptions import MaskExceptionViewSet
from requests.api.grants import GrantViewSet, ProductConsumerViewSet
from requests.api.orders import OrderViewSet
from requests.api.recertifications import RecertificationViewSet
from requests.api.record import RecordViewSet
from requests.api.stand_ins import StandInViewSet
from requests.api.suspending import SuspensionViewSet


def register(router) -> None:
    """Put it under the API."""
    router.register("basket", BasketViewSet, basename="basket")
    router.register("orders", OrderViewSet, basename="order")
    router.register("approvals", ApprovalViewSet, basename="approval")
    router.register("asked-back", AskedBackViewSet, basename="asked-back")
    router.register("stand-ins", StandInViewSet, basename="stand-in")
    router.register("connectors", ConnectorViewSet, basename="connector")
    router.register("access-rules", AccessRulesViewSet, basename="access-rules")
    router.register("grants", GrantViewSet, basename="grant")
    router.register("mask-exceptions", MaskExceptionViewSet, basename="mask-exception")
    router.register(r"ports/(?P<port>\d+)/data", DataViewSet, basename="port-data")
    router.register(r"products/(?P<slug>[-\w]+)/consumers", ProductConsumerViewSet, basename="product-consumers")
    router.register("recertifications", RecertificationViewSet, basename="recertification")
    router.register("access-record", RecordViewSet, basename="access-record")
    router.register("suspensions", SuspensionViewSet, basename="suspension")
