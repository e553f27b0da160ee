"""What becomes of ledger rows: sales lines, receivables with their charges, receipts with their payments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from yingshu.kernel import money, workdays, write
from yingshu.kernel.services import settle
from yingshu.orders.models import SalesOrder
from yingshu.receivables.models import CustomerAccount, Receipt, ReceivableItem
from yingshu.receivables.rules import due_date
from yingshu.receivables.services.bulk import BulkCharge, bulk_charges
from yingshu.receivables.services.posting import Posting
from yingshu.sales.services.ledger import SaleLine, record_sale

from .. import rules, sheets
from ..models import ImportedKey
from ..queries import Terms
from .masters import Customers, People, Products, Run
from .sieve import CHUNK, Taken, batched

IMPORT = "import"
ONE = Decimal(1)


@dataclass(slots=True)
class Desk:
    """What all ledgers of one run share."""

    run: Run
    people: People
    customers: Customers
    products: Products
    batch_number: str = ""
    balances: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))

    def who(self, values: Mapping[str, Any], customer_id: int) -> tuple[int | None, int | None]:
        """Salesperson and region of a row: its own, else the salesperson's region, else the customer's."""
        terms: Terms = self.customers.terms[customer_id]
        owner_id = self.people.person(values.get("salesperson"))
        unit_id = self.people.region(values.get("region")) or self.people.home(owner_id)
        return owner_id or terms.owner_id, unit_id or terms.unit_id

    def remember(self, kind: str, rows: Sequence[Taken]) -> None:
        """Keep the keys of written rows."""
        self.run.add(ImportedKey, [{"kind": kind, "key": taken.key, "content": taken.content, "batch_id": self.run.batch_id}
                                   for taken in rows])

    def post(self, posting: Posting) -> None:
        """Write a posting; the balances of accounts wait for the end, one statement for all."""
        for customer_id, moved in posting.moved.items():
            for name, fen in moved.items():
                self.balances[customer_id][name] += fen
        posting.moved.clear()
        posting.write()
        settle()

    def finish(self) -> None:
        """Bring the customers' accounts up."""
        names = sorted({name for moved in self.balances.values() for name in moved})
        for ids in batched(sorted(self.balances), CHUNK):
            write.add_up_each(CustomerAccount, "customer_id", {pk: {name: self.balances[pk][name] for name in names} for pk in ids})


class Sales:
    """The sales ledger. With ``posts`` each order also becomes a receivable."""

    def __init__(self, desk: Desk, posts: bool, items: Receivables) -> None:
        self.desk, self.posts, self.items = desk, posts, items
        self.sales = self.returns_fen = self.returns_left_fen = 0
        self._orders: dict[str, _Owed] = {}
        self._spellings = sheets.words()["payment_method"]

    def take(self, rows: Sequence[Taken]) -> None:
        """Write lines as they stand in the ledger."""
        self.desk.customers.ensure(rows)
        self.desk.products.ensure(rows)
        lines = [self._line(taken) for taken in rows]
        self.sales += len(lines)
        if not self.desk.run.dry:
            record_sale(lines)
            self.desk.remember("sales", rows)

    def _line(self, taken: Taken) -> SaleLine:
        values, desk = taken.values, self.desk
        customer_id, product_id = desk.customers.find(values), desk.products.find(values)
        owner_id, unit_id = desk.who(values, customer_id)
        gross, day, order = values["amount"], values["date"], values.get("order") or ""
        rate = values.get("tax_rate")
        split = money.split_tax(gross, desk.products.rate(product_id) if rate is None else rate)
        desk.customers.served(customer_id, day, owner_id, unit_id)
        line = SaleLine(
            on=day, customer_id=customer_id, product_id=product_id, quantity=_quantity(values), gross_fen=gross, net_fen=split.net,
            tax_fen=split.tax, source_kind=IMPORT, source_id=desk.run.batch_id, source_number=order, source_line=taken.number,
            owner_id=owner_id, unit_id=unit_id, price=values.get("price"), discount=values.get("discount") or Decimal(0),
            freight_fen=values.get("freight") or 0, order_number=order, import_batch=desk.run.batch_id,
            payment_method=rules.method_code(values.get("payment_method"), self._spellings) or "")
        if self.posts:
            self._owe(order or f"{desk.batch_number}-{taken.number}", line)
        return line

    def _owe(self, order: str, line: SaleLine) -> None:
        """Add a line to what its order makes the customer owe: goods and freight."""
        before = self._orders.get(order)
        if before is None:
            self._orders[order] = _Owed(line, line.on, line.gross_fen + line.freight_fen)
        else:
            self._orders[order] = before._replace(on=max(before.on, line.on), fen=before.fen + line.gross_fen + line.freight_fen)

    def finish(self) -> None:
        """Turn the orders into receivables."""
        self._take_off_returns()
        charges = (BulkCharge(first.customer_id, order, on, self.items.due(first.payment_method, on, first.customer_id), fen,
                              first.order_number, first.payment_method, first.owner_id, first.unit_id)
                   for order, (first, on, fen) in self._orders.items())
        for chunk in batched(charges, CHUNK):
            self.items.charge(chunk)


    def _take_off_returns(self) -> None:
        """An order below zero is a return: it owes nothing and is taken off the customer's other orders, the latest first."""
        returns = {order: owed for order, owed in self._orders.items() if owed.fen < 0}
        for order in returns:
            del self._orders[order]
        by_customer: dict[int, list[str]] = defaultdict(list)
        for order, owed in sorted(self._orders.items(), key=lambda pair: pair[1].on, reverse=True) if returns else ():
            by_customer[owed.first.customer_id].append(order)
        for owed in returns.values():
            left = -owed.fen
            for order in by_customer[owed.first.customer_id]:
                part = min(left, self._orders[order].fen)
                self._orders[order] = self._orders[order]._replace(fen=self._orders[order].fen - part)
                left -= part
            self.returns_fen -= owed.fen
            self.returns_left_fen += left


