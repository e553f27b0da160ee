"""News of duties for rooms above, inside the transaction that plans them. A meeting room makes its meetings from these."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Due:
    """One occurrence: of which duty, for whom, when."""

    duty: str
    occurrence_id: int
    period: str
    planned_at: datetime
    due_at: datetime
    subject_kind: str
    subject_id: int
    unit_id: int | None
    person_id: int | None


@dataclass(frozen=True, slots=True)
class Planned(Due):
    """An occurrence was created."""


@dataclass(frozen=True, slots=True)
class Moved(Due):
    """An open occurrence has other times, or another responsible person, than before."""


@dataclass(frozen=True, slots=True)
class Withdrawn(Due):
    """An open occurrence that had not come due is no longer asked for."""
