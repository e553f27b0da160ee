"""调查批次: plan, gates of the start, frame, recovery, shares of the units; the questionnaires handed out (SAT-09, 13, 24)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import approving, clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register
from yingshu.organisation.models import Unit
from yingshu.rulebook.decisions import Decision, judge

from .. import tokens
from ..controls import AGENCY, APPROVED, CYCLE, PLAN
from ..models import Invitation, Wave
from ..offers import surveyed_periods
from ..queries.content import way_name
from ..queries.returned import Returned, recovery, recovery_by_unit, recovery_verdict
from ..rules.conclusion import percent, share
from ..rules.spans import span_of
from ..rules.waves import AgencyFacts, PlanFacts, StartFacts
from ..services.answering import invitations_of
from ..services.waves import KIND, missing_in, subject, version_facts
from ..shown import period_name

S, K = Wave.State, Wave.Kind
WEIGHTS = {S.PLANNED: "draft", S.PENDING: "wait", S.READY: "wait", S.RUNNING: "run", S.CLOSED: "done"}
RUN = ("invite", "make_codes", "remind", "look_for_signs", "record_falsification", "close_wave")
STEPS = {S.PLANNED: ("submit_plan", "change_wave", "set_strata", "strata_from_files", "calculate_sample"),
         S.PENDING: ("approve_plan", "return_plan"),
         S.READY: ("start_wave", "set_strata", "strata_from_files", "calculate_sample", "return_plan"),
         S.RUNNING: RUN, S.CLOSED: ("look_for_signs", "record_falsification", "reopen_wave")}


def wave_tag(row: Wave) -> Tag:
    """Where the wave stands; red when its last day is over and it is still open."""
    over = row.state == S.RUNNING and row.closes_on is not None and row.closes_on < clock.today()
    return Tag(_("Overdue"), "danger") if over else Tag(row.get_state_display(), WEIGHTS[S(row.state)])


def plan_of(row: Wave, actor: Actor) -> dict[str, Any]:
    """The plan in words, with who does what."""
    pairs = [(gettext("Subjects"), row.plan.get("subjects") or "--"), (gettext("Cities"), row.plan.get("cities") or "--"),
             (gettext("Method"), f"{row.get_method_display()} · {way_name(row.measures)}"),
             (gettext("Time"), f"{row.opens_on or '--'} ~ {row.closes_on or '--'}"),
             (gettext("In charge"), row.owner.name if row.owner else "--"), (gettext("organiser").capitalize(), row.organiser or "--"),
             (gettext("questionnaire").capitalize(), str(row.version.questionnaire.title) + f" V{row.version.number}")]
    if row.method == Wave.Method.THIRD_PARTY:
        pairs += [(gettext("Agency"), row.agency or "--"), (gettext("Contract"), row.contract or "--"),
                  (gettext("Outcome"), row.outcome or "--")]
    shares = [{"share": gettext(p["share"]), "unit": p["unit"]} for p in row.participants]
    result = f"/satisfaction/results/?period={row.period}" if actor.may("satisfaction_reports.view") and row.state in (
        S.RUNNING, S.CLOSED) and span_of(row.period) else ""
    return {"result": result, "pairs": pairs, "shares": shares, "approved_by": row.approved_by, "approved_at": row.approved_at}


def gate_of(decision: Decision) -> dict[str, Any]:
    """A verdict as the gate panel shows it."""
    verdict = decision.verdict
    return {"title": gettext(decision.control.title), "state": "open" if verdict.allowed else "refuse", "text": str(verdict.says),
            "clause": decision.clause, "conditions": [] if len(verdict.conditions) < 2 else [
                {"name": gettext(c.name), "ok": c.ok, "text": str(c.says), "clause": c.clause} for c in verdict.conditions]}


def gates_of(row: Wave, actor: Actor) -> dict[str, Any]:
    """Before the start: what stands against it. Later: may conclusions be drawn?"""
    if row.state in (S.RUNNING, S.CLOSED):
        return {"gates": [gate_of(recovery_verdict(row))]}
    about = subject(row)
    third = row.method == Wave.Method.THIRD_PARTY
    return {"gates": [gate_of(judge(control, facts, about)) for control, facts in (
        (APPROVED, version_facts(row)), (PLAN, PlanFacts(missing=missing_in(row), approved=row.approved_at is not None)),
        (AGENCY, AgencyFacts(third_party=third, agency=row.agency, contract=row.contract)),
        (CYCLE, StartFacts(on=clock.today(), formal=row.kind == K.FORMAL)))]}


def frame_of(row: Wave, actor: Actor) -> dict[str, Any]:
    """Strata with population, sample and what came back; the numbers behind the sample."""
    back = recovery_by_unit(row, "stratum_key")
    none = Returned(0, 0, 0)
    strata = [{"stratum": s, "back": back.get(s.pk, none), "rate": _rate(back.get(s.pk, none))}
              for s in row.strata.select_related("unit").order_by("id")]
    others, sample = back.get(0, none), row.plan.get("sample")
    return {"strata": strata, "others": others if others.sent or others.answered else None,
            "sample": sample and {**sample, "margin": percent(Decimal(sample["margin"]))},
            "may_codes": row.state == S.RUNNING and actor.may("satisfaction.make_codes"), "wave": row,
            "may_list": row.sent and actor.may("satisfaction.remind")}


def units_of(row: Wave, actor: Actor) -> dict[str, Any]:
    """The recovery rate of every unit."""
    back = recovery_by_unit(row)
    names = dict(Unit.objects.filter(pk__in=[u for u in back if u]).values_list("pk", "name"))
    return {"rows": [{"name": names.get(unit, "--"), "back": found, "rate": _rate(found)} for unit, found in back.items()]}


def _rate(back: Returned) -> str:
    return percent(share(back.valid, back.sent))


def _listed(screen: str, some: str, actor: Actor) -> str:
    return f"/{screen}/{some}" if actor.may(f"{screen}.view") else ""


def tasks_of(row: Wave, actor: Actor) -> dict[str, Any]:
    """督导看板: who has handed in, who has not (SAT-24)."""
    return {"tasks": list(row.tasks.order_by("id")), "may": row.state == S.RUNNING and actor.may("satisfaction.hand_in_task"), "wave": row}


def approval_of(row: Wave, actor: Actor) -> Mapping[str, Any] | None:
    """The plan's way through approval; before it is handed in the way it would take."""
    found = approving.panel(actor, KIND, row.pk)
    return found if found and (found["approval"] or row.state == S.PLANNED) else None


