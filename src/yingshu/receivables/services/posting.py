"""Posting: the entries of one business action, gathered and then written in few statements, late and in one order.

Receipts and items that exist must be locked before they are posted to. New ones (without a key) are inserted with the amounts they
have at the end. Balances of items, receipts and accounts always move together with the entries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import connection, models

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.services import add_later, add_up_later, change_later
from yingshu.kernel.source import Source

from ..models import CustomerAccount, Receipt, ReceivableEntry, ReceivableItem

MOST_ROWS = 2000  # in one statement; PostgreSQL takes 65,535 values
NO_SOURCE = Source("", None, "")
Kind = ReceivableEntry.Kind


class Posting:
    """The movements of one action. ``enter`` them, then ``write`` once."""

    def __init__(self, actor: Actor) -> None:
        self.actor, self.at = actor, clock.now()
        self.entries: list[tuple[ReceivableItem, Receipt | None, dict[str, Any]]] = []
        self.items: dict[int, ReceivableItem] = {}
        self.receipts: dict[int, Receipt] = {}
        self.moved: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))

    def enter(self, item: ReceivableItem, kind: Kind, fen: int, on: date, *, receipt: Receipt | None = None, source: Source = NO_SOURCE,
              reason: str = "", exact: bool = False) -> None:
        """One entry of an item: positive raises what is owed. With a receipt its unallocated money moves the same way.

        Unless ``exact``, it is not valued before what is owed was last raised, so that no day shows less than zero.
        """
        raised = item.raised_on or item.shipped_on  # a new item starts on its own day
        on = on if exact else max(on, raised)
        item.open_fen += fen
        item.last_on = max(item.last_on or item.shipped_on, on)
        item.raised_on = max(raised, on) if fen > 0 else raised
        item.settled_on = item.last_on if item.open_fen == 0 else None
        self.items[id(item)] = item
        self.account(item.customer_id, **{_balance_of(item): fen})
        if receipt is not None:
            self.credit(receipt, fen)
            receipt.free_on = max(receipt.free_on, on) if fen > 0 else receipt.free_on
        self.entries.append((item, receipt, {
            "customer_id": item.customer_id, "kind": kind, "on": on, "amount_fen": fen, "source_kind": source.kind, "source_id": source.id,
            "source_number": source.number, "at": self.at, "actor_id": self.actor.id, "actor_name": self.actor.name, "reason": reason}))

    def pay(self, item: ReceivableItem, receipt: Receipt, fen: int) -> None:
        """Allocate money of a receipt to an item, valued on the day the money came (or goods left, if later)."""
        self.enter(item, Kind.PAYMENT, -fen, receipt.free_on, receipt=receipt, source=Source("receipt", receipt.pk, receipt.number))

    def credit(self, receipt: Receipt, fen: int) -> None:
        """Unallocated money of a receipt grows (or shrinks); also how a new receipt brings its money."""
        receipt.unallocated_fen += fen
        receipt.free_on = receipt.free_on or receipt.on
        self.receipts[id(receipt)] = receipt
        self.account(receipt.customer_id, advance_fen=fen, **({"reserved_fen": fen} if receipt.reserved else {}))

    def account(self, customer_id: int, **increase: int) -> None:
        """Balances of the customer's account grow (or shrink)."""
        for name, fen in increase.items():
            self.moved[customer_id][name] += fen

    def write(self) -> None:
        """Write new documents; entries and the balances of items, receipts and accounts wait for the end of the action (``settle``)."""
        self._write_receipts()
        self._write_items()
        rows = [{**row, "item_id": item.pk, "receipt_id": receipt.pk if receipt else None,
                 **(_paper(receipt) if receipt and row["source_kind"] == "receipt" else {})}
                for item, receipt, row in self.entries]
        for start in range(0, len(rows), MOST_ROWS):
            add_later(ReceivableEntry, rows[start:start + MOST_ROWS])
        bring_up(self.moved)

    def _write_items(self) -> None:
        new, old = _split(self.items.values())
        _insert(ReceivableItem, new)
        _overwrite(ReceivableItem, old, ("open_fen", "last_on", "raised_on", "settled_on"))

    def _write_receipts(self) -> None:
        new, old = _split(self.receipts.values())
        _insert(Receipt, new)
        _overwrite(Receipt, old, ("unallocated_fen", "given_back_fen", "free_on"))


def bring_up(moved: Mapping[int, Mapping[str, int]]) -> None:
    """Raise (or lower) the balances of accounts, all in one statement at the end of the action."""
    changed = {pk: {name: fen for name, fen in balances.items() if fen} for pk, balances in moved.items()}
    add_up_later(CustomerAccount, "customer_id", {pk: increases for pk, increases in changed.items() if increases})


def _paper(receipt: Receipt) -> dict[str, Any]:
    """A new receipt gets its key and number only when it is written."""
    return {"source_id": receipt.pk, "source_number": receipt.number}


def _balance_of(item: ReceivableItem) -> str:
    return "cod_fen" if item.kind == ReceivableItem.Kind.COD else "receivable_fen"


def _split(rows: Iterable[Any]) -> tuple[list[Any], list[Any]]:
    found = list(rows)
    return [r for r in found if r.pk is None], [r for r in found if r.pk is not None]


def _insert(model: Any, rows: list[Any]) -> None:
    """Insert new documents and give them their keys."""
    names = [f.attname for f in model._meta.concrete_fields if not f.primary_key]
    for row, pk in zip(rows, write.add(model, [{n: getattr(r, n) for n in names} for r in rows]), strict=True):
        row.pk = pk


def _overwrite(model: Any, rows: list[Any], names: tuple[str, ...]) -> None:
    """Write the figures of locked rows back, all in one statement."""
    if len(rows) == 1:
        change_later(model, where={"id": rows[0].pk}, set={n: getattr(rows[0], n) for n in names})
    for start in range(0, len(rows) if len(rows) > 1 else 0, MOST_ROWS):
        part = rows[start:start + MOST_ROWS]
        fields = [model._meta.pk, *(model._meta.get_field(n) for n in names)]
        values = [f.get_db_prep_save(getattr(r, f.attname), connection) for r in sorted(part, key=lambda r: r.pk) for f in fields]
        with connection.cursor() as cursor:
            cursor.execute(_overwrite_sql(model, fields, len(part)), values)


def _overwrite_sql(model: Any, fields: list[models.Field], count: int) -> str:
    casts = [f"%s::{_pg_type(f)}" if connection.vendor == "postgresql" else "%s" for f in fields]
    one = f"({', '.join(casts)})"
    names = [f"v{n}" for n in range(len(fields))]
    sets = ", ".join(f"{f.column} = d.{n}" for f, n in zip(fields[1:], names[1:], strict=True))
    return (f"WITH d({', '.join(names)}) AS (VALUES {', '.join([one] * count)}) "
            f"UPDATE {model._meta.db_table} AS t SET {sets} FROM d WHERE t.id = d.v0")  # nosec B608 # the model's own names


def _pg_type(field: models.Field) -> str:
    return "date" if isinstance(field, models.DateField) else "bigint"
