"""Where a figure stands in the law, and how far that has been checked."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, ValidationInfo, model_validator

from regulations.engine.block import Block, FileContext, refuse, refuse_again
from regulations.engine.spelling import did_you_mean

Text = Annotated[str, Field(min_length=1)]
KEY_PATTERN: Final = r"^[a-z0-9_-]+$"
Key = Annotated[str, Field(pattern=KEY_PATTERN)]


# The document of what a province chose where no law is known; its article is what the choice rests on.
PROVINCE_CHOICE: Final = "Lựa chọn của tỉnh, không phải quy định"


class Basis(Block):
    """A national article that the cited text rests on."""

    document: Text
    article: Text

    def words(self) -> str:
        """ "Luật 30/2023/QH15, Điều 23 khoản 1"."""
        return f"{self.document}, {self.article}"


class Citation(Block):
    """The place of one figure.

    ``verified`` speaks of the figure: False means that it may never be shown as law or computed with.
    ``article_verified`` speaks of the article number: a figure can be certain while its article is not.
    """

    document: Text
    article: Text | None
    verified: bool
    article_verified: bool = True
    source: Text | None = None
    note: Text | None = None
    basis: Basis | None = None

    @model_validator(mode="after")
    def _is_consistent(self) -> Citation:
        if self.article is None and self.article_verified:
            refuse("Ghi số điều, khoản, hoặc ghi article_verified: false.")
        if self.verified and self.source is None:
            refuse("Ghi nguồn (source) của nội dung đã xác minh.")
        return self

    def words(self) -> str:
        """Document and article, saying so when the article is not verified, then the national basis."""
        if self.document == PROVINCE_CHOICE:
            return f"lựa chọn của tỉnh khi chưa có quy định ({self.article})"
        article = f", {self.article}" if self.article else ""
        doubt = "" if self.article_verified else " (số điều, khoản chưa xác minh)"
        basis = f"; {self.basis.words()}" if self.basis else ""
        return f"{self.document}{article}{doubt}{basis}"

    def ground(self) -> str:
        """The place as the ground of a sum: "Căn cứ Nghị quyết …", or "Theo lựa chọn của tỉnh …"."""
        return f"{'Theo' if self.document == PROVINCE_CHOICE else 'Căn cứ'} {self.words()}"


def _named(value: Any, info: ValidationInfo) -> Any:
    """The citation that the file defines under the name ``value``; anything else as it is."""
    if not isinstance(value, str):
        return value
    known = info.context.citations if isinstance(info.context, FileContext) else {}
    if value not in known:
        refuse(f"Không có trích dẫn “{value}” trong mục citations{did_you_mean(value, known)}.")
    if known[value] is None:
        refuse_again()
    return known[value]


Cite = Annotated[Citation, BeforeValidator(_named)]
