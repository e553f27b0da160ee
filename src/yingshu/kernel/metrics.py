"""Figures, each defined once: code, unit, what it means (口径), and the query by period, unit and person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from .actor import Actor


def _no_list(first: date, last: date, actor: Actor) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure. ``value(first, last, actor)`` computes it from records the actor may see; ``records`` is the address of the list of them,
    and ``controls`` are those whose parameters it is counted by."""

    code: str
    title: Any
    unit: str
    means: Any
    value: Callable[[date, date, Actor], Decimal | int | None]
    clause: str = ""
    controls: tuple[str, ...] = ()
    records: Callable[[date, date, Actor], str] = _no_list


METRICS: dict[str, Metric] = {}


def declare(metric: Metric) -> Metric:
    """Register a figure; a second one with the same code is an error."""
    if metric.code in METRICS:
        raise ValueError(f"metric {metric.code} is declared twice")
    METRICS[metric.code] = metric
    return metric
