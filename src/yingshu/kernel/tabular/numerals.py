"""Amounts, prices, quantities, rates and discounts as people write them. Results are exact: whole fen or `Decimal`."""

import datetime as dt
import math
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from yingshu.kernel.tabular import messages
from yingshu.kernel.tabular.clean import Cell, is_empty, plain, to_text
from yingshu.kernel.tabular.errors import CellError

__all__ = ["MONEY_UNITS", "looks_numeric", "to_discount", "to_fen", "to_int", "to_price", "to_quantity", "to_rate"]

# Units of money and how many yuan each is.
MONEY_UNITS: Final = {
    "亿元": 100_000_000, "百万元": 1_000_000, "万元": 10_000, "千元": 1_000, "亿": 100_000_000, "万": 10_000,
    "元": 1, "圆": 1, "rmb": 1, "cny": 1,
}  # fmt: skip
_LIMIT: Final = Decimal(10) ** 13
_LONGEST: Final = 28
_DIGITS: Final = r"(?:[0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]{1,4}(?:,[0-9]{4})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+"
_AMOUNT: Final = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[-+负])?\s*(?:¥|rmb|cny|人民币)?\s*(?P<sign2>[-+])?\s*(?P<digits>{_DIGITS})"
    rf"\s*(?P<unit>{'|'.join(MONEY_UNITS)})?整?\s*(?P<close>\))?(?P<sign3>-)?",
    re.IGNORECASE,
)
_PERCENT: Final = re.compile(rf"(?P<digits>{_DIGITS})\s*%")
_ZHE: Final = re.compile(r"打?\s*(?P<digits>[0-9]{1,2}(?:\.[0-9]+)?|十)\s*折")
_OFF: Final = re.compile(r"^(?:优惠|让利|下浮|减|降)\s*|\s*off$", re.IGNORECASE)
_HAN_DIGITS: Final = str.maketrans("〇零一二两三四五六七八九点", "001223456789.")
_NO_DISCOUNT: Final = frozenset({"不打折", "无折扣", "无优惠", "原价", "全价", "净价"})
_HALF_PRICE: Final = frozenset({"对折", "半价"})


def _from_number(raw: int | float, text: str) -> Decimal:
    """The number that Excel shows: a float counts to 15 significant digits, so 394.87499999999994 is 394.875."""
    if isinstance(raw, int):
        return Decimal(raw)
    if not math.isfinite(raw):
        raise CellError(messages.NOT_NUMBER, value=text)
    return Decimal(format(raw, ".15g"))


def _signed(match: re.Match[str], message_id: str, text: str) -> Decimal:
    """The value of an `_AMOUNT` match without its unit; more than one minus or an open bracket is refused."""
    signs = [sign for sign in match.group("sign", "sign2", "sign3") if sign]
    bracketed = match["open"] is not None
    if bracketed != (match["close"] is not None) or len(signs) + bracketed > 1 or len(match["digits"]) > _LONGEST:
        raise CellError(message_id, value=text)
    value = Decimal(match["digits"].replace(",", "").replace(" ", ""))
    return -value if bracketed or (signs and signs[0] != "+") else value


def _number(raw: Cell, unit: int, message_id: str) -> Decimal | None:
    """The number in a cell times `unit`; a unit written in the cell itself wins. None when empty."""
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        value = _from_number(raw, to_text(raw)) * unit
    else:
        text = plain(raw)
        if is_empty(text):
            return None
        match = None if isinstance(raw, (bool, dt.date, dt.time, dt.timedelta)) else _AMOUNT.fullmatch(text)
        if match is None:
            raise CellError(message_id, value=to_text(raw))
        own = match["unit"]
        value = _signed(match, message_id, to_text(raw)) * (MONEY_UNITS[own.casefold()] if own else unit)
    if abs(value) >= _LIMIT:
        raise CellError(messages.TOO_LARGE, value=to_text(raw))
    return value


def _rounded(value: Decimal | None, step: Decimal) -> Decimal | None:
    return None if value is None else value.quantize(step, ROUND_HALF_UP)


