"""Exceptions and goods that come back (ORD-19, SVC-14 as far as dispatch needs it)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.documents.numbers import next_number
from yingshu.kernel import choices, clock, money, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.choices import FromList
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import Id, LongText, Needed, PersonRef, Quantity
from yingshu.kernel.services import Done, service
from yingshu.kernel.source import Source
from yingshu.orders.errors import UnknownLine
from yingshu.orders.models import OrderLine, SalesOrder, SalesSlip, SlipLine
from yingshu.orders.rules import part_amounts
from yingshu.orders.services.slips import return_from_slip, slip_for
from yingshu.organisation.models import Person
from yingshu.receivables.services.accounts import free_order_money
from yingshu.receivables.services.charges import return_goods
from yingshu.rulebook.decisions import Subject, decide
from yingshu.sales.services import SaleLine, record_sale
from yingshu.stock.services import take_back as take_back_stock

from ..controls import EXCEPTION
from ..errors import ReturnedTooMuch
from ..inputs import ReturnInput, Why
from ..models import DispatchException, ReturnLine, ReturnNote
from ..rules import ExceptionFacts
from ..transitions import EXCEPTION as EXCEPTION_MOVES
from ..wordlists import EXCEPTION_KIND, RETURN_REASON

Kind = Annotated[str, Field(min_length=1, max_length=20), FromList(EXCEPTION_KIND)]


@service("logistics.open_exception", title=N_("Report an exception"), clause="ORD-19")
def open_exception(*, actor: Actor, slip_id: Id, kind: Kind, says: Needed, quantity: Quantity | None = None,
                   handler_id: PersonRef | None = None) -> Done:
    """Register damage, shortage, delay, wrong goods or refusal, and give it to somebody."""
    choices.check(kind=(EXCEPTION_KIND, kind))
    slip = slip_for(actor, slip_id)
    number = add_exception(actor, slip, kind, quantity, says, handler_id)
    return Done("exception", DispatchException._plain.get(number=number).pk, number, "open", after={"kind": str(kind), "says": says})


def add_exception(actor: Actor, slip: SalesSlip, kind: str, quantity: Decimal | None, says: str = "", handler_id: int | None = None) -> str:
    """Open an exception of a slip and answer its number."""
    number = next_number("exception", clock.today())
    handler = Person.objects.filter(pk=handler_id).first() if handler_id else None
    write.add_one(DispatchException, number=number, kind=str(kind), slip_id=slip.pk, slip_number=slip.number,
                  customer_name=slip.customer_name, quantity=quantity, says=says, opened_at=clock.now(), opened_by=actor.name,
                  handler_id=handler.pk if handler else actor.id, handler_name=handler.name if handler else actor.name,
                  owner_id=slip.owner_id, unit_id=slip.unit_id)
    return number


@service("logistics.assign_exception", title=N_("Give to somebody"), clause="ORD-19")
def assign_exception(*, actor: Actor, exception_id: Id, handler_id: PersonRef) -> Done:
    """Give an exception to another person."""
    handler = Person.objects.filter(pk=handler_id, is_active=True).first()
    if handler is None:
        raise NotFound(field="handler_id")
    row = EXCEPTION_MOVES.move(DispatchException, exception_id, "assign", actor=actor,
                               set={"handler_id": handler.pk, "handler_name": handler.name})
    return Done("exception", exception_id, row.number, row.state, after={"handler": handler.name})


@service("logistics.close_exception", title=N_("Close the exception"), clause="ORD-19")
def close_exception(*, actor: Actor, exception_id: Id, result: LongText = "") -> Done:
    """Close an exception; refused without handler and result."""
    row = EXCEPTION_MOVES.move(DispatchException, exception_id, "close", actor=actor, set={"result": result, "closed_at": clock.now()})
    decide(EXCEPTION, ExceptionFacts(result=result, handler=row.handler_name), Subject("exception", row.pk, row.number, row.unit_id))
    return Done("exception", exception_id, row.number, row.state, before={"state": "open"}, after={"state": row.state, "result": result})


@service("logistics.take_back", title=N_("Take goods back"), clause="SVC-14")
def take_back(*, actor: Actor, slip_id: Id, lines: list[ReturnInput], reason: Why) -> Done:
    """Goods come back: damaged, refused or returned. Stock up (unless scrapped), receivable down, sales ledger corrected.

    What the customer has already paid becomes their credit. Never more than left on the slip.
    """
    if not lines:
        raise InvalidInput({"lines": [N_("Give at least one product.")]})
    choices.check(reason=(RETURN_REASON, reason))
    slip = slip_for(actor, slip_id)
    if slip.state == SalesSlip.State.VOID or not slip.shipped_at:
        raise NotFound()
    slip_lines = {x.pk: x for x in write.lock_all(SlipLine, {"slip_id": slip_id}, order_by="position")}
    parts = [_part(slip_lines, item) for item in lines]
    gross = sum(p["gross_fen"] for p in parts)
    number, day = next_number("return", clock.today()), clock.today()
    note_id = write.add_one(ReturnNote, number=number, slip_id=slip_id, slip_number=slip.number, customer_name=slip.customer_name,
                            reason=reason, gross_fen=gross, on=day, at=clock.now(), actor_id=actor.id, actor_name=actor.name,
                            owner_id=slip.owner_id, unit_id=slip.unit_id)
    write.add(ReturnLine, [{"note_id": note_id, **p} for p in parts])
    source = Source("return_note", note_id, number)
    back = _by_product([p for p in parts if p["restocked"]])
    if back:
        take_back_stock(back, source, actor, reason)
    return_from_slip(slip.order_id, {p["slip_line_id"]: p["quantity"] for p in parts}, gross)
    result = return_goods(actor=actor, slip=Source("sales_slip", slip.pk, slip.number), amount_fen=gross, source=source, on=day,
                          reason=reason)
    order = SalesOrder._plain.get(pk=slip.order_id)
    if order.shipped_fen >= order.gross_fen:
        free_order_money(order.pk)
    _correct_sales(order, slip, slip_lines, parts, source)
    return Done("return_note", note_id, number, "", data={"slip": slip.number, "gross": money.plain(gross),
                "reduced": money.plain(result.reduced_fen), "credited": money.plain(result.credited_fen)},
                after={"slip": slip.number, "gross_fen": gross}, reason=reason)


def _part(slip_lines: dict[int, SlipLine], item: ReturnInput) -> dict:
    line = slip_lines.get(item.line_id)
    if line is None:
        raise UnknownLine(line=item.line_id)
    if item.quantity > line.quantity - line.returned:
        raise ReturnedTooMuch(product=line.position, asked=item.quantity, left=line.quantity - line.returned)
    gross = part_amounts(line.gross_fen, line.quantity, line.returned, item.quantity, Decimal(0)).gross
    return {"slip_line_id": line.pk, "product_id": line.product_id, "quantity": item.quantity, "gross_fen": gross,
            "restocked": item.restock}


def _by_product(parts: Sequence[dict]) -> dict[int, Decimal]:
    back: dict[int, Decimal] = {}
    for part in parts:
        back[part["product_id"]] = back.get(part["product_id"], Decimal(0)) + part["quantity"]
    return back


def _correct_sales(order: SalesOrder, slip: SalesSlip, slip_lines: dict[int, SlipLine], parts: Sequence[dict], source: Source) -> None:
    ordered = {x.pk: x for x in write.read(OrderLine, {"order_id": slip.order_id})}
    rows = []
    for part in parts:
        line = ordered[slip_lines[part["slip_line_id"]].order_line_id]
        net, tax = money.split_tax(part["gross_fen"], line.tax_rate)
        cost = None if line.cost is None else -money.line_amount(line.cost, part["quantity"])
        rows.append(SaleLine(on=clock.today(), customer_id=slip.customer_id, product_id=line.product_id, owner_id=slip.owner_id,
                             unit_id=slip.unit_id, quantity=-part["quantity"], price=line.price, discount=line.discount,
                             gross_fen=-part["gross_fen"], net_fen=-net, tax_fen=-tax, cost_fen=cost, payment_method=slip.payment_method,
                             source_kind=source.kind, source_id=source.id, source_line=line.position, source_number=source.number,
                             order_number=order.number))
    record_sale(rows)
