"""A sales ledger to report on, written line by line."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tests.support.trade import Trade

from yingshu.kernel import clock
from yingshu.kernel.services import Done
from yingshu.products.models import Product
from yingshu.sales.models import SalesEntry

JUNE = date(2026, 6, 10)


def at(day: int, hour: int = 9, month: int = 6, minute: int = 0, year: int = 2026) -> Any:
    """The clock stands at this moment."""
    return clock.at(datetime(year, month, day, hour, minute))


@dataclass
class Books:
    """Sold lines of a small company: two products, two customers; amounts in yuan."""

    trade: Trade
    products: dict[str, Any] = field(default_factory=dict)
    customers: dict[str, Any] = field(default_factory=dict)

    def actor(self, key: str) -> Any:
        return self.trade.actor(key)

    def product(self, name: str, measure: str = "袋") -> Any:
        if name not in self.products:
            self.products[name] = Product.objects.create(
                number=f"C{len(self.products):03d}", name=name, unit=measure, created_at=clock.now(), updated_at=clock.now())
        return self.products[name]

    def customer(self, name: str, unit: str = "east", owner: str = "salesperson", **more: Any) -> Any:
        if name not in self.customers:
            self.customers[name] = self.trade.customer(name, unit=unit, owner=owner, **more)
        return self.customers[name]

    def sold(self, product: str = "复合肥", quantity: str | int = 1, gross: int | str = 100, *, on: date = JUNE, customer: str = "甘泉农资",
             method: str = "credit", cost: int | None = None, net: int | None = None, measure: str = "袋", unit: str = "east",
             owner: str = "salesperson", number: str = "", level: str = "") -> SalesEntry:
        """One line of the ledger."""
        gross_fen = int(Decimal(gross) * 100)
        net_fen = gross_fen if net is None else net * 100
        buyer = self.customer(customer, unit, owner, **({"level": level} if level else {}))
        return SalesEntry.objects.create(
            on=on, month=on.year * 100 + on.month, customer=buyer, product=self.product(product, measure),
            owner_id=self.trade.company.person(owner).pk, unit_id=self.trade.company.unit(unit).pk, quantity=Decimal(quantity),
            gross_fen=gross_fen, net_fen=net_fen, tax_fen=gross_fen - net_fen, cost_fen=None if cost is None else cost * 100,
            payment_method=method, source_kind="import_line", source_number=number, at=clock.now())

    def june(self) -> None:
        """The story of the rhythm of a small centre: 1,200 bags of compound, 350 of organic fertiliser."""
        self.sold("复合肥", 1200, 102_000, on=date(2026, 6, 5))
        self.sold("有机肥", 350, 21_000, on=date(2026, 6, 18), customer="金穗农资", unit="west", owner="salesperson_west", method="cod")


def columns(rows: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    """Some columns of a table; of compared figures the present value."""
    return [tuple(row[n]["now"] if isinstance(row[n], dict) else row[n] for n in names) for row in rows]


def report_of(done: Done) -> Any:
    """The record behind an answer."""
    from yingshu.insight.models import Report

    return Report.objects.get(pk=done.id)
