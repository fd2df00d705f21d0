"""People, teams, tokens and messages. Modules here import each other downwards, as listed."""

from accounts.models.user import User
from accounts.models.team import Membership, MembershipPeriod, Team
from accounts.models.consumer import Consumer, looked_after_by
from accounts.models.token import ApiToken
from accounts.models.notification import Notification
from accounts.models.delivery import Channel, Delivery, How, MessageChoices

__all__ = [
    "ApiToken",
    "Channel",
    "Consumer",
    "Delivery",
    "How",
    "Membership",
    "MessageChoices",
    "Consumer",
    "Membership",
    "MembershipPeriod",
    "Notification",
    "Team",
    "User",
    "looked_after_by",
]
