"""Cells of the order list."""

from __future__ import annotations

from typing import Any

from django import template

from ..screens.order import lane_marks, where_stuck

register = template.Library()


@register.filter
def lanes(order: Any) -> list[dict[str, Any]]:
    """The three lanes as letters with their state."""
    return lane_marks(order)


@register.filter
def stuck(order: Any) -> dict[str, Any]:
    """Where an order is stuck."""
    return where_stuck(order)
