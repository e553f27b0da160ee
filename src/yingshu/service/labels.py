"""Names of parameters of the room's actions, and first values of forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_noop as N_

from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import BusinessError, InvalidInput
from yingshu.kernel.forms import explain_parameters, initial, name_parameters
from yingshu.kernel.screens.cells import quantity
from yingshu.kernel.text import id_of
from yingshu.orders.models import SalesSlip, SlipLine

from .models import AfterSales, Case, Improvement, Knowledge
from .queries import cases_of
from .rules.cases import GOODS
from .services.mailing import proposal, sorted_out, waiting

name_parameters("service", {
    "responded": N_("Responded"), "advised": N_("Advised"), "confirmed": N_("Confirmed by the customer"),
    "return": N_("Return note"), "exchange": N_("Order in exchange"), "line_id": N_("Goods of the sales slip"),
    "case_id": N_("Case"), "after_sales_id": N_("After-sales order"), "incident_id": N_("Serious event"), "content": N_("What happened"),
    "improvement_id": N_("Improvement"), "knowledge_id": N_("Knowledge entry"), "batch": N_("Batch"), "area": N_("Class"),
    "severity": N_("Severity"), "goods": N_("Goods complained about"), "ticket": N_("Receipt or slip"), "grade": N_("Grade"),
    "colour": N_("Colour number"), "bought_on": N_("Bought on"), "answer": N_("Answer given at once"), "text": N_("Text"),
    "final": N_("This is the outcome"), "justified": N_("The complaint is justified"), "cause": N_("Cause"),
    "cost": N_("cost of the matter"),
    "said_by": N_("Said by"), "agrees": N_("I agree to the solution"), "rating": N_("Satisfied with the handling (1 to 5)"),
    "adopted": N_("Adopted"), "proposal": N_("Proposal"), "department": N_("Department"), "outcome": N_("Outcome"),
    "fine": N_("Fine (each time)"),
    "criticism": N_("Public criticism"), "dismissal": N_("Propose dismissal"), "on_site": N_("I go to the place"), "advice": N_("Advice"),
    "opinion": N_("Opinion"), "verdict": N_("Technical verdict"), "confirmed_by": N_("Confirmed by"), "trigger": N_("Kind of event"),
    "happened_at": N_("Happened at"), "exposed": N_("Exposed in public or with legal responsibility"), "noticed": N_("Official notice"),
    "customer_ids": N_("Customers"), "reviewers": N_("Reviewed by"), "measures": N_("Corrective measures"),
    "service.order_measures.owner_id": N_("Carries out the measures"), "service.order_measures.unit_id": N_("Responsible department"),
    "due_on": N_("Due on"), "problem": N_("Problem"), "containment": N_("Immediate step"), "root_cause": N_("Root cause"),
    "corrective": N_("Corrective action"), "preventive": N_("Preventive action"), "evidence": N_("Evidence"), "works": N_("It works"),
    "effect": N_("Effect"), "question": N_("Common question"), "keywords": N_("Keywords"), "order_number": N_("Order number"),
    "product_number": N_("Product code"), "service.send_case.kind": N_("What is it about"),
    "service.send_case.contact": N_("Your name"), "service.send_case.phone": N_("Your phone"), "service.send_case.email": N_("Your e-mail"),
    "service.assign.owner_id": N_("Handler"), "service.register_case.owner_id": N_("Handler"), "service.classify.owner_id": N_("Handler"),
    "service.plan_improvement.owner_id": N_("Responsible"), "service.answer_case.text": N_("Your answer"),
    "service.write_knowledge.answer": N_("Answer to the question"), "service.change_knowledge.answer": N_("Answer to the question"),
    "service.register_after_sales.says": N_("What is needed"), "mail": N_("E-mail file"), "service.send_case.photos": N_("Pictures"),
    "service.send_photos.signed_by": N_("Your name, as the signature"), "service.send_photos.text": N_("What is to be seen"),
    "service.send_photos.photos": N_("Pictures"), "signature": N_("Signature"), "photos": N_("Pictures"),
    "service.read_mail.content": N_("E-mail file"), "service.read_mail.name": N_("Name"),
})
name_parameters("service", {f"service.{action}.name": N_("Name of the goods") for action in ("classify", "register_case")})
explain_parameters("service", {
    "service.register_case.answer": N_("An inquiry answered at once is closed at once."),
    "service.register_case.goods": N_("For a complaint about quality: all seven data in one row."),
    "service.register_case.owner_id": N_("Empty: whoever the rulebook names, with the fewest open cases."),
    "service.send_case.content": N_("What happened, when, with which goods."),
    "service.send_case.email": N_("We then send news to it as well."),
    "service.send_case.order_number": N_("On the sales slip, beginning with DD or XS; helps us find it."),
    "service.send_photos.signed_by": N_("With it you say that the photos show the goods as they are."),
    "service.tell_customer.final": N_("Needed before a complaint about service is closed."),
    "service.penalise.fine": N_("Only for complaints about service, and only where fines are switched on."),
    "service.order_measures.owner_id": N_("Empty: the head of the department. Both are told at once."),
    "service.report_incident.exposed": N_("Counts in the satisfaction index."),
    "service.register_after_sales.slip_id": N_("Needed for a return or an exchange."),
})


def _found(actor: Actor, query: Mapping[str, str], name: str, rows: Any) -> Any:
    pk = id_of(query.get(name, ""))
    return rows.filter(pk=pk).first() if pk else None


def _from_mail(actor: Actor, query: Mapping[str, str]) -> dict[str, Any]:
    """The form filled in from the message that was read before."""
    if not query.get("mail"):
        return {"initial": {}}
    try:
        mail = waiting(actor, query["mail"]).mail
    except BusinessError as gone:
        return {"initial": {}, "context": {"mail_gone": gone.errors["file"][0] if isinstance(gone, InvalidInput) else gone.text()}}
    kept, left = sorted_out(mail)
    return {"initial": {"kind": Case.Kind.COMPLAINT, **proposal(actor, mail)}, "context": {"mail": mail, "kept": kept, "left": left}}


def _classified(actor: Actor, query: Mapping[str, str]) -> dict[str, Any]:
    case: Case | None = _found(actor, query, "case_id", cases_of(actor))
    if case is None:
        return {"initial": {}}
    goods = getattr(case, "goods", None)
    own = {name: getattr(goods, name) for name in GOODS} if goods else {
        "ticket": case.order_number, "name": case.product.name if case.product else "", "spec": case.product.spec if case.product else ""}
    return {"initial": {"area": case.area, "severity": case.severity, "batch": case.batch, "product_id": case.product_id,
                        "owner_id": case.owner_id, **own}}


def _after_case(actor: Actor, query: Mapping[str, str]) -> dict[str, Any]:
    """After-sales service that follows from a case: its customer, goods and words, and the last sales slip of its order."""
    case: Case | None = _found(actor, query, "case_id", cases_of(actor))
    if case is None:
        return {"initial": {}}
    slips = SalesSlip.objects.visible_to(actor).filter(order_id=case.order_id or 0).order_by("-id")
    return {"initial": {"customer_id": case.customer_id, "product_id": case.product_id, "batch": case.batch, "says": case.content[:1000],
                        "slip_id": slips.values_list("id", flat=True).first()}}


def _silent(actor: Actor, query: Mapping[str, str]) -> dict[str, Any]:
    """The departments that were asked and have not said anything."""
    case: Case | None = _found(actor, query, "case_id", cases_of(actor))
    asked = list(case.opinions.filter(given_at=None).order_by("id").values_list("department", flat=True)) if case else []
    return {"initial": {"department": asked[0]} if len(asked) == 1 else {}, "choices": {"department": [(d, d) for d in asked]}}


def _conclusion(actor: Actor, query: Mapping[str, str]) -> dict[str, Any]:
    case: Case | None = _found(actor, query, "case_id", cases_of(actor))
    return {"initial": {"conclusion": case.conclusion, "proposal": case.proposal} if case else {}}


def _improved(actor: Actor, query: Mapping[str, str]) -> dict[str, Any]:
    row: Improvement | None = _found(actor, query, "improvement_id", Improvement.objects.all())
    return {"initial": {n: getattr(row, n) for n in ("root_cause", "corrective", "preventive")} if row else {}}


def _entry(actor: Actor, query: Mapping[str, str]) -> dict[str, Any]:
    row: Knowledge | None = _found(actor, query, "knowledge_id", Knowledge.objects.all())
    return {"initial": {n: getattr(row, n) for n in ("question", "answer", "keywords")} if row else {}}


def _returning(actor: Actor, query: Mapping[str, str]) -> dict[str, Any]:
    """The lines of the sales slip that can still come back; goods go back into stock unless somebody says otherwise."""
    row: AfterSales | None = _found(actor, query, "after_sales_id", AfterSales.objects.visible_to(actor))
    if row is None or row.slip_id is None:
        return {"initial": {}}
    lines = SlipLine.objects.filter(slip_id=row.slip_id, quantity__gt=F("returned")).select_related("order_line").order_by("position")
    rest = [(str(x.pk), f"{x.order_line.name} {quantity(x.quantity - x.returned)} {x.order_line.measure}".strip()) for x in lines]
    return {"initial": {"lines": [{"line_id": rest[0][0] if len(rest) == 1 else "", "restock": True}]},
            "choices": {"lines.line_id": rest}}


initial("service.take_goods_back", _returning)
initial("service.register_case", _from_mail)
initial("service.classify", _classified)
initial("service.register_after_sales", _after_case)
initial("service.fill_form", _conclusion)
initial("service.give_opinion", _silent)
initial("service.verify_case", _conclusion)
initial("service.finish_improvement", _improved)
initial("service.change_knowledge", _entry)
