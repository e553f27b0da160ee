"""After-sales service: intake, the area manager's part, signature and verdict, return and exchange (SVC-13, SVC-14, SVC-15)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.customers.models import Customer
from yingshu.documents.numbers import next_number
from yingshu.documents.queries import attachments_of
from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.events import emit
from yingshu.kernel.inputs import CustomerRef, Fen, ProductRef, SlipRef
from yingshu.kernel.services import Done, service
from yingshu.kernel.text import search_text
from yingshu.logistics.inputs import ReturnInput, Why
from yingshu.logistics.services import take_back
from yingshu.notifications.services import tell, tell_posts
from yingshu.orders.inputs import LineInput
from yingshu.orders.models import OrderLine, SalesOrder, SalesSlip, SlipLine
from yingshu.orders.models.order import CameBy, PaymentMethod
from yingshu.orders.services import register_order
from yingshu.organisation.models import Person
from yingshu.organisation.queries import people_in_posts, post_of
from yingshu.products.models import Product
from yingshu.rulebook.decisions import Subject, decide, params_of

from ..controls import AFTER_SALES, AUTHORITY, SUBMITTING
from ..events import AfterSalesDone
from ..inputs import AfterSalesRef, Batch, Brief, CaseRef, NeededBrief, NeededShort, NeededWords
from ..models import AfterSales, Case
from ..rules.after_sales import DecideFacts, FinishFacts, SubmitFacts
from ..transitions import AFTER_SALES as MOVES
from .steps import KIND as CASE
from .steps import first_of, new_code

KIND = "after_sales"
AREA_MANAGER = "region_manager"
WITH_GOODS = (AfterSales.Kind.RETURN, AfterSales.Kind.EXCHANGE)


def subject_of(row: AfterSales) -> Subject:
    """What decisions are about."""
    return Subject(KIND, row.pk, row.number, row.unit_id)


def _locked(actor: Actor, pk: int) -> AfterSales:
    found: AfterSales | None = write.lock(AfterSales, pk, actor=actor)
    if found is None:
        raise NotFound(field="after_sales_id")
    return found


def _done(row: AfterSales, **after: object) -> Done:
    return Done(KIND, row.pk, row.number, row.state, after=after)


def url_of(pk: int) -> str:
    """The order's page for staff."""
    return f"/after_sales/{pk}/"


@service("service.register_after_sales", title=N_("Register after-sales service"), clause="SVC-13")
def register_after_sales(*, actor: Actor, kind: AfterSales.Kind, customer_id: CustomerRef, says: NeededWords,
                         slip_id: SlipRef | None = None, product_id: ProductRef | None = None, batch: Batch = "",
                         case_id: CaseRef | None = None) -> Done:
    """A customer needs service. The post of the rulebook has it at once; the area manager of the region is informed (SVC-15)."""
    customer = Customer.objects.visible_to(actor).one(pk=customer_id)
    params = params_of(AFTER_SALES, customer.unit_id)
    if kind not in params.types:
        raise InvalidInput({"kind": [_("The rulebook does not name this kind of service.")]})
    if kind in WITH_GOODS and slip_id is None:
        raise InvalidInput({"slip_id": [_("A return or an exchange names the sales slip of the goods.")]}, clause="SVC-14")
    _exist(actor, customer_id, slip_id, product_id, case_id)
    number, manager, handler = next_number("after_sales", clock.today()), _area_manager(customer), first_of(params.handler)
    informed = manager if "know" in params_of(AUTHORITY, customer.unit_id).area_manager_rights else None
    now = clock.now()
    pk = write.add_one(AfterSales, number=number, kind=kind, customer_id=customer_id, says=says, slip_id=slip_id, product_id=product_id,
                       batch=batch, case_id=case_id, handler_post=params.handler[0], asked_at=now,
                       owner_id=handler.pk if handler else actor.id or None, public_code=new_code(),
                       area_manager_id=manager and manager.pk, informed_at=now if informed else None, unit_id=customer.unit_id,
                       search_text=search_text(number, customer.name, says[:80]))
    if informed:
        tell([informed.pk], N_("After-sales %(number)s of %(customer)s: please say whether you go there."), clause="SVC-15", urgent=True,
             args={"number": number, "customer": customer.name}, url=url_of(pk))
    return Done(KIND, pk, number, AfterSales.State.OPEN, data={"handler_post": params.handler[0]}, after={"kind": kind})


def _exist(actor: Actor, customer_id: int, slip_id: int | None, product_id: int | None, case_id: int | None) -> None:
    """What an order names must be there, and the slip must be this customer's."""
    if slip_id and not SalesSlip.objects.visible_to(actor).filter(pk=slip_id, customer_id=customer_id).exists():
        raise NotFound(field="slip_id")
    if product_id and not Product.objects.filter(pk=product_id).exists():
        raise NotFound(field="product_id")
    if case_id and not Case.objects.visible_to(actor).filter(pk=case_id).exists():
        raise NotFound(field="case_id")


def _area_manager(customer: Customer) -> Person | None:
    """Who leads the customer's region."""
    found = people_in_posts((AREA_MANAGER,), units=[customer.unit_id]) if customer.unit_id else []
    return found[0] if found else None


