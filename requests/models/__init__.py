"""Asking for data, getting it, giving it back. Modules import each other downwards, as listed."""

from requests.models.order import AccessRequest, Order, OrderSequence
from requests.models.access_rules import AccessRuleSet
from requests.models.stand_in import StandIn
from requests.models.approval import ApprovalStage, Decision, StageQuestion
from requests.models.decision_link import DecisionLink
from requests.models.suspension import Suspension
from requests.models.grant import Grant
from requests.models.mask_exception import MaskException, plain_columns
from requests.models.announcement import GrantAnnouncement
from requests.models.run import ProvisioningRun
from requests.models.sent_statements import SentStatements
from requests.models.read import DataRead
from requests.models.basket import Basket, BasketLine
from requests.models.recertification import GrantReview, Recertification
from requests.models.connector import Connector, ConnectorCall, ConnectorMessage, GovernedPort, Ticket
from requests.models.stray_right import StrayRight

__all__ = [
    "AccessRequest",
    "AccessRuleSet",
    "ApprovalStage",
    "Basket",
    "BasketLine",
    "Connector",
    "ConnectorCall",
    "ConnectorMessage",
    "DataRead",
    "Decision",
    "DecisionLink",
    "GovernedPort",
    "Grant",
    "GrantAnnouncement",
    "GrantReview",
    "MaskException",
    "Order",
    "OrderSequence",
    "ProvisioningRun",
    "Recertification",
    "SentStatements",
    "StageQuestion",
    "StandIn",
    "StrayRight",
    "Suspension",
    "Ticket",
    "plain_columns",
]
