"""客户投诉质量处理表 and 客户投诉服务处理表 (SVC-07, SVC-08) and the sheet of an after-sales order (SVC-15) on paper."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.documents.papers import Given, Printable, pairs, printable, sheet, signatures
from yingshu.documents.printing import PrintRequest, render
from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import NotFound
from yingshu.kernel.text import mask_name, mask_phone
from yingshu.organisation.queries import company_name

from .models import AfterSales, Case
from .models.after_sales import OVER
from .queries import cases_of
from .rules.cases import GOODS
from .screens.after_sales import hours
from .services.after_sales import KIND as AFTER_SALES
from .services.after_sales import photos_of
from .services.handling import FORMS
from .services.steps import KIND as CASE

Rows = list[tuple[str, str]]
COMING = {True: N_("Yes"), False: N_("No, the dealer sends photos")}


def _day(moment: Any) -> str:
    return f"{clock.local(moment):%Y-%m-%d %H:%M}" if moment else "--"


# ---- the two forms of complaints

def case_of(actor: Actor, pk: int) -> Case:
    """A complaint that has a form. Raises NotFound."""
    case: Case | None = cases_of(actor).select_related("owner", "goods").filter(pk=pk).first()
    if case is None or case.kind != Case.Kind.COMPLAINT or case.area not in FORMS:
        raise NotFound()
    return case


def form_data(case: Case, template: str, given: Given) -> dict[str, Any]:
    """The keys of the catalogue: what the customer says, the goods, opinions, the handling, signatures."""
    quality, standing = case.area == Case.Area.QUALITY, _("Kept by: %(holders)s") % {"holders": _holders(case)}
    return {
        "company": company_name(), "title": _("Customer complaint: quality form") if quality else _("Customer complaint: service form"),
        "number": case.number, "qr": f"{settings.BASE_URL}/cases/{case.pk}/", "period": f"{clock.local(case.received_at):%Y-%m-%d}",
        "issued_at": case.form_at or case.received_at, "author": case.form_by, "clause": FORMS[Case.Area(case.area)].clauses[0],
        "standing": standing,
        "sheets": [pairs(_("Complaint"), _complaint(case)), *([pairs(_("Goods"), goods_rows(case))] if quality else []),
                   _opinions(case), pairs(_("Handling"), _handling(case)),
                   signatures(_("Signatures"), [_("Sales manager"), _("Responsible department"), _("Customer")])]}


def _holders(case: Case) -> str:
    return "；".join(f"{f.get_copy_display()} {f.holder}" for f in case.filings.order_by("-copy")) or "--"


def _complaint(case: Case) -> Rows:
    phone = mask_phone(case.phone) if case.phone else ""
    return [(_("Customer"), case.customer_name or "--"), (_("Contact"), f"{mask_name(case.contact)} {phone}".strip() or "--"),
            (_("received at").capitalize(), f"{_day(case.received_at)} {case.get_channel_display()}"),
            (_("Severity"), str(case.get_severity_display())), (_("Handler"), case.owner.name if case.owner else "--"),
            (_("What the customer says"), case.content)]


def goods_rows(case: Case) -> Rows:
    """The seven data (SVC-04)."""
    goods = getattr(case, "goods", None)
    return [(_(label).capitalize(), str(getattr(goods, name, "") or "--")) for name, label in GOODS.items()]


def _handling(case: Case) -> Rows:
    grounds = {None: "--", True: _("Justified"), False: _("Not justified")}[case.justified]
    seen = case.steps.filter(kind="investigated").order_by("id").values_list("text", flat=True)
    return [(_("Investigation on site"), "\n".join(seen) or "--"),
            (_("Grounds"), grounds), (_("Conclusion"), case.conclusion or "--"), (_("Solution"), case.proposal or "--"),
            (_("Customer agreed"), _day(case.agreed_at)), (_("Customer told"), _day(case.told_at)), (_("Outcome"), case.outcome or "--"),
            (_("Cause"), str(case.get_cause_display())), (_("cost of the matter").capitalize(), money.show(case.cost_fen)),
            (_("Followed up"), _day(case.followed_at))]


def _opinions(case: Case) -> dict[str, Any]:
    rows = [[o.department, o.text or "　", f"{o.given_by} {_day(o.given_at)}" if o.given_at else "　"]
            for o in case.opinions.order_by("id")]
    heads = [{"text": _("Department")}, {"text": _("Opinion of the department"), "wide": "1"}, {"text": _("Signature and day")}]
    return sheet(_("Opinions of the departments"), heads, rows or [["　", "　", "　"]])


printable(Printable(
    code="cases", kind=CASE, right="cases.view", find=case_of, templates=lambda row: ["complaint_form"], data=form_data,
    draft=lambda row: row.is_open, back=lambda row: (row.number, f"/cases/{row.pk}/")))


# ---- the code that customers scan

def qr_pdf(url: str, about: str, copies: int) -> bytes:
    """The code of the public page on A4: once as a poster, or twelve times to cut apart."""
    return render(PrintRequest("survey_codes", "a4", {
        "company": company_name(), "title": _("Questions, suggestions, complaints"), "number": about or _("Write to us"),
        "issued_at": clock.now(), "hint": _("Scan and write to us, no login needed"),
        "codes": [{"name": about[:40], "serial": "--", "code": url}] * copies}))


# ---- after-sales

def order_of(actor: Actor, pk: int) -> AfterSales:
    """An after-sales order within reach. Raises NotFound."""
    rows = AfterSales.objects.visible_to(actor).select_related("customer", "owner", "area_manager", "product", "slip", "case")
    found: AfterSales | None = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def order_data(row: AfterSales, template: str, given: Given) -> dict[str, Any]:
    """Request, the area manager's part, signature, verdict, movements, the customer's word."""
    return {
        "company": company_name(), "title": f"{_('After-sales sheet')}: {row.get_kind_display()}", "number": row.number,
        "qr": f"{settings.BASE_URL}/after_sales/{row.pk}/", "period": f"{clock.local(row.asked_at):%Y-%m-%d}", "issued_at": row.asked_at,
        "author": row.owner.name if row.owner else "", "clause": "SVC-15", "standing": str(row.get_state_display()),
        "sheets": [pairs(_("What is needed"), _asked(row)), pairs(_("Knowledge, advice, signature, verdict"), _way(row)),
                   pairs(_("Handling"), _settled(row)),
                   signatures(_("Signatures"), [_("Sales manager"), _("Technical department"), _("Customer")])]}


def _asked(row: AfterSales) -> Rows:
    goods = " ".join(filter(None, [row.product.name if row.product else "", row.batch]))
    return [(_("Customer"), row.customer.name), (_("What is needed"), row.says), (_("Product and batch"), goods or "--"),
            (_("Sales slip"), row.slip.number if row.slip else "--"), (_("Case"), row.case.number if row.case else "--"),
            (_("First response after"), f"{hours(row)} {row.response}".strip())]


def _way(row: AfterSales) -> Rows:
    manager = f"{row.area_manager.name} {_day(row.informed_at)}" if row.area_manager else "--"
    return [(_("Area manager"), manager), (_("Comes to the place"), _(COMING[row.on_site]) if row.on_site is not None else "--"),
            (_("Photos"), str(photos_of(row))),
            (_("Signed by the dealer"), f"{row.dealer_signed_by} {_day(row.dealer_signed_at)}\n{row.dealer_says}".strip()
             if row.dealer_signed_at else "--"), (_("Advice"), row.advice or "--"),
            (_("Signed"), f"{row.signed_by} {_day(row.signed_at)}\n{row.opinion}" if row.signed_at else "--"),
            (_("Technical verdict"), f"{row.decided_by} {_day(row.decided_at)}\n{row.verdict}" if row.decided_at else "--"),
            (_("Area manager told"), _day(row.told_at))]


def _settled(row: AfterSales) -> Rows:
    word = f"{row.confirmed_by} {_day(row.done_at)}" if row.done_at else "--"
    return [(_("Return note"), row.return_number or "--"), (_("Order of the exchange"), row.exchange_number or "--"),
            (_("Result"), row.result or "--"), (_("Confirmed by the customer"), word),
            (_("cost of the matter").capitalize(), money.show(row.cost_fen))]


printable(Printable(
    code="after_sales", kind=AFTER_SALES, right="after_sales.view", find=order_of, templates=lambda row: ["after_sales_sheet"],
    data=order_data, draft=lambda row: row.state not in OVER, back=lambda row: (row.number, f"/after_sales/{row.pk}/")))
