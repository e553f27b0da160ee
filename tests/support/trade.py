"""What a company needs before it can trade: customers with complete files, products with a price and stock, a carrier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from .company import Company

if TYPE_CHECKING:
    from yingshu.customers.models import Customer
    from yingshu.kernel.actor import Actor
    from yingshu.kernel.services import Done
    from yingshu.logistics.models import Carrier
    from yingshu.products.models import Product

START = datetime(2026, 6, 1, 9, 0)
DELIVERY = {"consignee": "张三", "phone": "13800005678", "address": "肇庆市高要区金利镇甘泉路 18 号", "packing": "原袋"}


@dataclass
class Trade:
    """A trading company; amounts are given in yuan, as a story tells them."""

    company: Company

    def actor(self, key: str) -> Actor:
        return self.company.actor(key)

    def customer(self, name: str = "甘泉农资", *, limit: int = 0, investigated: bool = False, unit: str = "east",
                 owner: str = "salesperson", **more: Any) -> Customer:
        """A customer whose file is complete (CUS-15)."""
        from yingshu.customers.models import CreditInvestigation, Customer
        from yingshu.kernel import clock
        from yingshu.kernel.text import name_key, search_text

        filed = {"nature": "个体", "legal_person": "张三", "scale": "小型", "location": DELIVERY["address"], "contact": "张三",
                 "phone": "13800005678", "order_volume": "每月 200 袋", **more}
        made = Customer._plain.create(number=f"KH{Customer._plain.count() + 1:04d}", name=name, name_key=name_key(name),
                                      search_text=search_text(name), credit_limit_fen=limit * 100, owner=self.company.person(owner),
                                      unit=self.company.unit(unit), created_at=clock.now(), updated_at=clock.now(), **filed)
        if investigated:
            CreditInvestigation.objects.create(customer=made, at=clock.now(), channels=["电话", "走访"], conclusion="可信", passed=True,
                                               actor_id=0, actor_name="test")
        return made

    def product(self, name: str = "复合肥", price: str = "85", *, stock: int = 1000, cost: str | None = None, tax: str = "0.09",
                floor: str | None = None, measure: str = "袋") -> Product:
        """A product with a price in force and stock on hand."""
        from yingshu.kernel import clock
        from yingshu.kernel.text import search_text
        from yingshu.pricing.models import PriceLine
        from yingshu.products.models import Product
        from yingshu.stock.models import StockBalance, StockEntry

        made = Product.objects.create(number=f"P{Product.objects.count() + 1:04d}", name=name, unit=measure, spec="50 kg/袋",
                                      packing="原袋", tax_rate=Decimal(tax), cost=cost and Decimal(cost), created_at=clock.now(),
                                      updated_at=clock.now(), search_text=search_text(name))
        PriceLine.objects.create(price_list=self.price_list(), product=made, price=Decimal(price), floor=floor and Decimal(floor))
        StockBalance.objects.create(product=made, on_hand=stock)
        if stock:
            StockEntry.objects.create(product=made, kind="opening", quantity=stock, at=clock.now(), actor_id=0)
        return made

    def price_list(self) -> Any:
        from yingshu.kernel import clock
        from yingshu.pricing.models import PriceList

        found = PriceList.objects.filter(version=1).first()
        return found or PriceList.objects.create(version=1, title="V1", valid_from=date(2026, 1, 1), state="released",
                                                 released_at=clock.now(), released_by="test")

    def carrier(self, name: str = "顺驰物流") -> Carrier:
        from yingshu.kernel import clock
        from yingshu.logistics.models import Carrier

        return Carrier.objects.get_or_create(name=name, defaults={"created_at": clock.now()})[0]

    def parameters(self, control: str, variant: str = "", **values: Any) -> None:
        """Put parameters in force from the beginning."""
        from yingshu.kernel.actor import system
        from yingshu.rulebook.services import set_parameters

        set_parameters(actor=system(), control=control, variant=variant, values=values, valid_from=date(2026, 1, 1))

    def order(self, customer: Customer, product: Product, quantity: str = "200", *, method: str | None = "cod", by: str = "service_manager",
              **more: Any) -> Done:
        """Register an order of one product with complete delivery data."""
        from yingshu.orders.inputs import LineInput
        from yingshu.orders.models.order import PaymentMethod
        from yingshu.orders.services import register_order

        line = LineInput(product_id=product.pk, quantity=quantity, price=more.pop("price", None))
        return register_order(actor=self.actor(by), customer_id=customer.pk, lines=[line],
                              payment_method=method and PaymentMethod(method), **{**DELIVERY, **more})

    def instruct(self, order_id: int) -> None:
        from yingshu.orders.services import send_instructions

        send_instructions(actor=self.actor("service_manager"), order_id=order_id)

    def ready(self, order_id: int) -> None:
        """Workshop acknowledges and reports everything ready."""
        from yingshu.orders.services import acknowledge_workshop, report_readiness

        acknowledge_workshop(actor=self.actor("workshop"), order_id=order_id)
        report_readiness(actor=self.actor("workshop"), order_id=order_id)

    def vehicle(self, order_id: int, *, freight: int = 60000) -> int:
        """Logistics acknowledges and books a vehicle; answers the shipment's id."""
        from yingshu.kernel import clock
        from yingshu.logistics.services import book_vehicle
        from yingshu.orders.models import Instruction
        from yingshu.orders.services import acknowledge_logistics

        if Instruction.objects.get(order_id=order_id, lane="logistics").state == "sent":
            acknowledge_logistics(actor=self.actor("logistics_clerk"), order_id=order_id)
        return book_vehicle(actor=self.actor("logistics_clerk"), order_id=order_id, carrier_id=self.carrier().pk, plate="粤A7K332",
                            driver="王师傅", driver_phone="13900004410", pickup_at=clock.now() + timedelta(hours=2), freight=freight).id

    def paid(self, order_id: int, fen: int) -> Done:
        """Finance confirms money for the order."""
        from yingshu.orders.services import report_receipt

        return report_receipt(actor=self.actor("finance"), order_id=order_id, amount=fen)

    def slip(self, order_id: int, **more: Any) -> int:
        from yingshu.orders.services import issue_slip

        return issue_slip(actor=self.actor("service_manager"), order_id=order_id, **more).id

    def leave(self, slip_id: int) -> None:
        """Counted in agreement, departed, reported."""
        from yingshu.logistics.models import Shipment
        from yingshu.logistics.services import count, depart, report_dispatch

        clerk = self.actor("logistics_clerk")
        count(actor=clerk, slip_id=slip_id)
        depart(actor=clerk, slip_id=slip_id)
        report_dispatch(actor=clerk, shipment_id=Shipment._plain.get(slip_id=slip_id).pk)

    def arrived(self, slip_id: int) -> Done:
        from yingshu.logistics.models import Shipment
        from yingshu.logistics.services import arrive

        return arrive(actor=self.actor("logistics_clerk"), shipment_id=Shipment._plain.get(slip_id=slip_id).pk, signed_by="张三")

    def shipped(self, customer: Customer, product: Product, quantity: str = "10", *, method: str = "credit",
                pay: int | None = None) -> tuple[int, int]:
        """A whole order on the road; answers order and slip id."""
        order_id = self.order(customer, product, quantity, method=method).id
        self.instruct(order_id)
        self.ready(order_id)
        self.vehicle(order_id)
        if pay is not None:
            self.paid(order_id, pay)
        slip_id = self.slip(order_id)
        self.leave(slip_id)
        return order_id, slip_id


@pytest.fixture
def trade(company: Company) -> Any:
    """A trading company whose orders go straight into execution (接单即发指令), on 1 June 2026 at nine."""
    from yingshu.kernel import clock

    with clock.at(START):
        trading = Trade(company)
        trading.parameters("orders.review", mode="at_once")
        yield trading
