"""Fill an empty database with what the measured cycle needs, and print token and ids as JSON."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from datetime import date
from decimal import Decimal

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yingshu.portal.settings")

TOKEN = "bench-token"


def fill(customers: int = 2000, products: int = 200) -> dict[str, object]:
    """One unit, one person with every right, customers with complete files and ample credit, priced products with stock."""
    from yingshu.customers.models import CreditInvestigation, Customer
    from yingshu.kernel import clock
    from yingshu.logistics.models import Carrier
    from yingshu.organisation.models import ApiToken, Appointment, Person, Post, Unit
    from yingshu.pricing.models import PriceLine, PriceList
    from yingshu.products.models import Product
    from yingshu.stock.models import StockBalance, StockEntry

    now = clock.now()
    unit = Unit.objects.create(name="Bench", code="bench")
    Unit.objects.filter(pk=unit.pk).update(path=f"/{unit.pk}/")
    for n in range(40):  # as many units and people as a company has, for the planners of the databases
        region = Unit.objects.create(name=f"Region {n}", code=f"r{n}")
        Unit.objects.filter(pk=region.pk).update(path=f"/{region.pk}/")
    Person.objects.bulk_create([Person(username=f"p{n}", name=f"Person {n}", phone="") for n in range(60)])
    person = Person.objects.create(username="bench", name="Bench", phone="13800000000")
    post = Post.objects.create(name="All", code="all", reach="all", rights=["*"])
    Appointment.objects.create(person=person, post=post, unit=unit, since=date(2020, 1, 1))
    ApiToken.objects.create(person=person, name="bench", digest=hashlib.sha256(TOKEN.encode()).hexdigest(), created_at=now)
    Customer._plain.bulk_create([Customer(
        number=f"K{i:05d}", name=f"Customer {i}", name_key=f"customer{i}", nature="a", legal_person="b", scale="c", location="d",
        contact="e", phone="13800005678", order_volume="f", credit_limit_fen=10**13, owner=person, unit=unit, created_at=now,
        updated_at=now,
        since=date(2020, 1, 1), search_text=f"customer {i} k{i:05d}") for i in range(1, customers + 1)], batch_size=500)
    ids = list(Customer._plain.values_list("id", flat=True))
    CreditInvestigation.objects.bulk_create([
        CreditInvestigation(customer_id=i, at=now, channels=["x", "y"], conclusion="ok", passed=True, actor_id=0, actor_name="b")
        for i in ids], batch_size=500)
    goods = Product.objects.bulk_create([
        Product(number=f"P{i:04d}", name=f"Product {i}", unit="bag", packing="bag", cost=Decimal(5), created_at=now, updated_at=now,
                search_text=f"product {i}") for i in range(1, products + 1)])
    prices = PriceList.objects.create(version=1, title="V1", valid_from=date(2020, 1, 1), state="released", released_at=now,
                                      released_by="bench")
    PriceLine.objects.bulk_create([PriceLine(price_list=prices, product=p, price=Decimal(10 + i % 90)) for i, p in enumerate(goods)])
    StockBalance.objects.bulk_create([StockBalance(product=p, on_hand=Decimal(10**9)) for p in goods])
    StockEntry.objects.bulk_create([
        StockEntry(product=p, kind="opening", quantity=Decimal(10**9), at=now, actor_id=0, actor_name="bench") for p in goods])
    carrier = Carrier.objects.create(name="Carrier", created_at=now)
    _parameters()
    return {"token": TOKEN, "customers": ids, "products": [p.pk for p in goods], "carrier": carrier.pk, "person": person.pk}


def _parameters() -> None:
    from yingshu.kernel.actor import system
    from yingshu.rulebook.services import set_parameters

    set_parameters(actor=system(), control="orders.review", values={"mode": "at_once"}, valid_from=date(2020, 1, 1))


def main() -> None:
    import django

    from yingshu.kernel.upgrade import bring_up

    django.setup()
    bring_up()
    numbers = [int(a) for a in sys.argv[1:]]
    print(json.dumps(fill(*numbers)))


if __name__ == "__main__":
    main()
