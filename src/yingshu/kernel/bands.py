"""Limits on tables of parameters: bands that neither overlap nor leave a gap, weights that sum to one. Raise ``ValueError`` in the
words a person reads; called from the validators of parameter models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _


def check_contiguous(bands: Sequence[tuple[Any, Any]]) -> None:
    """Bands (from, below), in order: each begins where the one before it ends. ``None`` as the last end is open."""
    for (start, end) in bands:
        if end is not None and end <= start:
            raise ValueError(_("The band from %(start)s to %(end)s is empty.") % {"start": start, "end": end})
    for (_start, end), (start, _end) in pairwise(bands):
        if end is None or end > start:
            raise ValueError(_("The bands overlap at %(start)s.") % {"start": start})
        if end < start:
            raise ValueError(_("Nothing covers %(end)s to %(start)s between two bands.") % {"end": end, "start": start})


def check_grades(bands: Sequence[tuple[int, Any, Any, Any]]) -> None:
    """Grades by points: (level, from, below, up to), the higher level for more points; the upper bound itself belongs to a band only by
    ``up to``. Every number of points from zero on has exactly one grade, also the best."""
    rising = sorted(bands, key=lambda band: (band[1], band[0]))
    if rising[0][1] != 0:
        raise ValueError(_("Nothing covers %(end)s to %(start)s between two bands.") % {"end": 0, "start": rising[0][1]})
    for (level, _min, below, upto), (higher, start, _below, _upto) in pairwise(rising):
        end = upto if below is None else below
        if end is None or end > start or (below is None and end == start):
            raise ValueError(_("The bands overlap at %(start)s.") % {"start": start})
        if end < start:
            raise ValueError(_("Nothing covers %(end)s to %(start)s between two bands.") % {"end": end, "start": start})
        if level >= higher:
            raise ValueError(_("More points must not give a lower grade (%(start)s).") % {"start": start})
    if rising[-1][2] is not None:
        raise ValueError(_("The best grade must have no bound above it."))


def check_rising(bounds: Sequence[Any]) -> None:
    """Upper bounds of bands, each above the one before it."""
    for low, high in pairwise(bounds):
        if low >= high:
            raise ValueError(_("The bounds must rise: %(high)s stands after %(low)s.") % {"high": high, "low": low})


def check_weights(weights: Mapping[str, Decimal] | Iterable[Decimal]) -> None:
    """Weights that sum to exactly one."""
    values = list(weights.values() if isinstance(weights, Mapping) else weights)
    total = sum(values, Decimal(0))
    if total != 1:
        raise ValueError(_("The weights sum to %(total)s instead of 1.") % {"total": f"{total.normalize():f}"})
