"""Registering an order, changing it, handing it in."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.customers.controls import FILING, INVESTIGATION
from yingshu.customers.models import Customer
from yingshu.customers.queries import filing_facts_of, investigation_facts_of
from yingshu.documents.numbers import next_number
from yingshu.kernel import approving, clock, money, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.controls import Outcome
from yingshu.kernel.errors import Conflict, IllegalTransition, InvalidInput, NotFound
from yingshu.kernel.inputs import CustomerRef, Id, Moment, PersonRef, Phone, Rate, Text
from yingshu.kernel.services import Done, add_later, service
from yingshu.kernel.text import search_text
from yingshu.kernel.write import Add
from yingshu.organisation.queries import unit_names, units_upwards
from yingshu.pricing.controls import PRICE
from yingshu.pricing.queries import Granted, Priced, level_of, priced, special_prices
from yingshu.pricing.rules import PermitFacts, PriceFacts, PriceLineFacts
from yingshu.products.errors import Discontinued
from yingshu.receivables.queries import Debtor, debtor
from yingshu.receivables.services.accounts import commit, reserve_order_money
from yingshu.rulebook.decisions import Decision, Subject, decide, judge, name_subject, params_of

from ..controls import INSTRUCT, REVIEW
from ..errors import MethodNotOffered
from ..inputs import ContractNumber, LineInput
from ..models import OrderLine, SalesOrder
from ..models.order import CameBy, PaymentMethod
from ..permits import used_by
from ..rules import (
    METHOD_NAMES,
    CoveredLine,
    InstructionParams,
    LineAmounts,
    ReviewFacts,
    StrategyScope,
    line_amounts,
    offered_methods,
    stage_of,
)
from ..transitions import ORDER
from .credit import check_credit, preview_credit, uses_credit
from .instructions import follow_order
from .review import handed_in, state_to_hand_in


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with its product, its amounts, and the permit it relies on."""

    position: int
    asked: LineInput
    product: Priced
    price: Decimal
    discount: Decimal
    amounts: LineAmounts


@service("orders.register", title=N_("Register an order"), clause="ORD-01")
def register_order(*, actor: Actor, customer_id: CustomerRef, lines: list[LineInput], payment_method: PaymentMethod | None = None,
                   credit_days: int | None = None, deposit_rate: Rate = Decimal("0.3"), required_on: date | None = None,
                   consignee: Text = "", phone: Phone = "", address: Text = "", packing: Text = "", delivery_note: Text = "",
                   contract_number: ContractNumber = "", source: CameBy = CameBy.PHONE, received_at: Moment | None = None,
                   header_discount: Rate = Decimal(0), owner_id: PersonRef | None = None, submit: bool = True) -> Done:
    """Register a customer's order with its payment method, check filing, prices and credit, and hand it in.

    Prices come from the list in force; a deviating one is allowed, routed or refused by authority (PRC-06, PRC-07). The state
    after handing in depends on the company's review mode (ORD-02). Refused: incomplete customer file (CUS-15), credit for a
    customer without investigation (CUS-16), discontinued product (PRD-01). ``received_at`` is when the order came in, when that was
    before now; from then it is to be entered within the company's hours.
    """
    if received_at and received_at > clock.now():
        raise InvalidInput({"received_at": [N_("This moment has not come yet.")]})
    customer = (buyer := _debtor(actor, customer_id)).customer
    method = payment_method.value if payment_method else ""
    subject = Subject("order", None, "", customer.unit_id)
    _check_method(method, customer.unit_id)
    decide(FILING, filing_facts_of(customer), subject)
    _check_investigation(customer, method, subject)
    rows = _price_lines(lines, header_discount, clock.today())
    decision = _judge_prices(actor, customer, rows, subject)
    gross = sum(r.amounts.gross for r in rows)
    check_credit("order", buyer, method, gross, subject)
    route = _route(actor, customer, rows, decision, subject) if submit else ""
    number = next_number("order", clock.today())
    state = _state_after(submit, route)
    order_id = write.add_one(SalesOrder, **_header(actor, customer, rows, number, method, state), owner_id=owner_id or customer.owner_id
                             or actor.id, credit_days=customer.credit_days if credit_days is None else credit_days,
                             deposit_rate=deposit_rate if method == "deposit" else Decimal(0), required_on=required_on,
                             consignee=consignee or customer.contact, phone=phone or customer.phone, address=address or customer.location,
                             packing=packing or _packing(rows), delivery_note=delivery_note, contract_number=contract_number,
                             source=source.value, received_at=received_at, header_discount=header_discount, route_level=route)
    add_later(OrderLine, [_line_row(order_id, r, p) for r, p in zip(rows, _relied_on(decision), strict=True)])
    name_subject("order", order_id, number)
    if state == SalesOrder.State.APPROVED and uses_credit(method):
        commit(customer.pk, gross)
    state = handed_in(actor, order_id, state, route)
    return Done("order", order_id, number, state, data={"gross": money.plain(gross), "waits_for": route, "customer": customer.name},
                after={"customer": customer.name, "gross_fen": gross, "payment_method": method, "lines": len(rows)})


