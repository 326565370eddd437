"""How the API pages its lists."""

from __future__ import annotations

from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request


class Pages(PageNumberPagination):
    """Pages of 100, up to 1,000 on request."""

    page_query_param = "page"
    page_size_query_param = "page_size"
    max_page_size = 1000
    invalid_page_message = "Chọn một trang có trong danh sách."

    def get_page_size(self, request: Request) -> int:
        """Rows a page; a size that cannot be had is refused, never silently changed."""
        asked = request.query_params.get(self.page_size_query_param, "100")
        if not (
            asked.isascii() and asked.isdigit() and len(asked) <= 4 and 1 <= int(asked) <= self.max_page_size
        ):
            message = f"Nhập số dòng mỗi trang từ 1 đến {self.max_page_size}."
            raise ValidationError({self.page_size_query_param: message}, code="invalid")
        return int(asked)
