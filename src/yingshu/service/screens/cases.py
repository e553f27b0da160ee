"""客户来件: the list, and one case with its gate, its steps, its forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yingshu.documents import access
from yingshu.documents.panels import files_panel
from yingshu.kernel import approving, clock, money
from yingshu.kernel.actor import Actor, shown_name
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register
from yingshu.rulebook.decisions import Subject, judge

from ..limits import overdue
from ..models import AfterSales, Case, Penalty, Step
from ..models.case import OPEN_STATES
from ..queries import cases_of
from ..rules.cases import GOODS
from ..services.handling import FORMS, closing_facts

S, K, A = Case.State, Case.Kind, Case.Area
WEIGHTS = {S.OPEN: "wait", S.ACCEPTED: "run", S.WAITING: "warn", S.CLOSED: "done", S.FILED: "done", S.WITHDRAWN: "void"}
ICONS = {Step.Kind.ACCEPTED: "check", Step.Kind.TOLD: "message", Step.Kind.WAITING: "player-pause", Step.Kind.RESUMED: "player-play",
         Step.Kind.ESCALATED: "alert-triangle", Step.Kind.CLOSED: "lock", Step.Kind.PROPOSED: "bulb", Step.Kind.AGREED: "thumb-up"}
WORK = ("tell_customer", "wait_for_customer", "propose", "agree", "investigate_case", "verify_case", "record_cause", "fill_form",
        "close_case", "classify", "assign", "link_case", "note", "penalise", "plan_improvement", "register_after_sales", "withdraw_case")
ACTIONS: Mapping[str, tuple[str, ...]] = {
    S.OPEN: ("accept", "classify", "assign", "link_case", "note", "withdraw_case"), S.ACCEPTED: WORK, S.WAITING: ("resume_case", *WORK[2:]),
    S.CLOSED: ("follow_up", "file_case", "penalise", "plan_improvement", "reopen_case"), S.FILED: ("follow_up", "plan_improvement"),
    S.WITHDRAWN: ()}
DESK = {"tell_customer", "wait_for_customer", "close_case", "assign", "link_case", "note", "withdraw_case", "accept", "resume_case"}
ONLY = {K.INQUIRY: DESK, K.SUGGESTION: DESK | {"decide_suggestion", "plan_improvement"}}


def case_tag(row: Case) -> Tag:
    """Where a case stands; late ones say so."""
    if overdue(row):
        return Tag(_("Overdue"), "danger")
    return Tag(row.get_state_display(), WEIGHTS[S(row.state)])


def limit(row: Case) -> Any:
    """The next limit: acceptance, first reply, solution; nothing for what is over, or waits for the customer."""
    if not row.is_open or row.state == S.WAITING:
        return None
    return row.accept_by if row.state == S.OPEN else row.resolve_by if row.replied_at else row.reply_by


def next_step(row: Case) -> str:
    """What is to be done now: the button that comes first."""
    if row.state == S.ACCEPTED:
        return _next_of_complaint(row) if row.kind == K.COMPLAINT else (
            "decide_suggestion" if row.kind == K.SUGGESTION and row.adopted is None else "close_case")
    if row.state == S.CLOSED and row.kind == K.COMPLAINT:
        return "file_case" if row.followed_at else "follow_up"
    return {S.OPEN: "accept", S.WAITING: "resume_case"}.get(S(row.state), "")


def _next_of_complaint(row: Case) -> str:
    """The first of the steps to the closing that has not been taken."""
    steps = (("classify", not row.area), ("verify_case", row.justified is None and row.area in FORMS),
             ("record_cause", bool(row.justified) and not row.cause), ("propose", not row.proposal), ("agree", row.agreed_at is None),
             ("tell_customer", row.told_at is None and row.area != A.QUALITY), ("fill_form", row.form_at is None and row.area in FORMS))
    return next((name for name, wanted in steps if wanted), "close_case")


def matter(row: Case, actor: Actor) -> dict[str, Any]:
    """What the customer says and what was found."""
    goods = getattr(row, "goods", None)
    rows = [(gettext(label).capitalize(), getattr(goods, name) or "--") for name, label in GOODS.items()] if goods else []
    return {"case": row, "goods": rows, "cost": money.show(row.cost_fen), "may_reveal": actor.may("cases.reveal"),
            "status_url": f"/c/{row.public_code}/"}


def gate(row: Case, actor: Actor) -> dict[str, Any] | None:
    """Why the case may or may not be closed now: the conditions of all rules that are asked."""
    if not row.is_open or row.kind == K.INQUIRY:
        return None
    verdicts = [(control, judge(control, facts, Subject("case", row.pk, row.number, row.unit_id)).verdict)
                for control, facts in closing_facts(row)]
    bad = next((v for _control, v in verdicts if not v.allowed), None)
    return {"gate": {
        "state": "refuse" if bad else "open", "verdict": gettext("May not be closed yet") if bad else gettext("May be closed"),
        "text": str((bad or verdicts[0][1]).says),
        "conditions": [{"name": gettext(c.name), "ok": c.ok, "text": str(c.says), "clause": c.clause} for _c, v in verdicts
                       for c in v.conditions]}}


def steps(row: Case, actor: Actor) -> dict[str, Any]:
    """What happened, newest first."""
    rows = row.steps.order_by("-id")[:100]
    return {"entries": [{"icon": ICONS.get(Step.Kind(s.kind), "point"), "who": shown_name(s.actor_name), "what": s.get_kind_display(),
                         "when": f"{clock.local(s.at):%Y-%m-%d %H:%M}", "tone": "danger" if s.kind == Step.Kind.ESCALATED else "",
                         "detail": s.text} for s in rows]}


def form(row: Case, actor: Actor) -> dict[str, Any] | None:
    """The form of a complaint about quality or service: opinions, where the paper lies, the print."""
    control = FORMS.get(Case.Area(row.area)) if row.kind == K.COMPLAINT else None
    if control is None:
        return None
    return {"case": row, "clause": control.clauses[0], "opinions": row.opinions.order_by("id"), "filings": row.filings.order_by("-copy"),
            "may_give": row.is_open and actor.may("service.give_opinion"), "print": f"/cases/{row.pk}/print/"}


def consequences(row: Case, actor: Actor) -> dict[str, Any] | None:
    """Penalties and improvements that came of it."""
    penalties = [{"row": p, "fine": money.show(p.fine_fen)} for p in Penalty.objects.filter(case=row).order_by("id")]
    improvements = list(row.improvements.select_related("owner").order_by("id"))
    orders = list(AfterSales._plain.filter(case=row).order_by("id"))
    return {"penalties": penalties, "improvements": improvements, "orders": orders} if penalties or improvements or orders else None


def penalty_asked(row: Case, actor: Actor) -> Mapping[str, Any] | None:
    """The penalty that somebody asked for and that is not agreed to yet; only verified complaints have one (SVC-09)."""
    return approving.waiting(actor, "service.penalise", ("case", row.pk)) if row.justified else None


@register
class CaseScreen(Screen):
    """客户来件 (SVC-01 to SVC-10)."""

    code: ClassVar[str] = "cases"
    model: ClassVar[Any] = Case
    title: ClassVar[Any] = _("Customer cases")
    group: ClassVar[str] = "service"
    order_in_menu: ClassVar[int] = 10
    icon: ClassVar[str] = "headset"
    hint: ClassVar[Any] = _("Inquiries, suggestions and complaints from every channel. The clock stands still while a case waits for the "
                            "customer.")
    columns: ClassVar[Sequence[Column]] = (
        Column("number", kind="code", link=True), Column("kind"), Column("customer_name", _("customer")), Column("content", width="wide"),
        Column("area", phone=False), Column("severity", hidden=True), Column("state", kind="tag", tags=case_tag, needs=(
            "accept_by", "reply_by", "resolve_by", "accepted_at", "replied_at")),
        Column("due", _("next limit"), kind="moment", value=limit, needs=("accept_by", "reply_by", "resolve_by", "replied_at"),
               sort="resolve_by"),
        Column("owner__name", _("handler")), Column("received_at", kind="moment"), Column("channel", hidden=True),
        Column("contact", kind="mask_name", hidden=True), Column("phone", kind="mask_phone", hidden=True),
        Column("email", kind="mask_email", hidden=True), Column("order_number", kind="code", hidden=True),
        Column("product__name", _("product"), hidden=True), Column("batch", hidden=True), Column("cause", hidden=True),
        Column("repeated", kind="bool", hidden=True), Column("cost_fen", kind="money", hidden=True, total=True),
        Column("closed_at", kind="moment", hidden=True), Column("satisfied", kind="quantity", hidden=True))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Number, customer or text"), kind="search"), Filter("kind", _("Kind"), kind="choice", choices=K.choices),
        Filter("state", _("State"), kind="choice", choices=S.choices), Filter("received_at", _("received at"), kind="daterange"),
        Filter("area", _("Class"), kind="choice", choices=Case.Area.choices[1:]),
        Filter("cause", _("Cause"), kind="choice", choices=Case.Cause.choices[1:]),
        Filter("channel", _("Channel"), kind="choice", choices=Case.Channel.choices),
        Filter("severity", _("Severity"), kind="choice", choices=Case.Severity.choices),
        Filter("customer_id", _("Customer"), kind="ref", lookup="customers"),
        Filter("product_id", _("Product"), kind="ref", lookup="products"), Filter("repeated", _("Repeated"), kind="bool"))
    views: ClassVar[Sequence[View]] = (
        View("open", _("Unfinished"), lambda actor: Q(state__in=OPEN_STATES), count=True),
        View("mine", _("Mine"), lambda actor: Q(owner_id=actor.id, state__in=OPEN_STATES)),
        View("new", _("To be accepted"), lambda actor: Q(state=S.OPEN), count=True),
        View("overdue", _("Overdue"), lambda actor: Q(state__in=(S.OPEN, S.ACCEPTED), resolve_by__lt=clock.now()), count=True),
        View("complaints", _("Complaints"), lambda actor: Q(kind=K.COMPLAINT)),
        View("follow_up", _("To follow up"), lambda actor: Q(kind=K.COMPLAINT, state=S.CLOSED, followed_at=None)), View("all", _("All")))
    panels: ClassVar[Sequence[Panel]] = (
        Panel("matter", _("What happened"), "service/matter.html", matter), Panel("gate", _("Closing"), "service/gate.html", gate),
        Panel("form", _("Form"), "service/form.html", form), Panel("steps", _("Steps"), "service/steps.html", steps, side=True),
        Panel("consequences", _("Consequences"), "service/consequences.html", consequences, side=True),
        Panel("penalty", _("Penalty that waits for approval"), "approvals/panel.html", penalty_asked, side=True), files_panel("case"))
    order_by: ClassVar[Sequence[str]] = ("-received_at", "-id")
    order_hint: ClassVar[Any] = _("Newest first")
    select_related: ClassVar[Sequence[str]] = ("owner", "customer", "product", "goods")
    actions: ClassVar[Sequence[str]] = ("service.register_case", "service.run_checks")
    in_search: ClassVar[bool] = True
    history_kind: ClassVar[str] = "case"
    empty_text: ClassVar[Any] = _("No case yet. Record one, or give customers the address or QR code of the public page.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return cases_of(actor)

    def row_actions(self, row: Case, actor: Actor) -> Sequence[str]:
        offered, over = dict.fromkeys((next_step(row), *ACTIONS[S(row.state)])), row.state in (S.CLOSED, S.FILED)
        only = ONLY.get(K(row.kind))
        return [f"service.{name}" for name in offered if name and (only is None or name in only or over)]

    def head_links(self, actor: Actor) -> Sequence[Mapping[str, Any]]:
        """E-mail files, and the QR code that customers scan."""
        mail = {"code": "mail", "title": gettext("E-mail file"), "url": "/service/mail/", "page": True, "plain": True}
        return [*([mail] if actor.may("service.read_mail") else []),
                {"code": "qr", "title": gettext("QR code"), "url": "/service/qr/", "page": True, "plain": True}]

    def state_tag(self, row: Case) -> Tag:
        return case_tag(row)

    def heading(self, row: Case) -> str:
        return f"{row.get_kind_display()} {row.number}"

    def context(self, row: Any, actor: Actor) -> Mapping[str, Any]:
        due = limit(row)
        return {"line": " · ".join(filter(None, [row.customer_name, str(row.get_channel_display()),
                                                 f"{clock.local(row.received_at):%Y-%m-%d %H:%M}"])), "figures": [
            {"label": gettext("Next limit"), "value": f"{clock.local(due):%m-%d %H:%M}" if due else "--",
             "tone": "danger" if overdue(row) else ""},
            {"label": gettext("Class"), "value": row.get_area_display()},
            {"label": gettext("Severity"), "value": row.get_severity_display()},
            {"label": gettext("Cause"), "value": row.get_cause_display(), "tone": "warn" if row.repeated else "",
             "foot": gettext("repeated") if row.repeated else ""},
            {"label": gettext("Handler"), "value": row.owner.name if row.owner else "--"}]}

    def lookup_label(self, row: Case) -> str:
        return f"{row.number} {row.customer_name} {row.content[:30]}"


access.declare("case", lambda pk, actor: cases_of(actor).filter(pk=pk).exists())
