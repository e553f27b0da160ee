"""Making volumes: orders with lines, receivables and sales entries are bulk-loaded into the product's own tables.

``python -m bench.bulk ORDERS`` brings the database of the environment up to so many (customers and products must be there:
``bench.filling``). The first ten thousand are made through the models, the others by copying these inside the database with new keys,
numbers and customers. About one order in eight is unpaid. Dates spread over seventeen months up to today. Indexes that constraints do not
need are taken off while very much is loaded and made again afterwards; SQLite does not wait for the disk.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yingshu.portal.settings")
CHUNK, DAYS, BASE, MUCH, STEP = 2500, 510, 10_000, 100_000, 7


def main() -> None:
    import django
    from django.db import transaction

    django.setup()
    from yingshu.orders.models import SalesOrder

    wanted = int(sys.argv[1])
    there = SalesOrder._plain.filter(number__startswith="ZZ").count()
    maker = Maker(random.Random(7)) if there < BASE else None
    while maker and there < min(wanted, BASE):
        with transaction.atomic():
            maker.chunk(there, min(CHUNK, wanted - there))
        there += min(CHUNK, wanted - there)
    copier = Copier() if there < wanted else None
    with without_indexes(copier.tables) if copier and wanted - there > MUCH else nullcontext():
        while copier and there < wanted:
            with transaction.atomic():
                copier.copy(there)
            there += BASE
    settle()
    print(f"{there} orders")


@contextmanager
def without_indexes(tables: list[str]) -> Iterator[None]:
    """Take the indexes of tables off, and make them again as they were."""
    from django.db import connection

    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(tables))
        cursor.execute(f"SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ({marks}) AND indexname NOT IN"
                       " (SELECT conname FROM pg_constraint)" if connection.vendor == "postgresql" else
                       f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({marks})", tables)
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _, again in found:
            cursor.execute(again)


class Copier:
    """Copies the first orders with everything that hangs on them: keys move on, numbers and customers too, all else stays."""

    keys: ClassVar[dict[str, str]] = {"order_id": "SalesOrder", "source_id": "SalesOrder", "item_id": "ReceivableItem"}
    numbered: ClassVar[set[str]] = {"number", "order_number", "source_number", "public_token"}

    def __init__(self) -> None:
        from django.db import connection

        from yingshu.orders.models import OrderLine, SalesOrder
        from yingshu.receivables.models import ReceivableEntry, ReceivableItem
        from yingshu.sales.models import SalesEntry

        self.postgresql, self.cursor, self.entries = connection.vendor == "postgresql", connection.cursor(), ReceivableEntry
        for hurry in (["SET session_replication_role = replica"] if self.postgresql else [
                "PRAGMA foreign_keys = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -1000000"]):
            self.cursor.execute(hurry)
        self.parts = (SalesOrder, OrderLine, ReceivableItem, ReceivableEntry, SalesEntry)
        self.tables = [m._meta.db_table for m in self.parts]
        self.base = self._one("SELECT min(id) FROM orders_salesorder WHERE number LIKE 'ZZ%%'")
        self.first = self._one("SELECT min(id) FROM customers_customer")
        self.customers = self._one("SELECT count(*) FROM customers_customer")

    def _one(self, sql: str) -> int:
        self.cursor.execute(sql, [])
        return int(self.cursor.fetchone()[0])

    def copy(self, number: int) -> None:
        """Once more, with order numbers from ``number`` on, for the customers some places further on."""
        self.shifts = {m.__name__: self._one(f"SELECT max(id) FROM {m._meta.db_table}") -
                       self._one(f"SELECT min(id) FROM {m._meta.db_table}") + 1 for m in self.parts}
        order = f"BETWEEN {self.base} AND {self.base + BASE - 1}"
        bulk = {"SalesOrder": f"id {order}", "SalesEntry": f"source_kind = 'bulk' AND source_id {order}", "ReceivableEntry":
                f"item_id IN (SELECT id FROM receivables_receivableitem WHERE order_id {order})"}
        for model in self.parts:
            table, fields = model._meta.db_table, model._meta.concrete_fields
            values = ", ".join(self._value(model, f, number) for f in fields)
            names = ", ".join(f'"{f.column}"' for f in fields)
            where = bulk.get(model.__name__, f"order_id {order}")
            self.cursor.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE {where}")
            if self.postgresql:
                self.cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")

    def _value(self, model: Any, field: Any, number: int) -> str:
        column = f'"{field.column}"'
        customer = f"{self.first} + (customer_id - {self.first} + {number // BASE * STEP}) % {self.customers}"
        name = f"(SELECT c.name FROM customers_customer c WHERE c.id = {customer})"
        if field.primary_key or field.column in self.keys:
            return f"{column} + {self.shifts[model.__name__ if field.primary_key else self.keys[field.column]]}"
        if field.column in ("customer_id", "customer_name"):
            return customer if field.column == "customer_id" else name
        if field.column == "search_text":
            return f"lower({name} || ' ' || {self._next('number', number)})"
        return self._next(column, number) if field.column in self.numbered and model is not self.entries else column

    def _next(self, column: str, number: int) -> str:
        serial = f"CAST(substr({column}, length({column}) - 8) AS integer) + {number}"
        padded = f"lpad(({serial})::text, 9, '0')" if self.postgresql else f"printf('%09d', {serial})"
        return f"substr({column}, 1, length({column}) - 9) || {padded}"


def settle() -> None:
    """Customer accounts and sums as they would be, and what autovacuum does after such a load."""
    from django.db import connection

    from yingshu.kernel.rollups import advance_all

    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO receivables_customeraccount (customer_id, committed_fen, receivable_fen, cod_fen, advance_fen, "
                       "reserved_fen, bills_fen) SELECT customer_id, 0, SUM(open_fen), 0, 0, 0, 0 FROM receivables_receivableitem "
                       "WHERE true GROUP BY customer_id ON CONFLICT (customer_id) DO UPDATE SET receivable_fen = EXCLUDED.receivable_fen")
        advance_all()
        cursor.execute("VACUUM (ANALYZE)" if connection.vendor == "postgresql" else "ANALYZE")


class Maker:
    """Writes chunks of finished orders."""

    def __init__(self, chance: random.Random) -> None:
        from yingshu.customers.models import Customer
        from yingshu.kernel import clock
        from yingshu.organisation.models import Person, Unit
        from yingshu.products.models import Product

        self.random, self.now, self.today = chance, clock.now(), clock.today()
        self.customers = list(Customer._plain.values_list("id", "name"))
        self.products = list(Product.objects.values_list("id", "name"))
        self.person, self.unit = Person.objects.get(username="bench").pk, Unit.objects.get(code="bench").pk

    def chunk(self, start: int, count: int) -> None:
        """So many orders with their lines, receivable items, entries and sales lines."""
        from yingshu.orders.models import OrderLine, SalesOrder
        from yingshu.receivables.models import ReceivableEntry, ReceivableItem
        from yingshu.sales.models import SalesEntry

        facts = [self._fact(start + i) for i in range(count)]
        orders = SalesOrder._plain.bulk_create([self._order(f) for f in facts], batch_size=1000)
        OrderLine.objects.bulk_create([x for o, f in zip(orders, facts, strict=True) for x in self._lines(o, f)], batch_size=2000)
        items = ReceivableItem._plain.bulk_create([self._item(o, f) for o, f in zip(orders, facts, strict=True)], batch_size=1000)
        ReceivableEntry.objects.bulk_create([e for i, f in zip(items, facts, strict=True) for e in self._entries(i, f)], batch_size=2000)
        SalesEntry.objects.bulk_create([x for o, f in zip(orders, facts, strict=True) for x in self._sales(o, f)], batch_size=2000)

    def _fact(self, n: int) -> dict[str, Any]:
        lines = [(p, self.random.randint(1, 9)) for p in self.random.sample(self.products, 3)]
        day = self.today - timedelta(days=self.random.randint(0, DAYS))
        total = sum(k * 1000 for _, k in lines)
        return {"n": n, "customer": self.random.choice(self.customers), "lines": lines, "day": day, "total": total,
                "paid": None if self.random.random() < 0.125 else min(self.today, day + timedelta(days=self.random.randint(1, 60)))}

    def _order(self, f: dict[str, Any]) -> Any:
        from yingshu.kernel import clock
        from yingshu.orders.models import SalesOrder

        number, name = f"ZZ{f['n']:09d}", f["customer"][1]
        return SalesOrder(number=number, customer_id=f["customer"][0], customer_name=name, state="closed", payment_method="credit",
                          ordered_at=clock.moment(f["day"]), owner_id=self.person, unit_id=self.unit, clerk_id=self.person,
                          clerk_name="Bench",
                          gross_fen=f["total"], net_fen=f["total"], slipped_fen=f["total"], shipped_fen=f["total"], arrived_fen=f["total"],
                          public_token=f"bulk{f['n']:020d}", search_text=f"{name.lower()} {number.lower()}")

    def _lines(self, order: Any, f: dict[str, Any]) -> Iterator[Any]:
        from yingshu.orders.models import OrderLine

        for position, ((product, name), quantity) in enumerate(f["lines"], 1):
            q = Decimal(quantity)
            yield OrderLine(order=order, position=position, product_id=product, name=name, quantity=q, list_price=Decimal(10),
                            price=Decimal(10), tax_rate=Decimal(0), gross_fen=quantity * 1000, net_fen=quantity * 1000, tax_fen=0,
                            ready=q, slipped=q, shipped=q)

    def _item(self, order: Any, f: dict[str, Any]) -> Any:
        from yingshu.receivables.models import ReceivableItem

        return ReceivableItem(number=order.number, customer_id=order.customer_id, source_kind="bulk", order_id=order.pk,
                              order_number=order.number, payment_method="credit", shipped_on=f["day"], raised_on=f["day"],
                              due_on=f["day"] + timedelta(days=30), amount_fen=f["total"], open_fen=0 if f["paid"] else f["total"],
                              settled_on=f["paid"], last_on=f["paid"] or f["day"], owner_id=self.person, unit_id=self.unit)

    def _entries(self, item: Any, f: dict[str, Any]) -> Iterator[Any]:
        from yingshu.receivables.models import ReceivableEntry

        for kind, on, fen in (("charge", f["day"], f["total"]), ("write_off", f["paid"], -f["total"])):
            if on:
                yield ReceivableEntry(item=item, customer_id=item.customer_id, kind=kind, on=on, amount_fen=fen, at=self.now, actor_id=0)

    def _sales(self, order: Any, f: dict[str, Any]) -> Iterator[Any]:
        from yingshu.sales.models import SalesEntry

        for position, ((product, _), quantity) in enumerate(f["lines"], 1):
            yield SalesEntry(on=f["day"], month=f["day"].year * 100 + f["day"].month, customer_id=order.customer_id, product_id=product,
                             owner_id=self.person, unit_id=self.unit, quantity=Decimal(quantity), gross_fen=quantity * 1000,
                             net_fen=quantity * 1000, tax_fen=0, payment_method="credit", source_kind="bulk", source_id=order.pk,
                             source_line=position, source_number=order.number, order_number=order.number, at=self.now)


if __name__ == "__main__":
    main()
