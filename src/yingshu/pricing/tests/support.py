"""Products and price lists for the tests of prices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from yingshu.kernel.actor import system
from yingshu.pricing import services
from yingshu.pricing.inputs import PriceInput
from yingshu.products.services import create_product

ME = system()


def make_product(number: str = "FHF", name: str = "复合肥") -> int:
    """A product without a price."""
    return create_product(actor=ME, name=name, number=number, unit="袋", spec="50kg", packing="编织袋", cost=Decimal(60)).id


def make_list(day: date, prices: dict[int, str], floors: dict[int, str] | None = None, *, release: bool = True) -> int:
    """A price list from a day on."""
    pk = services.create_price_list(actor=ME, title="价格表", valid_from=day).id
    floor = {k: Decimal(v) for k, v in (floors or {}).items()}
    services.set_prices(actor=ME, price_list_id=pk, lines=[
        PriceInput(product_id=k, price=Decimal(v), floor=floor.get(k)) for k, v in prices.items()])
    if release:
        services.release_price_list(actor=ME, price_list_id=pk)
    return pk
