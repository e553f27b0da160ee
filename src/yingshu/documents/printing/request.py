"""What to print. A request is complete: the same request gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
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
        for reason in self._faults():
            raise CannotPrint(field=reason.split()[0], reason=reason)

    def _faults(self) -> list[str]:
        known = TEMPLATES.get(self.template)
        checks = {
            f"template {self.template!r} is unknown": known is None,
            f"paper {self.paper!r} is not for {self.template}": known is not None and self.paper not in known.papers,
            "copy_number starts at 1": self.copy_number < 1,
            f"mark {self.mark!r} is unknown": self.mark not in list(Mark),
            f"offset is at most {OFFSET_LIMIT_MM} mm": max(map(abs, self.offset)) > OFFSET_LIMIT_MM,
            f"copies are 1 to {COPIES_LIMIT}": not 1 <= len(self.copy_names) <= COPIES_LIMIT,
        }
        return [reason for reason, wrong in checks.items() if wrong]

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
        known = TEMPLATES.get(self.template)
        return self.copies if self.copies is not None else known.copies if known else ("",)
