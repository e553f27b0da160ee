"""Master switches: fines, deductions from wages and hours of work are carried out only where the company has turned them on.

Labour law differs from place to place, so a company checks its own first. As delivered all of them are off.
"""

from __future__ import annotations

from collections.abc import Iterable

from .controls import SWITCHES
from .decisions import params_of

CLAUSES = {"PRF-07": "fines", "SAT-29": "fines", "SVC-09": "fines", "SVC-10": "fines", "TRN-15": "fines", "CHN-08": "wages",
           "TRN-13": "hours"}


def off(unit_id: int | None = None) -> frozenset[str]:
    """The clauses whose switch is off."""
    on = params_of(SWITCHES, unit_id)
    return frozenset(clause for clause, switch in CLAUSES.items() if not getattr(on, switch))


def all_off(clauses: Iterable[str], switched_off: frozenset[str]) -> bool:
    """Does this carry out nothing but clauses whose switch is off?"""
    bound = set(clauses)
    return bool(bound) and bound <= switched_off
