"""Pages of a ranked list."""

import base64
import binascii

from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.utils.urls import replace_query_param

LONGEST = 200


class RankedPages(BasePagination):
    """`{results, next, previous}` where the order is that of a search: the cursor says how far one has come."""

    def __init__(self, limit: int):
        self.limit = min(limit, LONGEST)

    def paginate_queryset(self, queryset, request, view=None):
        """The rows of this page; one more is asked for, to know whether there is a next one."""
        self.address = request.build_absolute_uri()
        self.start = _start_of(request.query_params.get("cursor", ""))
        rows = list(queryset[self.start : self.start + self.limit + 1])
        self.more = len(rows) > self.limit
        return rows[: self.limit]

    def links(self) -> dict:
        """The pages after and before this one."""
        return {
            "next": self._at(self.start + self.limit) if self.more else None,
            "previous": self._at(max(self.start - self.limit, 0)) if self.start else None,
        }

    def _at(self, start: int) -> str:
        return replace_query_param(self.address, "cursor", base64.urlsafe_b64encode(f"r{start}".encode()).decode())


def _start_of(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        kind, number = base64.urlsafe_b64decode(cursor).decode()[:1], base64.urlsafe_b64decode(cursor).decode()[1:]
    except (binascii.Error, UnicodeDecodeError, ValueError):
        kind, number = "", ""
    if kind != "r" or not number.isascii() or not number.isdigit() or len(number) > 9:
        raise ValidationError({"cursor": ["This cursor is not one of ours."]})
    return int(number)
