"""What a page needs to know about its reader."""

from django.db.models import Count, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import Notification, User


def groups_and_unread(user) -> int:
    """How many messages somebody has not read; the same query learns their groups, since every page needs both."""
    if "unread" not in user.__dict__:
        mine = Notification.objects.unread().filter(recipient=OuterRef("pk")).order_by().values("recipient")
        unread = Coalesce(Subquery(mine.annotate(n=Count("pk")).values("n")), Value(0), output_field=IntegerField())
        rows = list(User.objects.filter(pk=user.pk).values_list("groups__name", unread))
        user.__dict__["group_names"] = frozenset(name for name, _ in rows if name)
        user.__dict__["unread"] = rows[0][1] if rows else 0
    return user.__dict__["unread"]
