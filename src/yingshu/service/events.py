"""News of customer service for rooms above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class IncidentReported:
    """A serious event was reported (SVC-24); its customers are to be asked (SAT-34)."""

    incident_id: int
    number: str
    trigger: str
    exposed: bool
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class CaseClosed:
    """A case was closed; the customer may be asked about the handling."""

    case_id: int
    number: str
    kind: str
    customer_id: int | None


@dataclass(frozen=True, slots=True)
class AfterSalesDone:
    """An after-sales order was done."""

    after_sales_id: int
    number: str
    customer_id: int