class _Owed(NamedTuple):
    """What an order makes its customer owe: its first line, its last day, fen."""

    first: SaleLine
    on: date
    fen: int


def _quantity(values: Mapping[str, Any]) -> Decimal:
    """A ledger without a quantity column has one piece a line."""
    if "quantity" not in values:
        return ONE
    return values["quantity"] or Decimal(0)


class Receivables:
    """Open items, from a receivable ledger or from the orders of a sales ledger."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.count = self.amount_fen = 0
        self.numbers: set[str] = set()
        self.by_order: dict[str, list[str]] = defaultdict(list)
        self._spellings = sheets.words()["payment_method"]

    def take(self, rows: Sequence[Taken]) -> None:
        """Write invoices as items with their charge."""
        self.desk.customers.ensure(rows)
        self.charge([self._charge(taken.values) for taken in rows])
        if not self.desk.run.dry:
            self.desk.remember("receivables", rows)

    def _charge(self, values: Mapping[str, Any]) -> BulkCharge:
        customer_id = self.desk.customers.find(values)
        owner_id, unit_id = self.desk.who(values, customer_id)
        method = rules.method_code(values.get("payment_method"), self._spellings) or ""
        self.desk.customers.served(customer_id, values["date"], owner_id, unit_id)
        due = values.get("due") or self.due(method, values["date"], customer_id)
        return BulkCharge(customer_id, values["invoice"], values["date"], due, values["amount"], values.get("order") or "", method,
                          owner_id,
                          unit_id, bool(values.get("disputed")))

    def charge(self, charges: Sequence[BulkCharge]) -> None:
        """Post charges and remember their numbers for the receipts."""
        for each in charges:
            self.count += 1
            self.amount_fen += each.amount_fen
            self.numbers.add(each.number)
            if each.order_number and each.order_number != each.number:
                self.by_order[each.order_number].append(each.number)
        if not self.desk.run.dry:
            bulk_charges(charges, batch_id=self.desk.run.batch_id, actor=self.desk.run.actor)

    def due(self, method: str, day: date, customer_id: int) -> date:
        """By the customer's days; a ledger that names no method is taken for credit."""
        terms: Terms = self.desk.customers.terms[customer_id]
        return due_date(method or terms.method or "credit", day, terms.days, terms.statement_day, terms.on_working_day,
                        workdays.next_working_day)