def preview_order(actor: Actor, customer_id: int, lines: Sequence[LineInput], method: str,
                  header_discount: Decimal = Decimal(0)) -> list[Decision]:
    """What the rules would say to an order as entered so far: file, price, credit, review. Leaves nothing behind."""
    customer = (buyer := _debtor(actor, customer_id)).customer
    subject = Subject("order", None, "", customer.unit_id)
    rows = _price_lines(lines, header_discount, clock.today())
    price = judge(PRICE, _price_facts(actor, customer, rows), subject)
    found = [judge(FILING, filing_facts_of(customer), subject), price, judge(REVIEW, _review_facts(actor, customer, rows, price), subject)]
    if uses_credit(method):
        found.append(judge(INVESTIGATION, investigation_facts_of(customer, wants_credit=True), subject))
        found.append(preview_credit("order", buyer, method, sum(r.amounts.gross for r in rows), subject))
    return found


@service("orders.submit", title=N_("Hand in"), clause="ORD-02")
def submit_order(*, actor: Actor, order_id: Id) -> Done:
    """Hand in a draft or a rejected order again; prices are judged anew with today's list and permits."""
    lines = write.read(OrderLine, {"order_id": order_id}, order_by="position")
    order = _open(actor, order_id)
    customer = _debtor(actor, order.customer_id).customer
    subject = Subject("order", order.pk, order.number, order.unit_id)
    asked = [LineInput(product_id=x.product_id, quantity=x.quantity, price=x.price, discount=x.discount or None) for x in lines]
    rows = _price_lines(asked, order.header_discount, clock.today())
    route = _route(actor, customer, rows, _judge_prices(actor, customer, rows, subject), subject)
    action = "submit" if state_to_hand_in(route) == SalesOrder.State.REVIEWING else "accept"
    moved = ORDER.move(SalesOrder, order_id, action, actor=actor, set={"route_level": route, "version": Add(1)})
    if moved.state == SalesOrder.State.APPROVED and uses_credit(moved.payment_method):
        commit(moved.customer_id, moved.gross_fen)
    state = handed_in(actor, order_id, moved.state, route)
    return Done("order", order_id, order.number, state, data={"waits_for": route}, before={"state": order.state},
                after={"state": state, "route_level": route})


@service("orders.change", title=N_("Change the order"))
def change_order(*, actor: Actor, order_id: Id, version: int | None = None, required_on: date | None = None, consignee: Text = "",
                 phone: Phone = "", address: Text = "", packing: Text = "", delivery_note: Text = "",
                 contract_number: ContractNumber = "") -> Done:
    """Change where and how goods are delivered, until they are on a slip. Empty values stay as they are.

    What was instructed already is brought up to date, and the departments are told.
    """
    given = {"required_on": required_on, "consignee": consignee, "phone": phone, "address": address, "packing": packing,
             "delivery_note": delivery_note, "contract_number": contract_number}
    changes = {k: v for k, v in given.items() if v}
    if not changes:
        raise InvalidInput({"packing": [N_("Nothing was changed.")]})
    order = _open(actor, order_id)
    if version is not None and version != order.version:
        raise Conflict()
    _open_for_change(order)
    write.change(SalesOrder, where={"id": order_id}, set={**changes, "version": Add(1)})
    follow_order(actor, order, changes)
    before = {k: str(getattr(order, k) or "") for k in changes}
    return Done("order", order_id, order.number, order.state, before=before, after={k: str(v) for k, v in changes.items()})


