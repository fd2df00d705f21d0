"""People, teams and tokens. Modules here import each other downwards: user, team, consumer, token, notification."""

from accounts.models.user import User
from accounts.models.team import Membership, Team
from accounts.models.consumer import Consumer, looked_after_by
from accounts.models.token import ApiToken
from accounts.models.notification import Notification

__all__ = ["ApiToken", "Consumer", "Membership", "Notification", "Team", "User", "looked_after_by"]
