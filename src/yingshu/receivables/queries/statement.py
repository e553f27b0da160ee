"""对账单: a customer's account over a period, as the customer sees it.

Goods, returns and payments in their order, with the running balance. Money that a carrier collected counts as paid by the customer from
arrival on. A negative balance is the customer's credit.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from .ageing import _day

_LINES = """SELECT e."on" AS day, e.kind AS kind, CASE WHEN e.kind = 'charge' THEN i.number ELSE e.source_number END AS number,
 i.order_number AS order_number, e.amount_fen AS fen, e.id AS nth
 FROM receivables_receivableentry e JOIN receivables_receivableitem i ON i.id = e.item_id
 WHERE e.customer_id = %s AND i.kind = 'sale' AND e.receipt_id IS NULL
 UNION ALL SELECT r."on", CASE WHEN r.amount_fen < 0 THEN 'refund' ELSE 'receipt' END, r.number, r.order_number, -r.amount_fen, r.id
 FROM receivables_receipt r WHERE r.customer_id = %s
 UNION ALL SELECT e."on", 'receipt', r.number, r.order_number, -e.amount_fen, r.id
 FROM receivables_receivableentry e JOIN receivables_receivableitem i ON i.id = e.item_id JOIN receivables_receipt r ON r.id = e.receipt_id
 WHERE e.customer_id = %s AND i.kind = 'cod'"""


class StatementLine(NamedTuple):
    """One movement: positive raises what the customer owes. ``balance_fen`` is the balance after it."""

    on: date
    kind: str
    number: str
    order_number: str
    fen: int
    balance_fen: int


class Statement(NamedTuple):
    """The account of a customer from first to last, both days included."""

    customer_id: int
    first: date
    last: date
    opening_fen: int
    lines: tuple[StatementLine, ...]
    closing_fen: int

    @property
    def charged_fen(self) -> int:
        return sum(x.fen for x in self.lines if x.fen > 0)

    @property
    def paid_fen(self) -> int:
        return -sum(x.fen for x in self.lines if x.fen < 0)


def statement(customer: Any, first: date, last: date) -> Statement:
    """The statement of a customer (the record or its id). The caller has checked that the person may see it. Two statements."""
    pk = customer if isinstance(customer, int) else customer.pk
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COALESCE(SUM(fen), 0) FROM ({_LINES}) m WHERE m.day < %s", [pk, pk, pk, first])  # nosec B608 # a constant
        opening = int(cursor.fetchone()[0])
        cursor.execute(f"SELECT day, kind, number, order_number, SUM(fen) FROM ({_LINES}) m WHERE m.day >= %s AND m.day <= %s"
                       " GROUP BY day, kind, number, order_number, nth HAVING SUM(fen) <> 0 ORDER BY day, kind, nth",  # nosec B608
                       [pk, pk, pk, first, last])
        rows = cursor.fetchall()
    lines, balance = [], opening
    for day, kind, number, order_number, fen in rows:
        balance += int(fen)
        lines.append(StatementLine(_day(day), kind, number, order_number, int(fen), balance))
    return Statement(pk, first, last, opening, tuple(lines), balance)
