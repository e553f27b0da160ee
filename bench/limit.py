"""The plain-SQL limit: one order-to-cash cycle in twelve transactions, on bare drivers, without framework, rights or rules.

What the machine, the database and the driver allow; the product is measured beside it in the same run.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from typing import Any

SCHEMA = """
create table customer(id {pk}, credit bigint not null);
create table product(id {pk}, price bigint not null);
create table stock(product_id bigint primary key, on_hand bigint not null, reserved bigint not null default 0);
create table counter(name text primary key, n bigint not null);
create table so(id {pk}, number bigint, customer_id bigint not null references customer, state text not null, total bigint not null);
create index so_customer on so(customer_id);
create table so_line(id {pk}, so_id bigint not null references so, product_id bigint not null references product, qty bigint not null,
  price bigint not null);
create index so_line_so on so_line(so_id);
create table shipment(id {pk}, so_id bigint not null references so, state text not null);
create table move(id {pk}, shipment_id bigint not null references shipment, product_id bigint not null, qty bigint not null,
  state text not null);
create index move_shipment on move(shipment_id);
create table invoice(id {pk}, number bigint unique, so_id bigint not null references so, customer_id bigint not null,
  total bigint not null, open bigint not null, state text not null);
create index invoice_customer on invoice(customer_id);
create table gl(id {pk}, invoice_id bigint, payment_id bigint, account int not null, debit bigint not null, credit bigint not null);
create index gl_invoice on gl(invoice_id);
create table payment(id {pk}, customer_id bigint not null, amount bigint not null);
create table allocation(id {pk}, payment_id bigint not null references payment, invoice_id bigint not null references invoice,
  amount bigint not null);
