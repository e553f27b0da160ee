"""客户投诉质量处理表 and 客户投诉服务处理表 on paper (SVC-07, SVC-08)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from yingshu.documents.printing import PrintRequest, render
from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor
from yingshu.kernel.text import mask_name, mask_phone
from yingshu.organisation.queries import company_name

from .models import Case
from .rules.cases import GOODS
from .services.handling import FORMS

Rows = list[tuple[str, str]]


def pdf_of(case: Case, actor: Actor) -> bytes:
    """The form as PDF; until the case is closed it says that it is a draft."""
    return render(PrintRequest("report", "a4", data_of(case, actor), mark="draft" if case.is_open else ""))


def data_of(case: Case, actor: Actor) -> dict[str, Any]:
    """The keys of the catalogue: what the customer says, the goods, opinions, the handling, signatures."""
    quality, standing = case.area == Case.Area.QUALITY, _("Kept by: %(holders)s") % {"holders": _holders(case)}
    return {
        "company": company_name(), "title": _("Customer complaint: quality form") if quality else _("Customer complaint: service form"),
        "number": case.number, "qr": f"{settings.BASE_URL}/cases/{case.pk}/", "period": f"{clock.local(case.received_at):%Y-%m-%d}",
        "issued_at": case.form_at or case.received_at, "author": case.form_by, "clause": FORMS[Case.Area(case.area)].clauses[0],
        "standing": standing, "printed": f"{actor.name} {clock.local(clock.now()):%Y-%m-%d %H:%M}", "note": "", "figures": [],
        "sheets": [_table(_("Complaint"), _complaint(case)), *([_table(_("Goods"), goods_rows(case))] if quality else []),
                   _opinions(case), _table(_("Handling"), _handling(case)), _signatures()]}


def _holders(case: Case) -> str:
    return "；".join(f"{f.get_copy_display()} {f.holder}" for f in case.filings.order_by("-copy")) or "--"


def _complaint(case: Case) -> Rows:
    phone = mask_phone(case.phone) if case.phone else "--"
    return [(_("Customer"), case.customer_name or "--"), (_("Contact"), f"{mask_name(case.contact)} {phone}"),
            (_("Received"), f"{clock.local(case.received_at):%Y-%m-%d %H:%M} {case.get_channel_display()}"),
            (_("Severity"), str(case.get_severity_display())), (_("Handler"), case.owner.name if case.owner else "--"),
            (_("What the customer says"), case.content)]


def goods_rows(case: Case) -> Rows:
    """The seven data (SVC-04)."""
    goods = getattr(case, "goods", None)
    return [(_(label).capitalize(), str(getattr(goods, name, "") or "--")) for name, label in GOODS.items()]


def _handling(case: Case) -> Rows:
    grounds = {None: "--", True: _("Justified"), False: _("Not justified")}[case.justified]
    return [(_("Grounds"), grounds), (_("Conclusion"), case.conclusion or "--"), (_("Solution"), case.proposal or "--"),
            (_("Customer agreed"), _day(case.agreed_at)), (_("Customer told"), _day(case.told_at)), (_("Outcome"), case.outcome or "--"),
            (_("Cause"), str(case.get_cause_display())), (_("cost of the matter").capitalize(), money.show(case.cost_fen)),
            (_("Followed up"), _day(case.followed_at))]


def _day(moment: Any) -> str:
    return f"{clock.local(moment):%Y-%m-%d %H:%M}" if moment else "--"


def _opinions(case: Case) -> dict[str, Any]:
    rows = [[o.department, o.text or "　", f"{o.given_by} {_day(o.given_at)}" if o.given_at else "　"]
            for o in case.opinions.order_by("id")]
    heads = [_("Department"), _("Opinion of the department"), _("Signature and day")]
    return _sheet(_("Opinions of the departments"), heads, rows or [["　", "　", "　"]])


def _signatures() -> dict[str, Any]:
    return _sheet(_("Signatures"), [_("Sales manager"), _("Responsible department"), _("Customer")], [["　", "　", "　"]])


def _table(title: str, rows: Rows) -> dict[str, Any]:
    return _sheet(title, [_("Item"), _("Content")], [[name, text] for name, text in rows])


def _sheet(title: str, heads: list[str], rows: list[list[str]]) -> dict[str, Any]:
    return {"title": title, "note": "", "heads": [{"text": h, "number": ""} for h in heads],
            "rows": [{"cells": [{"text": cell, "sub": ""} for cell in row]} for row in _wrapped(rows)]}


def _wrapped(rows: list[list[str]], width: int = 76) -> list[list[str]]:
    """Long words go on in further rows, so that nothing is cut off on paper."""
    found = []
    for row in rows:
        parts = [[cell[n:n + width] for n in range(0, max(len(cell), 1), width)] for cell in row]
        found += [[part[n] if n < len(part) else "" for part in parts] for n in range(max(map(len, parts)))]
    return found
