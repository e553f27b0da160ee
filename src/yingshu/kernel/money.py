"""Money and rounding. Amounts are integers in fen (分); unit prices and rates are Decimal. There is no float here.

One rounding for the whole house: half up. Tax is worked out per line and stored; totals are sums of stored lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

CENT = Decimal("0.01")


class Split(NamedTuple):
    """A gross amount taken apart: net and tax in fen; net + tax is the gross amount."""

    net: int
    tax: int


def round_half_up(value: Decimal, places: int = 0) -> Decimal:
    """Round half away from zero to so many decimal places."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def to_fen(yuan: Decimal | int | str) -> int:
    """Yuan → fen, half up."""
    return int(round_half_up(Decimal(yuan) * 100))


def to_yuan(fen: int) -> Decimal:
    """Fen → yuan with exactly two decimals."""
    return Decimal(fen).scaleb(-2)


def show(fen: int) -> str:
    """Fen as people read it: ``1,234.56``; negative with a real minus sign."""
    text = f"{to_yuan(abs(fen)):,.2f}"
    return f"−{text}" if fen < 0 else text


def plain(fen: int) -> str:
    """Fen as machines read it: ``1234.56``."""
    return f"{to_yuan(fen):.2f}"


def line_amount(price: Decimal, quantity: Decimal, discount: Decimal = Decimal(0)) -> int:
    """Gross amount of a line in fen: price (yuan) × quantity × (1 − discount), rounded once."""
    return to_fen(price * quantity * (1 - discount))


def split_tax(gross_fen: int, rate: Decimal) -> Split:
    """Take VAT out of a gross amount: net = round(gross / (1 + rate), 2), tax = gross − net."""
    net = int(round_half_up(Decimal(gross_fen) / (1 + rate)))
    return Split(net, gross_fen - net)


def share_out(total_fen: int, weights: Sequence[int]) -> list[int]:
    """Split an amount by weights so that the parts add up to the total exactly (largest remainder, then order)."""
    whole = sum(weights)
    if not whole:
        return [total_fen, *[0] * (len(weights) - 1)] if weights else []
    parts = [total_fen * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total_fen * weights[i] % whole), i))
    for i in by_remainder[: total_fen - sum(parts)]:
        parts[i] += 1
    return parts


def ratio(part: int | Decimal, whole: int | Decimal, places: int = 4) -> Decimal | None:
    """part / whole, half up; None when there is no whole to compare with."""
    return round_half_up(Decimal(part) / Decimal(whole), places) if whole else None
