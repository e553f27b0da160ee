"""Taking in: by staff, by the public page, by file; class, handler, acceptance (SVC-01 to SVC-04, SVC-06)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.customers.models import Customer
from yingshu.documents import pictures
from yingshu.documents.numbers import next_number
from yingshu.documents.pictures import PictureInput
from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import CustomerRef, OrderRef, PersonRef, ProductRef
from yingshu.kernel.personal import Who
from yingshu.kernel.services import Done, service
from yingshu.kernel.text import search_text
from yingshu.notifications.services import tell, tell_posts
from yingshu.orders.models import SalesOrder
from yingshu.organisation.models import Person
from yingshu.organisation.queries import names_of_posts, people_in_posts
from yingshu.products.models import Product
from yingshu.rulebook.decisions import Subject, decide, params_of

from ..controls import HANDLING, QUALITY, REPORTING, SUGGESTIONS
from ..inputs import Batch, CaseRef, Contact, Email, GoodsInput, MailRef, NeededShort, Short, Story, Words
from ..limits import limits_of
from ..models import Case, Goods, Opinion, Step
from ..rules.cases import GOODS, QualityFacts
from ..transitions import CASE as MOVES
from .mailing import record_mail, waiting
from .steps import KIND, changed, first_of, locked, new_code, step, unit_of, url_of, write_to

A = Case.Area


@service("service.register_case", title=N_("Record a case"), clause="SVC-02")
def register_case(*, actor: Actor, kind: Case.Kind, channel: Case.Channel, content: Story, customer_id: CustomerRef | None = None,
                  contact: Short = "", phone: Contact = "", email: Email = "", order_id: OrderRef | None = None,
                  product_id: ProductRef | None = None, batch: Batch = "", area: Case.Area = Case.Area.NONE,
                  severity: Case.Severity = Case.Severity.LIGHT, goods: list[GoodsInput] | None = None,
                  owner_id: PersonRef | None = None, answer: Words = "", mail: MailRef = "") -> Done:
    """Record an inquiry, a suggestion or a complaint that came by phone, in person or as a file.

    An inquiry answered on the spot is closed at once (SVC-01). A quality complaint needs all data of the goods and a leader who handles
    it in person (SVC-04). ``mail``: the message read before; its files are kept with the case.
    """
    received = waiting(actor, mail) if mail else None
    row = _linked(actor, customer_id, order_id, product_id)
    handler = _person(owner_id) if owner_id else _first_handler(kind, area) or _person(actor.id)
    row |= {"kind": kind, "channel": Case.Channel.EMAIL if received else channel, "content": content, "contact": contact,
            "phone": phone, "email": email, "batch": batch, "severity": severity, "area": "" if kind == Case.Kind.INQUIRY else area}
    case = _made(actor, row, handler)
    if case.area == A.QUALITY:
        take_in(case, handler, goods[0] if goods else GoodsInput(), actor)
    elif kind == Case.Kind.COMPLAINT and area:
        report(case)
    if received:
        record_mail(case, received, actor)
    if answer:
        _answered(case, answer, actor)
    return _done(case)


@service("service.send_case", title=N_("Send a message to the company"), clause="SVC-02")
def send_case(*, actor: Actor, kind: Case.Kind, content: Story, contact: NeededShort, phone: Contact, email: Email = "",
              order_number: Batch = "", product_number: Batch = "", batch: Batch = "", channel: Case.Channel = Case.Channel.WEB,
              consent: Short = "", photos: list[PictureInput] | None = None) -> Done:
    """What a visitor sends from the public page or by a QR code. Order and product are linked when they are known."""
    order = SalesOrder.objects.unscoped(reason="a visitor names the order").filter(number=order_number).first() if order_number else None
    product = Product.objects.filter(number=product_number).first() if product_number else None
    customer = _by_phone(phone, order)
    row: dict[str, Any] = {
        "kind": kind, "channel": channel, "content": content, "contact": contact, "phone": phone, "email": email, "batch": batch,
        "consent": consent, "order_id": order and order.pk, "order_number": order_number, "product_id": product and product.pk,
        "customer_id": customer and customer.pk, "customer_name": customer.name if customer else "",
        "unit_id": customer and customer.unit_id}
    case = _made(actor, row, _first_handler(kind, ""))
    pictures.keep(KIND, case.pk, photos or [], actor)
    return _done(case)


def _linked(actor: Actor, customer_id: int | None, order_id: int | None, product_id: int | None) -> dict[str, Any]:
    """Columns of what the case is about; the order brings its customer."""
    order = SalesOrder.objects.visible_to(actor).one(pk=order_id) if order_id else None
    wanted = customer_id or (order.customer_id if order else None)
    customer: Any = Customer.objects.visible_to(actor).one(pk=wanted) if wanted else None
    if product_id and not Product.objects.filter(pk=product_id).exists():
        raise NotFound(field="product_id")
    return {"customer_id": wanted, "customer_name": customer.name if customer else "", "unit_id": customer.unit_id if customer else None,
            "order_id": order_id, "order_number": order.number if order else "", "product_id": product_id}


@service("service.link_case", title=N_("Link customer and order"), clause="SVC-02")
def link_case(*, actor: Actor, case_id: CaseRef, customer_id: CustomerRef, order_id: OrderRef | None = None) -> Done:
    """Say whose message it is, and about which order: the case joins the customer's file and region."""
    case = locked(actor, case_id)
    row = _linked(actor, customer_id, order_id, case.product_id)
    if order_id and not SalesOrder._plain.filter(pk=order_id, customer_id=customer_id).exists():
        raise InvalidInput({"order_id": [_("This order is another customer's.")]})
    row["unit_id"] = row["unit_id"] or case.unit_id
    if not order_id:
        row |= {"order_id": case.order_id, "order_number": case.order_number}
    changed(case, **row, search_text=search_text(case.number, row["customer_name"], case.content[:80]))
    return Done(KIND, case.pk, case.number, case.state, before={"customer": case.customer_name}, after={"customer": row["customer_name"]})


