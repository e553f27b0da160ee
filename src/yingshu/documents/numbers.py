"""Document numbers: prefix, date, serial: XS20260131-0007. Given at the step that makes the document, never twice.

The counter row is locked for the rest of the caller's transaction, so a number is gapless where the step succeeds or is
undone as a whole. Ask for it late.
"""

from __future__ import annotations

from datetime import date

from django.db import connection

from yingshu.kernel.caches import Cached

PREFIX = {"order": "DD", "slip": "XS", "outbound": "CH", "receipt": "HK", "exception": "YC", "cod": "DS", "return": "TH",
          "meeting": "HY", "work_report": "HB", "reconciliation": "DZ", "stocktake": "PD", "article": "WZ", "sms_batch": "DX",
          "special_price": "TJ", "quotation": "BJ", "report": "BB", "import": "DR", "count": "QD", "bill": "PJ", "refund": "TK",
          "dunning": "CK", "freight": "YF", "production": "SC", "customer": "KH", "product": "CP", "parameter_change": "CS",
          "request": "SQ", "wave": "MD", "falsification": "ZJ",
          "case": "KF", "complaint": "TS", "after_sales": "SH", "incident": "SJ", "improvement": "GS", "knowledge": "ZK",
          "price_strategy": "CL", "handover": "JJ", "satisfaction_report": "MB", "survey_improvement": "MG", "finding": "JL"}

RULES = "numbers"
_SQL = ("INSERT INTO documents_counter (kind, period, last) VALUES (%s, %s, %s) "
        "ON CONFLICT (kind, period) DO UPDATE SET last = documents_counter.last + EXCLUDED.last RETURNING last")


def prefix_of(kind: str) -> str:
    """The company's prefix, else the delivered one."""
    return _own.get().get(kind) or PREFIX[kind]


def _load(_key: object) -> dict[str, str]:
    from .models import NumberRule

    return dict(NumberRule.objects.values_list("kind", "prefix"))


_own: Cached[dict[str, str]] = Cached(RULES, _load)


def next_number(kind: str, on: date) -> str:
    """The next number of a kind on a day."""
    return next_numbers(kind, on, 1)[0]


def next_numbers(kind: str, on: date, count: int) -> list[str]:
    """So many numbers in a row, for bulk work."""
    return _numbers(kind, prefix_of(kind), on, count)


def next_with(prefix: str, on: date) -> str:
    """The next number with a prefix that is declared at run time (registers); documents with the same prefix share the serial."""
    return _numbers(f"prefix.{prefix}", prefix, on, 1)[0]


def _numbers(kind: str, prefix: str, on: date, count: int) -> list[str]:
    period = f"{on:%Y%m%d}"
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [kind, period, count])
        last = cursor.fetchone()[0]
    return [f"{prefix}{period}-{serial:04d}" for serial in range(last - count + 1, last + 1)]