class Receipts:
    """Money received, allocated to the invoice or order it names; what is too much stays the customer's credit."""

    def __init__(self, desk: Desk, items: Receivables) -> None:
        self.desk, self.items = desk, items
        self.count = self.amount_fen = self.unallocated_fen = self.unnamed = 0
        self._spellings = sheets.words()["receipt_method"]

    def take(self, rows: Sequence[Taken]) -> None:
        """Write receipts and allocate them, in the order of the ledger."""
        self.desk.customers.ensure(rows)
        self.count += len(rows)
        self.amount_fen += sum(taken.values["amount"] for taken in rows)
        if self.desk.run.dry:
            self.unnamed += sum(1 for taken in rows if not self._names_known(taken.values))
            return
        self._write(rows)
        self.desk.remember("receipts", rows)

    def _names_known(self, values: Mapping[str, Any]) -> bool:
        """In a dry run: whether the workbook itself has what the receipt names."""
        named = {values.get("invoice"), values.get("order")} - {None, ""}
        return not named or bool(named & (self.items.numbers | self.items.by_order.keys()))

    def _write(self, rows: Sequence[Taken]) -> None:
        found = self._open_items([taken.values for taken in rows])
        posting = Posting(self.desk.run.actor)
        numbers = self.desk.run.numbers("receipt", len(rows))
        for taken, number in zip(rows, numbers, strict=True):
            receipt = self._receipt(taken.values, number)
            posting.credit(receipt, taken.values["amount"])
            for item in found.get(_named(taken.values), ()):
                part = min(item.open_fen, receipt.unallocated_fen)
                if part > 0 and item.customer_id == receipt.customer_id:
                    posting.pay(item, receipt, part)
            self.unallocated_fen += receipt.unallocated_fen
        self.desk.post(posting)

    def _receipt(self, values: Mapping[str, Any], number: str) -> Receipt:
        customer_id = self.desk.customers.find(values)
        owner_id, unit_id = self.desk.who(values, customer_id)
        method = rules.method_code(values.get("method"), self._spellings)
        words = [values.get("number"), values.get("method") if method in (None, "other") else "", values.get("note")]
        return Receipt(number=number, customer_id=customer_id,
                       method=method or (Receipt.Method.OTHER if method is None else Receipt.Method.BANK),
                       on=values["date"], amount_fen=values["amount"], unallocated_fen=0, payer=values.get("payer") or "",
                       account=values.get("account") or "", order_number=values.get("order") or "", confirmed_at=self.desk.run.at,
                       confirmed_by=self.desk.run.actor.name, owner_id=owner_id, unit_id=unit_id, import_batch=self.desk.run.batch_id,
                       note=" ".join(word for word in words if word)[:200])

    def _open_items(self, rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], list[ReceivableItem]]:
        """The open items each (invoice, order) names, the earliest due first; each item is one object for the whole chunk."""
        wanted = {_named(values) for values in rows} - {("", "")}
        names = {name for pair in wanted for name in pair if name}
        numbers = names | {number for name in names for number in self.items.by_order.get(name, ())}
        items = {item.pk: item for item in self._locked({"number__in": sorted(numbers)})}
        by_name = defaultdict(list)
        for item in items.values():
            for name in {item.number, item.order_number}:
                by_name[name].append(item)
        self._from_orders([order for invoice, order in wanted if order and not by_name[invoice or order]], items, by_name)
        return {(invoice, order): sorted(by_name[invoice or order], key=lambda item: (item.due_on, item.pk)) for invoice, order in wanted}

    def _from_orders(self, orders: Sequence[str], items: dict[int, ReceivableItem], by_name: dict[str, list[ReceivableItem]]) -> None:
        """Items of orders taken in this system, by the order's number."""
        ids = {order.pk: order.number for order in write.read(SalesOrder, {"number__in": sorted(orders)})} if orders else {}
        for item in self._locked({"order_id__in": sorted(ids)}) if ids else ():
            by_name[ids[item.order_id]].append(items.setdefault(item.pk, item))

    @staticmethod
    def _locked(where: Mapping[str, Any]) -> list[ReceivableItem]:
        return write.lock_all(ReceivableItem, {**where, "open_fen__gt": 0, "kind": ReceivableItem.Kind.SALE})


def _named(values: Mapping[str, Any]) -> tuple[str, str]:
    """What a receipt pays: the invoice decides when both are given."""
    invoice, order = values.get("invoice") or "", values.get("order") or ""
    return (invoice, "") if invoice else ("", order)