def _by_phone(phone: str, order: SalesOrder | None) -> Customer | None:
    """The customer of the order, when the phone is the customer's: a visitor's word alone links nothing."""
    if order is None:
        return None
    customer: Customer = order.customer
    known = {Who.of(p, "").phone for p in (customer.phone, order.phone, *customer.contacts.values_list("phone", flat=True)) if p}
    return customer if Who.of(phone, "").phone in known else None


def _first_handler(kind: str, area: str) -> Person | None:
    if kind == Case.Kind.SUGGESTION:
        return first_of(params_of(HANDLING).handler) or first_of(params_of(SUGGESTIONS).manager)
    return first_of(params_of(QUALITY).handlers if area == A.QUALITY else params_of(HANDLING).handler)


def _person(person_id: int) -> Person | None:
    if not person_id:
        return None
    found = Person.objects.filter(pk=person_id, is_active=True).first()
    if found is None:
        raise NotFound(field="owner_id")
    return found


def _made(actor: Actor, row: dict[str, Any], handler: Person | None) -> Case:
    now, kind = clock.now(), row["kind"]
    row["unit_id"] = row["unit_id"] or (unit_of(handler) if handler else None)
    number = next_number("complaint" if kind == Case.Kind.COMPLAINT else "case", clock.today())
    limits = limits_of(kind, now, row["unit_id"])
    words = search_text(number, row["customer_name"], row["content"][:80])
    row |= {"number": number, "received_at": now, "public_code": new_code(), "search_text": words, "owner_id": handler and handler.pk,
            **limits._asdict()}
    case = Case._plain.get(pk=write.add_one(Case, **row))
    if handler and handler.pk != actor.id:
        tell([handler.pk], N_("%(kind)s %(number)s: accept it by %(due)s."), clause="SVC-02", urgent=kind == Case.Kind.COMPLAINT,
             args={"kind": case.get_kind_display(), "number": number, "due": f"{clock.local(limits.accept_by):%m-%d %H:%M}"},
             url=url_of(case))
    if kind == Case.Kind.COMPLAINT:
        tell_posts(params_of(HANDLING, case.unit_id).coordinator, N_("Complaint %(number)s was recorded: coordinate the departments."),
                   args={"number": number}, url=url_of(case), clause="SVC-03")
    if kind == Case.Kind.SUGGESTION:
        tell_posts(params_of(SUGGESTIONS).manager, N_("Suggestion %(number)s waits for your word."), args={"number": number},
                   url=url_of(case), clause="SVC-23")
    write_to(case, N_("We have received your message %(number)s. You can follow it under this address:"), number=case.number)
    return case


def _done(case: Case) -> Done:
    told = {"code": case.public_code, "accept_by": clock.local(case.accept_by).isoformat()}
    return Done(KIND, case.pk, case.number, case.state, data=told,
                after={"kind": case.kind, "channel": case.channel, "area": case.area})


def _answered(case: Case, answer: str, actor: Actor) -> None:
    if case.kind != Case.Kind.INQUIRY:
        raise InvalidInput({"answer": [_("Only inquiries are answered and closed at once.")]})
    now = clock.now()
    changed(case, state=Case.State.CLOSED, accepted_at=now, replied_at=now, closed_at=now, told_at=now, outcome=answer)
    case.state = Case.State.CLOSED
    step(case.pk, Step.Kind.CLOSED, actor, answer, public=True)


# ---- class and handler -------------------------------------------------------------------------------------------------

def take_in(case: Case, handler: Person | None, goods: GoodsInput, actor: Actor) -> None:
    """A quality complaint: judged for its data and its handler, then the departments are told and asked (SVC-04)."""
    params = params_of(QUALITY, case.unit_id)
    decide(QUALITY, quality_facts(params, goods, handler), Subject(KIND, case.pk, case.number, case.unit_id))
    Goods.objects.update_or_create(case=case, defaults=goods.model_dump())
    ask_departments(case, params.departments, actor)


