"""What to print. A request is complete: the same request gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.errors import BusinessError

from .catalogue import PAPERS, TEMPLATES, Paper, Template

OFFSET_LIMIT_MM = 15
COPIES_LIMIT = 6


class CannotPrint(BusinessError):
    """The request does not fit the catalogue, or its data are incomplete or contradict themselves."""

    code = "cannot_print"
    message = N_("This cannot be printed: %(reason)s.")
    status = 400


class Mark(StrEnum):
    """Watermark of a document that is not (or no longer) good."""

    NONE = ""
    VOID = "void"
    DRAFT = "draft"
    PREVIEW = "preview"


@dataclass(frozen=True)
class PrintRequest:
    """Template and paper by code, the data by the keys of the catalogue.

    ``copy_number`` counts the prints of this document; from 2 on the paper says so (补打). Offsets move the whole form,
    in mm, right and down. ``copies`` names the parts of the set: None takes the template's names, ``("",)`` prints one
    unnamed page for carbon paper whose parts are named by the maker. Raises CannotPrint for anything out of range.
    """

    template: str
    paper: str
    data: Mapping[str, Any]
    copy_number: int = 1
    mark: str = Mark.NONE
    offset_x_mm: Decimal = Decimal(0)
    offset_y_mm: Decimal = Decimal(0)
    copies: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        for field, wrong, reason in self._checks():
            if wrong:
                raise CannotPrint(field=field, reason=reason)

    def _checks(self) -> Iterator[tuple[str, bool, str]]:
        """Field, whether it is wrong, and what is wrong: in this order, since later checks rely on earlier ones."""
        yield "template", self.template not in TEMPLATES, f"template {self.template} is unknown"
        yield "paper", self.paper not in self.form.papers, f"{self.template} is not printed on {self.paper}"
        yield "copy_number", self.copy_number < 1, "copy_number starts at 1"
        yield "mark", self.mark not in list(Mark), f"mark {self.mark} is unknown"
        yield "offset", max(map(abs, self.offset)) > OFFSET_LIMIT_MM, f"offset is at most {OFFSET_LIMIT_MM} mm"
        yield "copies", not 1 <= len(self.copy_names) <= COPIES_LIMIT, f"copies are 1 to {COPIES_LIMIT}"

    @property
    def offset(self) -> tuple[Decimal, Decimal]:
        """Shift of the form to the right and down, mm."""
        return self.offset_x_mm, self.offset_y_mm

    @property
    def form(self) -> Template:
        """The template's declaration."""
        return TEMPLATES[self.template]

    @property
    def sheet(self) -> Paper:
        """The paper's declaration."""
        return PAPERS[self.paper]

    @property
    def copy_names(self) -> tuple[str, ...]:
        """Names of the parts of the set, in order of printing."""
        return self.form.copies if self.copies is None else self.copies
