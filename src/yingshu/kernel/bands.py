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