def quality_facts(params: Any, goods: GoodsInput, handler: Person | None) -> QualityFacts:
    """What the rule of SVC-04 looks at."""
    leads = handler is not None and any(p.pk == handler.pk for p in people_in_posts(params.handlers))
    return QualityFacts(missing=tuple(name for name in GOODS if not getattr(goods, name)), handler=handler.name if handler else "",
                        leads=leads, posts=tuple(names_of_posts(params.handlers).values()))


def ask_departments(case: Case, departments: tuple[str, ...], actor: Actor) -> None:
    """Ask for their opinion, once, and tell who holds these posts (SVC-04, SVC-07)."""
    known = set(case.opinions.values_list("department", flat=True))
    names = names_of_posts(departments)
    write.add(Opinion, [{"case_id": case.pk, "department": names[d], "asked_at": clock.now()} for d in departments
                        if names[d] not in known])
    tell_posts(departments, N_("Complaint %(number)s: find the cause and give your opinion on the form."), args={"number": case.number},
               url=url_of(case), clause="SVC-04", urgent=True)


def report(case: Case) -> None:
    """Complaints about service are told to the leaders; from the severity of the rulebook on, the office gets them too (SVC-06)."""
    params = params_of(REPORTING, case.unit_id)
    tell_posts(params.leaders, N_("Complaint %(number)s about service was recorded."), args={"number": case.number}, url=url_of(case),
               clause="SVC-06")
    if case.severity in params.office_report_severity:
        tell_posts(params.office, N_("Complaint %(number)s (%(severity)s) is reported to you; a proposal follows."), urgent=True,
                   args={"number": case.number, "severity": case.get_severity_display()}, url=url_of(case), clause="SVC-06")
        changed(case, reported_at=clock.now())


@service("service.classify", title=N_("Classify"), clause="SVC-04")
def classify(*, actor: Actor, case_id: CaseRef, area: Case.Area, severity: Case.Severity = Case.Severity.LIGHT, batch: Batch = "",
             product_id: ProductRef | None = None, owner_id: PersonRef | None = None, ticket: Short = "", name: Short = "",
             spec: Short = "", quantity: Short = "", grade: Short = "", colour: Short = "", bought_on: date | None = None) -> Done:
    """Say what a complaint is about and who handles it. Quality needs all data of the goods and a leader (SVC-04)."""
    case = locked(actor, case_id)
    if case.kind != Case.Kind.COMPLAINT or not case.is_open or not area:
        raise InvalidInput({"area": [_("Choose what the complaint is about; only open complaints are classified.")]})
    if product_id and not Product.objects.filter(pk=product_id).exists():
        raise NotFound(field="product_id")
    handler = _person(owner_id) if owner_id else case.owner
    before = case.area
    values = {"area": area, "severity": severity, "batch": batch or case.batch, "product_id": product_id or case.product_id}
    changed(case, **values, owner_id=handler and handler.pk)
    case.area, case.severity = area, severity
    if area == A.QUALITY:
        take_in(case, handler, GoodsInput(ticket=ticket, name=name, spec=spec, quantity=quantity, grade=grade, colour=colour,
                                          bought_on=bought_on), actor)
    else:
        report(case)
    return Done(KIND, case.pk, case.number, case.state, before={"area": before}, after={"area": area, "severity": severity})


@service("service.assign", title=N_("Give to somebody"), clause="SVC-03")
def assign(*, actor: Actor, case_id: CaseRef, owner_id: PersonRef, note: Short = "") -> Done:
    """Another person handles the case. A quality complaint goes only to who may handle it in person (SVC-04)."""
    case = locked(actor, case_id)
    handler = _person(owner_id)
    if case.area == A.QUALITY:
        goods = Goods.objects.filter(case=case).first()
        given = GoodsInput(**{name: getattr(goods, name) for name in GOODS}) if goods else GoodsInput()
        decide(QUALITY, quality_facts(params_of(QUALITY, case.unit_id), given, handler), Subject(KIND, case.pk, case.number, case.unit_id))
    changed(case, owner_id=owner_id)
    name = handler.name if handler else ""
    step(case.pk, Step.Kind.ASSIGNED, actor, " ".join(filter(None, [name, note])))
    tell([owner_id], N_("%(number)s was given to you."), args={"number": case.number}, url=url_of(case), clause="SVC-03")
    return Done(KIND, case.pk, case.number, case.state, after={"handler": name})


@service("service.accept", title=N_("Accept"), clause="SVC-02")
def accept(*, actor: Actor, case_id: CaseRef) -> Done:
    """Take the case in hand; the customer sees it on the status page. Who accepts a case of nobody becomes its handler."""
    case = locked(actor, case_id)
    now = clock.now()
    row = MOVES.move(Case, case_id, "accept", actor=actor, set={"accepted_at": now, "owner_id": case.owner_id or actor.id or None})
    step(case_id, Step.Kind.ACCEPTED, actor, public=True)
    return Done(KIND, case_id, row.number, row.state, data={"in_time": now <= row.accept_by}, before={"state": case.state},
                after={"state": row.state})