@service("service.respond", title=N_("Respond to the customer"), clause="SVC-13")
def respond(*, actor: Actor, after_sales_id: AfterSalesRef, text: NeededBrief) -> Done:
    """The first response; its time stays on record."""
    row = _locked(actor, after_sales_id)
    write.change(AfterSales, where={"id": row.pk}, set={"responded_at": row.responded_at or clock.now(), "response": text})
    return _done(row, responded=True)


@service("service.advise", title=N_("Advise as area manager"), clause="SVC-15")
def advise(*, actor: Actor, after_sales_id: AfterSalesRef, on_site: bool, advice: Brief = "") -> Done:
    """The area manager says whether to come to the place, and what to advise. To know and to advise is the right, not to decide."""
    row = _locked(actor, after_sales_id)
    if row.area_manager_id != actor.id or "advise" not in params_of(AUTHORITY, row.unit_id).area_manager_rights:
        raise InvalidInput({"advice": [_("Only the area manager of the customer's region advises here.")]})
    write.change(AfterSales, where={"id": row.pk}, set={"on_site": on_site, "advice": advice})
    return _done(row, on_site=on_site, advised=True)


@service("service.submit_after_sales", title=N_("Hand to the sales manager"), clause="SVC-15")
def submit_after_sales(*, actor: Actor, after_sales_id: AfterSalesRef) -> Done:
    """To the sales manager for signature. Whoever of the area does not come has the dealer's photos (SVC-15)."""
    row = _locked(actor, after_sales_id)
    MOVES.check("submit", row.state, row.number)
    decide(SUBMITTING, submit_facts(row), subject_of(row))
    moved = MOVES.move(AfterSales, row.pk, "submit", actor=actor)
    tell_posts(params_of(AUTHORITY, row.unit_id).signers, N_("After-sales %(number)s waits for your signature."), clause="SVC-15",
               args={"number": row.number}, url=url_of(row.pk))
    return _done(moved, state=moved.state)


def submit_facts(row: AfterSales) -> SubmitFacts:
    """What SVC-15 asks for before the sales manager signs. Who has no right to know need not be told."""
    informed = row.informed_at is not None or "know" not in params_of(AUTHORITY, row.unit_id).area_manager_rights
    return SubmitFacts(has_area_manager=row.area_manager_id is not None, informed=informed, on_site=row.on_site is True,
                       photos=photos_of(row))


def photos_of(row: AfterSales) -> int:
    """Pictures that came with the order, or with the complaint it follows; a signature shows no goods."""
    own = attachments_of(KIND, row.pk).filter(media_type__startswith="image/").exclude(pk=row.signature_id or 0).count()
    return own + (attachments_of(CASE, row.case_id).filter(media_type__startswith="image/").count() if row.case_id else 0)


@service("service.sign_after_sales", title=N_("Sign with an opinion"), clause="SVC-15")
def sign_after_sales(*, actor: Actor, after_sales_id: AfterSalesRef, opinion: NeededBrief) -> Done:
    """The sales manager's opinion; then the technical department gives its verdict."""
    row = _locked(actor, after_sales_id)
    signers = params_of(AUTHORITY, row.unit_id).signers
    _require_post(actor, signers, "opinion")
    moved = MOVES.move(AfterSales, row.pk, "sign", actor=actor, set={"opinion": opinion, "signed_at": clock.now(),
                                                                     "signed_by": actor.name})
    tell_posts(params_of(AUTHORITY, row.unit_id).deciders, N_("After-sales %(number)s waits for your verdict."), clause="SVC-15",
               args={"number": row.number}, url=url_of(row.pk))
    return _done(moved, signed=True)


def _require_post(actor: Actor, posts: tuple[str, ...], field: str) -> None:
    if not actor.everything and not any(post_of(actor.id, post) for post in posts):
        raise InvalidInput({field: [_("The rulebook names another post for this step: %(posts)s.") % {"posts": "、".join(posts)}]})


@service("service.decide_after_sales", title=N_("Decide"), clause="SVC-15")
def decide_after_sales(*, actor: Actor, after_sales_id: AfterSalesRef, verdict: NeededBrief) -> Done:
    """The technical verdict. Area managers decide only where the rulebook lets them (SVC-15, both variants)."""
    row = _locked(actor, after_sales_id)
    own = row.area_manager_id == actor.id
    decide(AUTHORITY, DecideFacts(name=actor.name, is_area_manager=own, signed=row.signed_at is not None), subject_of(row))
    if not own:
        _require_post(actor, params_of(AUTHORITY, row.unit_id).deciders, "verdict")
    moved = MOVES.move(AfterSales, row.pk, "decide", actor=actor, set={"verdict": verdict, "decided_at": clock.now(),
                                                                       "decided_by": actor.name})
    return _done(moved, decided=True)


