"""Days as people write them."""

import datetime as dt
import math
import re
from typing import Final

from yingshu.kernel.tabular import messages
from yingshu.kernel.tabular.clean import Cell, is_empty, plain, to_text
from yingshu.kernel.tabular.errors import CellError

__all__ = ["FIRST_YEAR", "LAST_YEAR", "to_date"]

FIRST_YEAR: Final = 1950
LAST_YEAR: Final = 2149
_EPOCH: Final = dt.date(1899, 12, 30)
_TIME: Final = r"(?:\s*(?:T|\s|上午|下午)\s*[0-9]{1,2}:[0-9]{2}[0-9:.]*\s*(?:AM|PM|Z)?)?"
_WEEKDAY: Final = r"(?:\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
_SPELLED: Final = re.compile(
    rf"([0-9]+)\s*[-./年。]\s*([0-9]{{1,2}})\s*[-./月。]\s*([0-9]{{1,2}})\s*[日号]?{_WEEKDAY}{_TIME}", re.IGNORECASE
)
_COMPACT: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")


def to_date(raw: Cell) -> dt.date | None:
    """A day: date cells, Excel serial numbers, 1996-07-04, 1996.7.4, 1996年7月4日, 19960704, 1996/7/4, full-width too.

    A time of day after the day is dropped. None when empty.

    Raises:
        CellError: not a day, a year of two digits, a day that does not exist, a year outside 1950 to 2149.
    """
    if isinstance(raw, dt.date):
        day = raw.date() if isinstance(raw, dt.datetime) else raw
    elif isinstance(raw, (int, float)) and not isinstance(raw, bool):
        day = _from_serial(raw)
    else:
        text = plain(raw)
        if is_empty(text):
            return None
        day = _from_text(raw, text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CellError(messages.YEAR_RANGE, value=to_text(raw), first=FIRST_YEAR, last=LAST_YEAR)
    return day


def _from_serial(raw: int | float) -> dt.date:
    """Days since 1899-12-30, or a number like 19960704; other numbers are no days."""
    if math.isfinite(raw) and raw == int(raw) and (match := _COMPACT.fullmatch(str(int(raw)))):
        return _day(match, raw)
    if not 0 < raw < 100_000:
        raise CellError(messages.NOT_DATE, value=to_text(raw))
    return _EPOCH + dt.timedelta(days=int(raw))


def _from_text(raw: Cell, text: str) -> dt.date:
    match = _SPELLED.fullmatch(text) or _COMPACT.fullmatch(text)
    if match is None or isinstance(raw, (bool, dt.time, dt.timedelta)):
        raise CellError(messages.NOT_DATE, value=to_text(raw))
    if len(match[1]) != 4:
        raise CellError(messages.SHORT_YEAR, value=to_text(raw))
    return _day(match, raw)


def _day(match: re.Match[str], raw: Cell) -> dt.date:
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise CellError(messages.NO_SUCH_DAY, value=to_text(raw)) from None