create table audit(id {pk}, what text, ref bigint, who int)
"""
CUSTOMERS, PRODUCTS = 2000, 200
Execute = Callable[..., Any]


def fill(execute: Execute, many: Callable[..., Any], pk: str, mark: str) -> None:
    """Make the tables and the customers, products and stock of the cycle."""
    for statement in SCHEMA.format(pk=pk).split(";"):
        execute(statement)
    many(f"insert into customer values ({mark}, {mark})", [(i, 10**12) for i in range(1, CUSTOMERS + 1)])
    many(f"insert into product values ({mark}, {mark})", [(i, 1000 + i) for i in range(1, PRODUCTS + 1)])
    execute("insert into stock select id, 1000000000, 0 from product")
    many(f"insert into counter values ({mark}, 0)", [("so",), ("inv",)])


class Cycle:
    """One user's cycles on one connection. ``step`` opens and commits a transaction around a block."""

    def __init__(self, execute: Execute, step: Callable[[], Any], mark: str, seed: int) -> None:
        self.run, self.step, self.mark, self.random = execute, step, mark, random.Random(seed)
        self.statements = 0

    def q(self, sql: str, *values: Any) -> Any:
        self.statements += 1
        return self.run(sql.replace("?", self.mark), values)

    def audit(self, what: str, ref: int) -> None:
        self.q("insert into audit(what, ref, who) values (?, ?, 1)", what, ref)

    def once(self) -> None:
        """The whole cycle: order, number, credit, delivery, reservation, three moves, issue, invoice, payment, allocation."""
        customer = self.random.randint(1, CUSTOMERS)
        items = [(p, self.random.randint(1, 9)) for p in sorted(self.random.sample(range(1, PRODUCTS + 1), 3))]
        order, total = self._order(customer, items)
        shipment, invoice = self._deliver(order, customer, total)
        self._ship(shipment)
        self._settle(customer, invoice)

    def _order(self, customer: int, items: list[tuple[int, int]]) -> tuple[int, int]:
        with self.step():
            prices = dict(self.q("select id, price from product where id in (?, ?, ?)", *[p for p, _ in items]).fetchall())
            total = sum(prices[p] * k for p, k in items)
            order = self.q("insert into so(customer_id, state, total) values (?, 'draft', ?) returning id", customer, total).fetchone()[0]
            self.q("insert into so_line(so_id, product_id, qty, price) values (?,?,?,?), (?,?,?,?), (?,?,?,?)",
                   *[v for p, k in items for v in (order, p, k, prices[p])])
            self.q("update so set total = ? where id = ?", total, order)
            self.audit("create", order)
        with self.step():
            number = self.q("update counter set n = n + 1 where name = 'so' returning n").fetchone()[0]
            self.q("update so set state = 'quote', number = ? where id = ? and state = 'draft'", number, order)
            self.audit("quote", order)
        with self.step():
            self.q("select c.credit - coalesce(sum(i.open), 0) from customer c left join invoice i on i.customer_id = c.id and i.open > 0 "
                   "where c.id = ? group by c.id, c.credit", customer).fetchone()
            self.q("update so set state = 'confirmed' where id = ? and state = 'quote'", order)
            self.audit("confirm", order)
        return order, total

    def _deliver(self, order: int, customer: int, total: int) -> tuple[int, int]:
        with self.step():
            shipment = self.q("insert into shipment(so_id, state) values (?, 'waiting') returning id", order).fetchone()[0]
            self.q("insert into move(shipment_id, product_id, qty, state) select ?, product_id, qty, 'draft' from so_line where so_id = ?",
                   shipment, order)
            invoice = self.q("insert into invoice(so_id, customer_id, total, open, state) values (?, ?, ?, 0, 'draft') returning id",
                             order, customer, total).fetchone()[0]
            self.q("update so set state = 'processing' where id = ?", order)
            self.audit("process", order)
        return shipment, invoice

    def _ship(self, shipment: int) -> None:
        with self.step():
            self.q("update stock set reserved = reserved + m.qty from move m where m.shipment_id = ? and stock.product_id = m.product_id "
                   "and on_hand - reserved >= m.qty", shipment)
            self.q("update move set state = 'assigned' where shipment_id = ?", shipment)
            self.q("update shipment set state = 'assigned' where id = ?", shipment)
            self.audit("assign", shipment)
        for state in ("picked", "packed", "shipped"):
            with self.step():
                self.q("update shipment set state = ? where id = ?", state, shipment)
                self.audit(state, shipment)
        with self.step():
            self.q("update stock set reserved = reserved - m.qty, on_hand = on_hand - m.qty from move m where m.shipment_id = ? "
                   "and stock.product_id = m.product_id", shipment)
            self.q("update move set state = 'done' where shipment_id = ?", shipment)
            self.q("update shipment set state = 'done' where id = ?", shipment)
            self.audit("done", shipment)

    def _settle(self, customer: int, invoice: int) -> None:
        with self.step():
            number = self.q("update counter set n = n + 1 where name = 'inv' returning n").fetchone()[0]
            total = self.q("update invoice set state = 'posted', number = ?, open = total where id = ? and state = 'draft' returning total",
                           number, invoice).fetchone()[0]
            self.q("insert into gl(invoice_id, account, debit, credit) values (?, 1100, ?, 0), (?, 4000, 0, ?), (?, 2200, 0, 0)",
                   invoice, total, invoice, total, invoice)
            self.audit("post", invoice)
        with self.step():
            payment = self.q("insert into payment(customer_id, amount) values (?, ?) returning id", customer, total).fetchone()[0]
            self.q("insert into gl(payment_id, account, debit, credit) values (?, 1000, ?, 0), (?, 1100, 0, ?)",
                   payment, total, payment, total)
            self.audit("pay", payment)
        with self.step():
            self.q("insert into allocation(payment_id, invoice_id, amount) values (?, ?, ?)", payment, invoice, total)
            self.q("update invoice set open = open - ?, state = 'paid' where id = ? and open >= ?", total, invoice, total)
            self.q("update so set state = 'done' where id = (select so_id from invoice where id = ?)", invoice)
            self.audit("allocate", invoice)


def postgres_cycle(url: str, seed: int) -> Cycle:
    """A cycle on a PostgreSQL connection of its own."""
    import psycopg

    connection = psycopg.connect(url, autocommit=True, prepare_threshold=2, options="-c search_path=lim")
    return Cycle(connection.execute, connection.transaction, "%s", seed)


def setup_postgres(url: str) -> None:
    """Make the limit's tables in a schema of their own."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("drop schema if exists lim cascade; create schema lim; set search_path = lim")
        with connection.cursor() as cursor:
            fill(cursor.execute, cursor.executemany, "bigserial primary key", "%s")


def _sqlite(path: str, sync: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    connection.executescript(f"pragma journal_mode=wal; pragma synchronous={sync}; pragma foreign_keys=on; pragma cache_size=-65536")
    return connection


class _Immediate:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def __enter__(self) -> None:
        self.connection.execute("begin immediate")

    def __exit__(self, *problem: Any) -> None:
        self.connection.execute("rollback" if problem[0] else "commit")


def sqlite_cycle(path: str, seed: int, sync: str = "FULL") -> Cycle:
    """A cycle on a SQLite connection of its own."""
    connection = _sqlite(path, sync)
    return Cycle(connection.execute, lambda: _Immediate(connection), "?", seed)


def setup_sqlite(path: str) -> None:
    """Make the limit's tables in a file."""
    connection = _sqlite(path, "NORMAL")
    connection.execute("begin")
    fill(connection.execute, connection.executemany, "integer primary key", "?")
    connection.execute("commit")
    connection.close()