@service("service.tell_area_manager", title=N_("Tell the area manager the result"), clause="SVC-15")
def tell_area_manager(*, actor: Actor, after_sales_id: AfterSalesRef, text: NeededBrief) -> Done:
    """The result is explained to the area manager at once."""
    row = _locked(actor, after_sales_id)
    if not row.decided_at or not row.area_manager_id:
        raise InvalidInput({"text": [_("There is no decision yet, or no area manager to tell.")]})
    write.change(AfterSales, where={"id": row.pk}, set={"told_at": clock.now(), "result": text})
    _tell_result(row)
    return _done(row, told=True)


def _tell_result(row: AfterSales) -> None:
    tell([row.area_manager_id or 0], N_("After-sales %(number)s: the result is there."), args={"number": row.number}, url=url_of(row.pk),
         clause="SVC-15")


# ---- goods -------------------------------------------------------------------------------------------------------------

@service("service.take_goods_back", title=N_("Take the goods back"), clause="SVC-14")
def take_goods_back(*, actor: Actor, after_sales_id: AfterSalesRef, lines: list[ReturnInput], reason: Why) -> Done:
    """Return or exchange as real movements: stock up and receivable down by the slip's own amounts. For an exchange the same goods are
    ordered again at the same price and go the usual way."""
    row = _locked(actor, after_sales_id)
    if row.kind not in WITH_GOODS or row.slip_id is None:
        raise InvalidInput({"lines": [_("Only returns and exchanges that name a sales slip take goods back.")]})
    if row.return_number:
        raise InvalidInput({"lines": [_("The goods were taken back already: %(number)s.") % {"number": row.return_number}]})
    back = take_back(actor=actor, slip_id=row.slip_id, lines=lines, reason=reason)
    again = _ordered_again(actor, row.slip_id, lines) if row.kind == AfterSales.Kind.EXCHANGE else ""
    write.change(AfterSales, where={"id": row.pk}, set={"return_number": back.number, "exchange_number": again})
    return Done(KIND, row.pk, row.number, row.state, data={**back.data, "return": back.number, "exchange": again},
                after={"return": back.number, "exchange": again}, reason=reason)


def _ordered_again(actor: Actor, slip_id: int, lines: list[ReturnInput]) -> str:
    slip = SalesSlip._plain.get(pk=slip_id)
    order = SalesOrder._plain.get(pk=slip.order_id)
    ordered = {pk: OrderLine.objects.get(pk=line) for pk, line in
               SlipLine.objects.filter(slip_id=slip_id, pk__in=[x.line_id for x in lines]).values_list("id", "order_line_id")}
    wanted = [LineInput(product_id=ordered[x.line_id].product_id, quantity=x.quantity, price=ordered[x.line_id].price) for x in lines]
    done = register_order(actor=actor, customer_id=slip.customer_id, lines=wanted, payment_method=PaymentMethod(slip.payment_method),
                          consignee=order.consignee, phone=order.phone, address=order.address, packing=order.packing,
                          source=CameBy.EXCHANGE)
    return done.number


@service("service.finish_after_sales", title=N_("Done"), clause="SVC-13")
def finish_after_sales(*, actor: Actor, after_sales_id: AfterSalesRef, confirmed_by: NeededShort, cost_fen: Fen = 0) -> Done:
    """Done with the customer's word. Response, movements of goods and the area manager's knowledge are looked at."""
    row = _locked(actor, after_sales_id)
    MOVES.check("finish", row.state, row.number)
    decide(AFTER_SALES, finish_facts(row, confirmed_by), subject_of(row))
    moved = MOVES.move(AfterSales, row.pk, "finish", actor=actor, set={"confirmed_by": confirmed_by, "done_at": clock.now(),
                                                                       "cost_fen": max(cost_fen, 0)})
    emit(AfterSalesDone(row.pk, row.number, row.customer_id), actor)
    return _done(moved, confirmed=True)


@service("service.withdraw_after_sales", title=N_("End without service"), clause="SVC-13")
def withdraw_after_sales(*, actor: Actor, after_sales_id: AfterSalesRef, reason: NeededBrief) -> Done:
    """The customer does without it, or the verdict is against it. The area manager is told the result (SVC-15)."""
    row = _locked(actor, after_sales_id)
    if row.return_number:
        raise InvalidInput({"reason": [_("The goods were taken back already: %(number)s.") % {"number": row.return_number}]})
    now = clock.now()
    moved = MOVES.move(AfterSales, row.pk, "withdraw", actor=actor, set={
        "result": reason, "done_at": now, "told_at": now if row.informed_at else None})
    if row.informed_at:
        _tell_result(row)
    return _done(moved, state=moved.state)


def finish_facts(row: AfterSales, confirmed_by: str) -> FinishFacts:
    """What SVC-13, SVC-14 and SVC-15 ask for. Only what went up for a decision is explained to the area manager."""
    decided = row.state == AfterSales.State.DECIDED and row.area_manager_id is not None
    return FinishFacts(kind=row.kind, responded=row.responded_at is not None, confirmed=bool(confirmed_by), moved=bool(row.return_number),
                       told=row.told_at is not None or not decided or row.decided_by == _name(row))


def _name(row: AfterSales) -> str:
    return row.area_manager.name if row.area_manager else ""
