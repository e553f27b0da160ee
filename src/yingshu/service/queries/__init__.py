"""Reads of customer service. ``complaints_in``, ``exposures_in`` and ``affected_in`` are what rooms above ask for."""

from .cases import cases_of, complaints_in, count_cases, open_cases, to_accept, to_follow_up
from .incidents import affected_in, exposures_in, incidents_in
from .penalties import appraisal_points, by_person, fines_of

__all__ = ["affected_in", "appraisal_points", "by_person", "cases_of", "complaints_in", "count_cases", "exposures_in", "fines_of",
           "incidents_in", "open_cases", "to_accept", "to_follow_up"]