@service("orders.change_payment_method", title=N_("Change the payment method"), clause="ORD-01")
def change_payment_method(*, actor: Actor, order_id: Id, payment_method: PaymentMethod, reason: Text = "",
                          credit_days: int | None = None, deposit_rate: Rate = Decimal("0.3")) -> Done:
    """Register or change the payment method of an order whose goods have not left. Logged; credit and the gates run again."""
    order = _open(actor, order_id)
    _open_for_change(order)
    buyer = _debtor(actor, order.customer_id)
    subject = Subject("order", order.pk, order.number, order.unit_id)
    new = payment_method.value
    _check_method(new, order.unit_id)
    _check_investigation(buyer.customer, new, subject)
    check_credit("order", buyer, new, order.gross_fen, subject)
    changes: dict[str, Any] = {"payment_method": new, "version": Add(1), "deposit_rate": deposit_rate if new == "deposit" else Decimal(0)}
    if credit_days is not None:
        changes["credit_days"] = credit_days
    write.change(SalesOrder, where={"id": order_id}, set=changes)
    if order.state in (SalesOrder.State.APPROVED, SalesOrder.State.EXECUTING):
        _move_commitment(order, new)
    if uses_credit(new) != uses_credit(order.payment_method):
        reserve_order_money(order_id, not uses_credit(new))
    follow_order(actor, order, {"payment_method": new})
    approving.changed(actor, "order", order_id)
    return Done("order", order_id, order.number, order.state, data={"payment_method": new}, reason=reason,
                before={"payment_method": order.payment_method}, after={"payment_method": new})


def _move_commitment(order: SalesOrder, new: str) -> None:
    """The unshipped part uses credit under some methods only."""
    rest = order.gross_fen - order.shipped_fen
    change = rest * (uses_credit(new) - uses_credit(order.payment_method))
    if change:
        commit(order.customer_id, change)


def _open(actor: Actor, order_id: int) -> SalesOrder:
    order: SalesOrder | None = write.lock(SalesOrder, order_id, actor=actor)
    if order is None:
        raise NotFound()
    return order


def _open_for_change(order: SalesOrder) -> None:
    """Content may change until goods are on a slip; afterwards the refusal names the stage the goods are at."""
    if order.slipped_fen or order.state in (SalesOrder.State.CLOSED, SalesOrder.State.CANCELLED):
        stage = stage_of(order.state, order.gross_fen, order.slipped_fen, order.shipped_fen, order.arrived_fen, order.ready)
        raise IllegalTransition(number=order.number, state=_(stage.label), action="change")


def _debtor(actor: Actor, customer_id: int) -> Debtor:
    found = debtor(customer_id, actor)
    if found is None or found.customer.state != Customer.State.ACTIVE:
        raise NotFound(field="customer_id")
    return found


def _check_method(method: str, unit_id: int | None) -> None:
    """Only what the company agrees to is registered (ORD-01)."""
    params: InstructionParams = params_of(INSTRUCT, unit_id)
    if method and method not in params.payment_methods:
        raise MethodNotOffered(field="payment_method", clause="ORD-01", method=_(METHOD_NAMES[method]),
                               offered="、".join(_(name) for name in offered_methods(params)))


def _check_investigation(customer: Customer, method: str, subject: Subject) -> None:
    if uses_credit(method):
        decide(INVESTIGATION, investigation_facts_of(customer, wants_credit=True), subject)


def _price_lines(lines: Sequence[LineInput], header_discount: Decimal, day: date) -> list[PricedLine]:
    if not lines:
        raise InvalidInput({"lines": [N_("Give at least one product.")]})
    found = priced([line.product_id for line in lines], day)
    return [_price_line(n, line, found, header_discount) for n, line in enumerate(lines, 1)]


def _price_line(position: int, line: LineInput, found: Mapping[int, Priced], header_discount: Decimal) -> PricedLine:
    product = found.get(line.product_id)
    if product is None:
        raise NotFound(field=f"lines.{position - 1}.product_id")
    if product.discontinued:
        raise Discontinued(field=f"lines.{position - 1}.product_id", clause="PRD-01", product=product.name)
    price = line.price if line.price is not None else product.price or Decimal(0)
    discount = line.discount or Decimal(0)
    return PricedLine(position, line, product, price, discount,
                      line_amounts(price, line.quantity, discount, header_discount, product.tax_rate))


def _judge_prices(actor: Actor, customer: Customer, rows: Sequence[PricedLine], subject: Subject) -> Decision:
    """One decision over all lines, on the effective price after every discount (PRC-06, PRC-07, PRC-08)."""
    return decide(PRICE, _price_facts(actor, customer, rows, subject.id), subject)


