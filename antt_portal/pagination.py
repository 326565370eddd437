"""How the API pages its lists."""

from __future__ import annotations

from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """Pages of 100, up to 1,000 on request."""

    page_size_query_param = "page_size"
    max_page_size = 1000
