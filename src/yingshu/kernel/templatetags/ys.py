"""Template tags of the house."""

from __future__ import annotations

from django import template

from yingshu.kernel import money

register = template.Library()


@register.filter
def fen(value: int | None) -> str:
    """Fen as 1,234.56; missing as --."""
    return "--" if value is None else money.show(value)
