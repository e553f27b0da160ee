"""Making volumes: orders with lines, receivables and sales entries are bulk-loaded into the product's own tables.

``python -m bench.bulk ORDERS`` fills the database of the environment (customers and products must be there: ``bench.filling``).
About one order in eight is unpaid. Dates spread over seventeen months up to today.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yingshu.portal.settings")
CHUNK, DAYS = 4000, 510


def main() -> None:
    import django
    from django.db import transaction

    django.setup()
    total, made = int(sys.argv[1]), 0
    first = int(os.environ.get("BULK_START", 0))
    maker = Maker(random.Random(7))
    while made < total:
        with transaction.atomic():
            maker.chunk(first + made, min(CHUNK, total - made))
        made += CHUNK
    maker.balance()
    print(f"{total} orders")


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

    def balance(self) -> None:
        """Customer accounts and planner statistics as they would be."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO receivables_customeraccount (customer_id, committed_fen, receivable_fen, cod_fen, advance_fen, "
                           "reserved_fen, bills_fen) SELECT customer_id, 0, SUM(open_fen), 0, 0, 0, 0 FROM receivables_receivableitem "
                           "GROUP BY customer_id ON CONFLICT (customer_id) DO UPDATE SET receivable_fen = EXCLUDED.receivable_fen")
            cursor.execute("ANALYZE")


if __name__ == "__main__":
    main()
