"""The write gateway on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal as D

import pytest
from django.db import connection
from psycopg.adapt import Transformer

from yingshu.documents.models import Counter
from yingshu.kernel import write
from yingshu.kernel.actor import Actor, Reach
from yingshu.kernel.models import CacheVersion
from yingshu.kernel.write import Add, Copy
from yingshu.organisation.models import Unit
from yingshu.products.models import Product
from yingshu.stock.models import StockBalance

pytestmark = [pytest.mark.django_db, pytest.mark.no_invariants]
NOW = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)


def product(number: str, **more: object) -> int:
    return write.add_one(Product, number=number, name=number, created_at=NOW, updated_at=NOW, **more)


def test_add_takes_defaults_and_answers_ids_in_order() -> None:
    ids = write.add(Product, [{"number": n, "name": n, "created_at": NOW, "updated_at": NOW, "cost": D("1.25")} for n in "abc"])
    found = Product.objects.in_bulk(ids)
    assert [(found[i].number, found[i].tax_rate, found[i].cost, found[i].discontinued) for i in ids] == [
        (n, D("0.130000"), D("1.250000"), False) for n in "abc"]
    assert found[ids[0]].created_at == NOW


def test_unknown_fields_are_errors() -> None:
    with pytest.raises(ValueError, match="colour_of_sky"):
        write.add(Product, [{"number": "x", "colour_of_sky": 1}])
    with pytest.raises(KeyError):
        write.change(Product, where={"nothing": 1}, set={"name": "x"})


def test_change_returns_the_row_after_the_change() -> None:
    pk = product("a", cost=D("2"))
    rows = write.change(Product, where={"id": pk, "number__in": ["a", "b"]}, set={"name": "new", "cost": Add(D("0.5"))}, returning="*")
    assert [(r.pk, r.name, r.cost, r.created_at) for r in rows] == [(pk, "new", D("2.500000"), NOW)]
    assert write.change(Product, where={"id": pk, "number__in": []}, set={"name": "no"}) == []


def test_change_copies_a_column() -> None:
    pk = product("a", spec="50 kg")
    write.change(Product, where={"id": pk}, set={"name": Copy("spec")})
    assert Product.objects.get(pk=pk).name == "50 kg"


def test_change_each_is_all_or_less() -> None:
    ids = [product(n) for n in "ab"]
    StockBalance.objects.bulk_create(StockBalance(product_id=i, on_hand=D("10")) for i in ids)
    take = {ids[0]: {"allotted": D("4")}, ids[1]: {"allotted": D("10.001")}}
    assert write.change_each(StockBalance, "product_id", take, require="on_hand - allotted >= +allotted") == 1
    assert dict(StockBalance.objects.values_list("product_id", "allotted")) == {ids[0]: D("4.000"), ids[1]: D("0.000")}


def test_add_up_makes_and_increases() -> None:
    write.add_up(CacheVersion, {"name": "x"}, {"number": 2})
    write.add_up(CacheVersion, {"name": "x"}, {"number": 3})
    assert CacheVersion.objects.get(name="x").number == 5


def test_scope_is_part_of_the_statement() -> None:
    from yingshu.customers.models import Customer

    units = [Unit.objects.create(name=n, code=n) for n in "ew"]
    pks = [write.add_one(Customer, number=n, name=n, name_key=n, unit_id=u.pk, created_at=NOW, updated_at=NOW)
           for n, u in zip("ew", units, strict=True)]
    east = Actor(id=1, name="e", reach=Reach.UNIT, units=frozenset({units[0].pk}))
    assert [bool(write.change(Customer, where={"id": pk}, set={"level": "A"}, visible_to=east)) for pk in pks] == [True, False]
    assert [write.lock(Customer, pk, actor=east) is not None for pk in pks] == [True, False]
    assert [bool(write.read(Customer, {"id": pk}, actor=Actor(id=5, name="own"))) for pk in pks] == [False, False]


def test_add_together_writes_several_tables(django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(2):
        write.add_together([(Counter, [{"kind": "a", "period": "1"}, {"kind": "b", "period": "1"}]),
                            (CacheVersion, [{"name": "z", "number": 1}]), (Unit, [])])
    assert (Counter.objects.count(), CacheVersion.objects.filter(name="z").count()) == (2, 1)


def test_statements_that_repeat_are_translated_and_prepared_once() -> None:
    from psycopg import _queries

    from yingshu.kernel.connections import PREPARED, WIDEST

    sql = "INSERT INTO t VALUES (" + ", ".join(["%s"] * 300) + ")"
    before = _queries._query2pg.cache_info().hits
    for _ in range(2):
        query = _queries.PostgresQuery(Transformer())
        query.convert(sql, [1] * 300)
    assert (_queries._query2pg.cache_info().hits, query.query.count(b"$") <= WIDEST) == (before + 1, True)
    if connection.vendor == "postgresql":
        assert connection.connection.prepared_max == PREPARED
