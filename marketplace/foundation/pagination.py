"""Lists of the API are paged by cursor."""

from rest_framework.pagination import CursorPagination


class CursorPages(CursorPagination):
    """`{results, next, previous}`; `limit` up to 200."""

    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200
    ordering = "-pk"