def _price_facts(actor: Actor, customer: Customer, rows: Sequence[PricedLine], order_id: int | None = None) -> PriceFacts:
    deviating = [r.product.product_id for r in rows if r.amounts.effective_price != r.product.price]
    permits = special_prices(customer.pk, deviating, clock.today()) if deviating else {}
    return PriceFacts(level=level_of(actor) if deviating else "", lines=tuple(
        PriceLineFacts(position=r.position, name=r.product.name, quantity=r.asked.quantity, list_price=r.product.price,
                       effective_price=r.amounts.effective_price, floor=r.product.floor,
                       permit=_permit(permits.get(r.product.product_id), order_id)) for r in rows))


def _permit(granted: Granted | None, order_id: int | None) -> PermitFacts | None:
    if granted is None:
        return None
    used = used_by(granted.id, order_id) if granted.single_use and not granted.expired else ""
    return PermitFacts(id=granted.id, number=granted.number, price=granted.price, quantity=granted.quantity, used_by=used,
                       valid_until=granted.valid_until, expired=granted.expired, after_order=granted.after_order, basis=bool(granted.basis))


def _route(actor: Actor, customer: Customer, rows: Sequence[PricedLine], decision: Decision, subject: Subject) -> str:
    """Empty when the order may be carried out, else who must decide."""
    return decide(REVIEW, _review_facts(actor, customer, rows, decision), subject).verdict.route_to


def _review_facts(actor: Actor, customer: Customer, rows: Sequence[PricedLine], price: Decision) -> ReviewFacts:
    """What was decided about the price, and where the order stands to the strategy; all of it is at hand already."""
    scope = _scope(customer, rows)
    return ReviewFacts(in_policy=price.outcome != Outcome.ROUTE, route_level=price.verdict.route_to, level=level_of(actor) if scope else "",
                       scope=scope)


def _scope(customer: Customer, rows: Sequence[PricedLine]) -> StrategyScope | None:
    """The order beside the strategy of the price list in force; lines of one product count together."""
    said = next((r.product.covered for r in rows if r.product.covered), None)
    if said is None:
        return None
    wanted: dict[int, list[PricedLine]] = {}
    for r in rows:
        wanted.setdefault(r.product.product_id, []).append(r)
    unit_id = customer.unit_id or 0
    return StrategyScope(strategy=said.strategy, lines=tuple(map(_covered, wanted.values())), customer_level=customer.level,
                         levels=said.levels, market=unit_names().get(unit_id, ""),
                         in_market=not said.units or not set(said.units).isdisjoint(units_upwards(unit_id)))


def _covered(rows: Sequence[PricedLine]) -> CoveredLine:
    product = rows[0].product
    said = product.covered
    return CoveredLine(name=product.name, known=bool(said and said.known), most=said.most if said else None,
                       quantity=sum((r.asked.quantity for r in rows), Decimal(0)))


def _state_after(submit: bool, route: str) -> str:
    if not submit:
        return SalesOrder.State.DRAFT
    return state_to_hand_in(route)


def _header(actor: Actor, customer: Customer, rows: Sequence[PricedLine], number: str, method: str, state: str) -> dict[str, Any]:
    return {"number": number, "customer_id": customer.pk, "customer_name": customer.name, "state": state, "payment_method": method,
            "ordered_at": clock.now(), "unit_id": customer.unit_id or actor.unit_id, "clerk_id": actor.id, "clerk_name": actor.name,
            "gross_fen": sum(r.amounts.gross for r in rows), "net_fen": sum(r.amounts.net for r in rows),
            "tax_fen": sum(r.amounts.tax for r in rows), "public_token": secrets.token_urlsafe(16),
            "search_text": search_text(customer.name, number, customer.phone)}


def _packing(rows: Sequence[PricedLine]) -> str:
    said = dict.fromkeys(r.product.packing for r in rows)
    return "；".join(said)[:200] if all(said) else ""


def _relied_on(decision: Decision) -> list[int | None]:
    """For each line the special price it relies on: the one whose price was asked."""
    lines: Sequence[PriceLineFacts] = decision.facts.lines  # type: ignore[attr-defined]
    return [x.permit.id if x.permit and x.permit.price == x.effective_price else None for x in lines]


def _line_row(order_id: int, r: PricedLine, permit_id: int | None) -> dict[str, Any]:
    return {"order_id": order_id, "position": r.position, "product_id": r.product.product_id, "name": r.product.name,
            "spec": r.product.spec, "measure": r.product.unit, "quantity": r.asked.quantity,
            "list_price": r.product.price or Decimal(0), "price": r.price, "discount": r.discount, "tax_rate": r.product.tax_rate,
            "gross_fen": r.amounts.gross, "net_fen": r.amounts.net, "tax_fen": r.amounts.tax, "cost": r.product.cost,
            "special_price_id": permit_id}