@register
class WaveScreen(Screen):
    """调查批次 (SAT-09)."""

    code: ClassVar[str] = "waves"
    model: ClassVar[Any] = Wave
    title: ClassVar[Any] = _("Surveys")
    group: ClassVar[str] = "satisfaction"
    order_in_menu: ClassVar[int] = 20
    icon: ClassVar[str] = "clipboard-list"
    hint: ClassVar[Any] = _("A survey has an approved questionnaire and an approved plan before anything is handed out.")
    columns: ClassVar[Sequence[Column]] = (
        Column("number", kind="code", link=True), Column("title", width="wide"), Column("period", kind="code"), Column("kind"),
        Column("organiser", phone=False), Column("sent", kind="quantity"), Column("opens_on", kind="date", phone=False),
        Column("closes_on", kind="date"), Column("state", kind="tag", tags=wave_tag, needs=("closes_on",)),
        Column("product_kind", hidden=True), Column("method", hidden=True), Column("agency", hidden=True),
        Column("source", hidden=True), Column("fee_fen", kind="money", hidden=True), Column("owner__name", _("in charge"), hidden=True))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Number, title, product or agency"), kind="search"),
        Filter("period", _("Period"), kind="choice", choices=surveyed_periods),
        Filter("state", _("State"), kind="choice", choices=S.choices), Filter("kind", _("Kind"), kind="choice", choices=K.choices),
        Filter("method", _("carried out as"), kind="choice", choices=Wave.Method.choices))
    views: ClassVar[Sequence[View]] = (
        View("all", _("All")), View("running", _("Running"), lambda actor: Q(state=S.RUNNING), count=True),
        View("plans", _("Plans"), lambda actor: Q(state__in=[S.PLANNED, S.PENDING, S.READY])),
        View("mine", _("In my charge"), lambda actor: Q(owner_id=actor.id)))
    panels: ClassVar[Sequence[Panel]] = (
        Panel("frame", _("Frame and recovery"), "satisfaction/frame.html", frame_of),
        Panel("units", _("Recovery by unit"), "satisfaction/units.html", units_of),
        Panel("tasks", _("Shares of the units"), "satisfaction/tasks.html", tasks_of),
        Panel("approval", _("Approval"), "approvals/panel.html", approval_of, side=True),
        Panel("gates", _("What the rulebook says"), "satisfaction/gates.html", gates_of, side=True),
        Panel("plan", _("Plan"), "satisfaction/plan.html", plan_of, side=True))
    order_by: ClassVar[Sequence[str]] = ("-made_at", "-id")
    order_hint: ClassVar[Any] = _("Newest first")
    select_related: ClassVar[Sequence[str]] = ("version__questionnaire", "owner")
    actions: ClassVar[Sequence[str]] = ("satisfaction.plan_wave",)
    in_search: ClassVar[bool] = True
    history_kind: ClassVar[str] = "wave"
    empty_text: ClassVar[Any] = _("No survey yet. Plan the first one.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        """Surveys are the same for everybody; customers in them are not."""
        return Wave.objects.all()

    def head_links(self, actor: Actor) -> Sequence[Mapping[str, Any]]:
        may = actor.may("satisfaction.import_wave")
        return [{"code": "import", "title": gettext("Import answers"), "url": "/waves/import/", "page": True, "plain": True}] if may else ()

    def row_actions(self, row: Wave, actor: Actor) -> Sequence[str]:
        steps = () if row.state == S.PENDING and approving.running(KIND, row.pk) else STEPS[S(row.state)]
        if row.kind == K.INTERNAL:
            steps = tuple("invite_colleagues" if step == "invite" else step for step in steps)
        if row.kind == K.STANDING and row.state == S.RUNNING and row.poster_hash is None:
            steps = (*steps, "open_poster")
        more = ("record_outcome",) if row.method == Wave.Method.THIRD_PARTY and row.state in (S.RUNNING, S.CLOSED) else ()
        return [f"satisfaction.{step}" for step in (*steps, *more)]

    def state_tag(self, row: Wave) -> Tag:
        return wave_tag(row)

    def heading(self, row: Wave) -> str:
        return row.title

    def context(self, row: Wave, actor: Actor) -> Mapping[str, Any]:
        back, some = recovery(row), f"?wave={row.pk}"
        line = filter(None, [row.number, period_name(row.period), str(row.get_kind_display()), row.product_kind])
        return {"line": " · ".join(line), "figures": [
            {"label": gettext("Handed out"), "value": back.sent, "url": _listed("invitations", some, actor)},
            {"label": gettext("Returned answers"), "value": back.answered, "url": _listed("responses", some, actor)},
            {"label": gettext("Voided"), "value": back.voided, "tone": "warn" if back.voided else "",
             "url": _listed("responses", f"{some}&view=void", actor)},
            {"label": gettext("Recovery rate"), "value": _rate(back), "hint": gettext("Valid answers of those handed out.")}]}

    def lookup_label(self, row: Wave) -> str:
        return f"{row.number} {row.title}"

    def as_json(self, row: Wave, actor: Actor) -> Mapping[str, Any]:
        back = recovery(row)
        return {"plan": row.plan, "strata": [{"title": s.title, "unit_id": s.unit_id, "population": s.population, "sample": s.sample}
                                             for s in row.strata.order_by("id")],
                "recovery": {"sent": back.sent, "answered": back.answered, "voided": back.voided, "valid": back.valid},
                "tasks": [{"id": t.pk, "role": t.role, "title": t.title, "handed_in": t.submitted_at is not None}
                          for t in row.tasks.order_by("id")]}


def invitation_tag(row: Invitation) -> Tag:
    """Came back, reminded, or still out."""
    if row.answered_at is not None:
        return Tag(_("Returned answers"), "done")
    return Tag(_("Reminded"), "warn") if row.reminders else Tag(_("Not answered"), "wait")


def whom(row: Invitation) -> str:
    """The customer or colleague, else the serial of the code."""
    return row.customer.name if row.customer else row.person.name if row.person else f"#{row.serial}"


def link_of(row: Invitation, actor: Actor) -> dict[str, Any]:
    """The link to hand over, for those who hand out; typing in for those who ask by phone or on paper."""
    open_now = row.answered_at is None and row.wave.state == S.RUNNING
    return {"link": tokens.link(row) if open_now and actor.may("satisfaction.invite") else "", "row": row,
            "enter": f"/invitations/{row.pk}/enter/" if open_now and actor.may("satisfaction.enter_answers") else ""}


@register
class InvitationScreen(Screen):
    """发放记录: every questionnaire handed out (SAT-13)."""

    code: ClassVar[str] = "invitations"
    model: ClassVar[Any] = Invitation
    title: ClassVar[Any] = _("Questionnaires handed out")
    group: ClassVar[str] = "satisfaction"
    order_in_menu: ClassVar[int] = 40
    icon: ClassVar[str] = "send"
    columns: ClassVar[Sequence[Column]] = (
        Column("whom", _("To whom"), value=whom, link=True, needs=("customer__name", "person__name", "serial")),
        Column("wave__number", _("wave"), kind="code"), Column("unit__name", _("unit")), Column("channel"),
        Column("phone", _("phone"), kind="mask_phone", value=lambda row: row.customer.phone if row.customer else "",
               needs=("customer__phone",)),
        Column("sent_at", kind="moment", phone=False), Column("reminders", kind="quantity", phone=False),
        Column("answered_at", kind="moment"), Column("state", _("State"), kind="tag", value=lambda row: invitation_tag(row).label,
                                                     tags=invitation_tag, needs=("answered_at", "reminders")),
        Column("stratum__title", _("stratum"), hidden=True), Column("about_number", hidden=True))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Customer"), kind="search"), Filter("wave", _("wave"), kind="ref", lookup="waves", field="wave_id"),
        Filter("channel", _("By which way"), kind="choice", choices=Invitation.Channel.choices),
        Filter("unit", _("unit"), kind="ref", lookup="units", field="unit_id"), Filter("sent_at", _("handed out at"), kind="daterange"))
    views: ClassVar[Sequence[View]] = (
        View("all", _("All")), View("open", _("Not answered"), lambda actor: Q(answered_at=None, wave__state=S.RUNNING)),
        View("back", _("Returned answers"), lambda actor: Q(answered_at__isnull=False)))
    panels: ClassVar[Sequence[Panel]] = (Panel("link", _("Hand over or enter"), "satisfaction/link.html", link_of),)
    order_by: ClassVar[Sequence[str]] = ("-id",)
    order_hint: ClassVar[Any] = _("Newest first")
    search_fields: ClassVar[Sequence[str]] = ("customer__search_text",)
    select_related: ClassVar[Sequence[str]] = ("customer", "person", "unit", "wave", "stratum")
    empty_text: ClassVar[Any] = _("Nothing has been handed out yet.")

    def scoped(self, actor: Actor) -> Any:
        return invitations_of(actor)

    def heading(self, row: Invitation) -> str:
        return f"{whom(row)} · {row.wave.title}"

    def state_tag(self, row: Invitation) -> Tag:
        return invitation_tag(row)

    def lookup_label(self, row: Invitation) -> str:
        return f"{whom(row)} {row.wave.number}"
