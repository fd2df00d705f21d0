"""Asking for data, getting it, giving it back. Modules import each other downwards: order, approval, grant, run."""

from requests.models.order import AccessRequest, Order, OrderSequence
from requests.models.approval import ApprovalStage, Decision
from requests.models.grant import Grant
from requests.models.run import ProvisioningRun
from requests.models.read import DataRead

__all__ = [
    "AccessRequest",
    "ApprovalStage",
    "DataRead",
    "Decision",
    "Grant",
    "Order",
    "OrderSequence",
    "ProvisioningRun",
]