def to_fen(raw: Cell, unit: int = 1) -> int | None:
    """An amount as whole fen, half up (away from zero); `unit` is how many yuan the column's unit is (万元: 10000).

    Understands ``￥1,234.50``, full-width digits, ``(123.45)``, ``-123.45``, ``123.45-`` and the suffixes 元, 万元.
    """
    value = _number(raw, unit, messages.NOT_AMOUNT)
    return None if value is None else int((value * 100).to_integral_value(ROUND_HALF_UP))


def to_price(raw: Cell, unit: int = 1) -> Decimal | None:
    """A unit price in yuan with six places, half up."""
    return _rounded(_number(raw, unit, messages.NOT_AMOUNT), Decimal("0.000001"))


def to_quantity(raw: Cell) -> Decimal | None:
    """A quantity with three places, half up."""
    return _rounded(_bare(raw), Decimal("0.001"))


def to_int(raw: Cell) -> int | None:
    """A whole number."""
    value = _bare(raw)
    if value is not None and value != value.to_integral_value():
        raise CellError(messages.NOT_WHOLE, value=to_text(raw))
    return None if value is None else int(value)


def _bare(raw: Cell) -> Decimal | None:
    """A number without a unit of money."""
    if isinstance(raw, str) and plain(raw)[-1:] in "亿万元圆":
        if plain(raw):
            raise CellError(messages.NOT_NUMBER, value=to_text(raw))
        return None
    return _number(raw, 1, messages.NOT_NUMBER)


def looks_numeric(raw: Cell) -> bool:
    """Whether a cell holds a number or a text that reads as an amount."""
    if isinstance(raw, str):
        return _AMOUNT.fullmatch(plain(raw)) is not None
    return isinstance(raw, (int, float)) and not isinstance(raw, bool)


def _percent(text: str) -> Decimal | None:
    match = _PERCENT.fullmatch(text)
    return Decimal(match["digits"].replace(",", "")) / 100 if match and len(match["digits"]) <= _LONGEST else None


def to_rate(raw: Cell) -> Decimal | None:
    """A rate as a share with six places: ``13%``, 0.13 and 13 all give 0.13 (a bare number from 1 on is per cent)."""
    text = plain(raw)
    value = _percent(text)
    if value is None:
        value = _number(raw, 1, messages.NOT_RATE)
        value = value / 100 if value is not None and value >= 1 else value
    if value is not None and not 0 <= value <= 1:
        raise CellError(messages.NOT_RATE, value=to_text(raw))
    return _rounded(value, Decimal("0.000001"))


def _paid_share(text: str) -> Decimal | None:
    """The share of the price that is paid, for texts such as 85折, 8.5折, 九五折, 对折."""
    if text in _HALF_PRICE:
        return Decimal("0.5")
    match = _ZHE.fullmatch(text.translate(_HAN_DIGITS))
    if match is None:
        return None
    tenths = Decimal(10 if match["digits"] == "十" else match["digits"])
    return tenths / (10 if tenths <= 10 else 100) if tenths > 0 else None


def to_discount(raw: Cell, paid: bool = False) -> Decimal:
    """The share of the price taken off, six places.

    0.15, 15%, 85折, 8.5折 and 八五折 all give 0.15; an empty cell and 无 give 0.
    With `paid`, bare numbers and percentages mean the share that is still paid (0.85 gives 0.15).
    A bare number must be at least 0 and below 1 (with `paid`: above 0, at most 1), or it is refused as unclear.
    """
    text = _OFF.sub("", plain(raw))
    if is_empty(text) or text in _NO_DISCOUNT:
        return Decimal("0.000000")
    share = _paid_share(text)
    off = None if share is None else 1 - share
    if off is None:
        off = _discount_number(raw, text, paid)
    if off is None or not 0 <= off <= 1:
        raise CellError(messages.NOT_DISCOUNT, value=to_text(raw))
    return off.quantize(Decimal("0.000001"), ROUND_HALF_UP)


def _discount_number(raw: Cell, text: str, paid: bool) -> Decimal | None:
    value = _percent(text)
    if value is None:
        value = _number(raw, 1, messages.NOT_DISCOUNT)
        if value is None or not (0 < value <= 1 if paid else 0 <= value < 1):
            return None
    return 1 - value if paid else value
