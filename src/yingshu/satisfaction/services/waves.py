"""Waves: plan, approval, start, end (SAT-01, 07 to 10, 12, 24 to 26)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.documents.numbers import next_number
from yingshu.kernel import approving, clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import Card
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import Fen, LongText, Needed, PersonRef, Text
from yingshu.kernel.links import record_url
from yingshu.kernel.services import Done, service
from yingshu.kernel.text import search_text
from yingshu.organisation.models import Person, Unit
from yingshu.rulebook.decisions import Subject, decide, params_of

from ..controls import AGENCY, APPROVED, CYCLE, METHODS, OWN_SURVEY, PLAN, POPULATIONS, ROLES, SURVEYORS
from ..inputs import Label, VersionRef, WaveRef
from ..models import Questionnaire, QuestionnaireVersion, Wave, WaveTask
from ..rules.waves import AgencyFacts, PlanFacts, StartFacts, VersionFacts, half_year
from ..transitions import WAVE

KIND = "wave"
S, K = Wave.State, Wave.Kind
Period = Annotated[str, Field(pattern=r"^\d{4}(H[12]|Q[1-4]|-\d{2})?$")]
Source = Annotated[str, Field(pattern=r"^[a-z_]{0,20}$")]
SOURCES = {K.FORMAL: "survey", K.VISIT: "visit"}
PLAN_FIELDS = {"subjects": N_("Subjects"), "cities": N_("Cities"), "method": N_("Method"), "time": N_("Time"), "owner": N_("In charge")}


@service("satisfaction.plan_wave", title=N_("Plan a survey"), clause="SAT-09")
def plan_wave(*, actor: Actor, title: Label, version_id: VersionRef, kind: Wave.Kind = K.FORMAL, period: Period | None = None,
              source: Source | None = None, product_kind: Text = "", method: Wave.Method = Wave.Method.OWN, agency: Text = "",
              contract: Text = "", fee_fen: Fen = 0, measures: Text = "", subjects: LongText = "", cities: LongText = "",
              opens_on: date | None = None, closes_on: date | None = None, owner_id: PersonRef | None = None, about_number: Text = "",
              about_kind: Text = "", about_id: int | None = None) -> Done:
    """A survey of a period. Who organises it follows from the rulebook: by product (SAT-10), else by responsibility (SAT-01)."""
    version = _version(version_id)
    _asks(version.questionnaire.audience, kind)
    chosen = measures or params_of(METHODS).methods[0]
    _way(chosen)
    organiser, unit_id = _organiser(product_kind)
    today = clock.today()
    number = next_number(KIND, today)
    pk = write.add_one(
        Wave, number=number, title=title, kind=kind, period=period or half_year(opens_on or today), version_id=version.pk,
        source=SOURCES.get(kind, "") if source is None else source, audience=version.questionnaire.audience,
        product_kind=product_kind[:40] or version.questionnaire.product_kind, unit_id=unit_id, organiser=organiser, participants=_shares(),
        method=method, agency=agency[:120], contract=contract[:120], fee_fen=fee_fen, measures=chosen[:40],
        plan={"subjects": subjects, "cities": cities}, opens_on=opens_on, closes_on=_after(opens_on, closes_on),
        owner_id=_person(owner_id or actor.id), made_at=clock.now(), about_number=about_number[:40], about_kind=about_kind[:40],
        about_id=about_id, search_text=search_text(title, number, product_kind, agency))
    return Done(KIND, pk, number, S.PLANNED.value, data={"period": period or half_year(opens_on or today), "organiser": organiser},
                after={"title": title, "kind": str(kind), "method": str(method)})


def _version(pk: int) -> QuestionnaireVersion:
    found = QuestionnaireVersion.objects.select_related("questionnaire").filter(pk=pk).first()
    if found is None:
        raise NotFound(field="version_id")
    return found


def _asks(audience: str, kind: Wave.Kind) -> None:
    allowed = params_of(POPULATIONS).populations
    customers = {"direct", "dealer", "end_user", "potential"}
    if kind == K.FORMAL and audience in customers and audience not in allowed:
        words = [str(Questionnaire.Audience(a).label) for a in allowed if a in Questionnaire.Audience.values]
        raise InvalidInput({"version_id": [_("The rulebook surveys: %(audiences)s.") % {"audiences": "、".join(words)}]}, clause="SAT-08")


def _way(measures: str) -> None:
    """Only the ways of measuring that the rulebook names (SAT-12)."""
    known = params_of(METHODS).methods
    if measures not in (*known, *map(_, known)):
        raise InvalidInput({"measures": [_("The rulebook measures by: %(methods)s.") % {"methods": "、".join(map(_, known))}]},
                           clause="SAT-12")


def _after(opens: date | None, closes: date | None) -> date | None:
    if opens is not None and closes is not None and closes < opens:
        raise InvalidInput({"closes_on": [_("The last day lies before the first.")]})
    return closes


def _person(pk: int) -> int | None:
    if pk and not Person.objects.filter(pk=pk, is_active=True).exists():
        raise NotFound(field="owner_id")
    return pk or None


def _organiser(product_kind: str) -> tuple[str, int | None]:
    """The unit that surveys this product, else the one that organises surveys: its name, and its id where there is such a unit."""
    roles = params_of(ROLES)
    name = params_of(SURVEYORS).mapping.get(product_kind) or roles.lead or next(iter((*roles.organiser, *roles.collect)), "")
    return name, Unit.objects.filter(name=name, active=True).values_list("pk", flat=True).first() if name else None


def _shares() -> list[dict[str, str]]:
    return [{"share": share, "unit": unit} for share, unit in params_of(ROLES).shares()]


@service("satisfaction.change_wave", title=N_("Change the plan"), clause="SAT-09")
def change_wave(*, actor: Actor, wave_id: WaveRef, title: Label, measures: Needed, subjects: LongText = "", cities: LongText = "",
                opens_on: date | None = None, closes_on: date | None = None, owner_id: PersonRef | None = None, agency: Text = "",
                contract: Text = "", fee_fen: Fen = 0) -> Done:
    """Complete or correct a plan that is not handed in."""
    found = moved(wave_id, "change")
    _way(measures)
    write.change(Wave, where={"id": found.pk}, set={
        "title": title, "measures": measures[:40], "plan": {"subjects": subjects, "cities": cities}, "opens_on": opens_on,
        "closes_on": _after(opens_on, closes_on), "owner_id": _person(owner_id or found.owner_id or 0), "agency": agency[:120],
        "contract": contract[:120], "fee_fen": fee_fen, "search_text": search_text(title, found.number, found.product_kind, agency)})
    return _done(found, before={"title": found.title}, after={"title": title})


@service("satisfaction.submit_plan", title=N_("Hand in the plan"), clause="SAT-09")
def submit_plan(*, actor: Actor, wave_id: WaveRef) -> Done:
    """Ask for approval of the plan; what is missing is told at once."""
    found = moved(wave_id, "submit")
    decide(PLAN, PlanFacts(missing=missing_in(found), approved=True), subject(found))
    approving.submit(actor, KIND, wave_id)
    return _done(Wave.objects.get(pk=wave_id), before={"state": S.PLANNED.value})


@service("satisfaction.approve_plan", title=N_("Approve the plan"), clause="SAT-09")
def approve_plan(*, actor: Actor, wave_id: WaveRef) -> Done:
    """The plan may be carried out."""
    approving.require_not_running(KIND, wave_id)
    return _approve(actor, wave_id)


def _approve(actor: Actor, wave_id: int) -> Done:
    found = moved(wave_id, "approve", approved_by=actor.name, approved_at=clock.now())
    return _done(found, before={"state": S.PENDING.value}, after={"state": found.state})


@service("satisfaction.return_plan", title=N_("Return the plan"), clause="SAT-09")
def return_plan(*, actor: Actor, wave_id: WaveRef, reason: Needed) -> Done:
    """Give a plan back with the reason."""
    approving.require_not_running(KIND, wave_id)
    return _return(wave_id, reason)


def _return(wave_id: int, reason: str) -> Done:
    return _done(moved(wave_id, "return"), before={"state": S.PENDING.value}, reason=reason)


@service("satisfaction.start_wave", title=N_("Start the survey"), clause="SAT-07")
def start_wave(*, actor: Actor, wave_id: WaveRef) -> Done:
    """From now on questionnaires are handed out. Needs an approved questionnaire (SAT-26), an approved plan (SAT-09), the agency of a
    third party (SAT-25), and a day within the window (SAT-07); visits and surveys after an incident know no window."""
    found = wave(wave_id)
    require_start(found, clock.today())
    moved(wave_id, "start", started_at=clock.now(), opens_on=found.opens_on or clock.today())
    if found.method == Wave.Method.OWN and found.kind == K.FORMAL:
        _tasks(found)
    return _done(Wave.objects.get(pk=wave_id), before={"state": found.state})


def require_start(found: Wave, on: date) -> None:
    """Every gate of the start, each recorded. Raises Refused."""
    about = subject(found)
    require_hand_out(found)
    decide(AGENCY, AgencyFacts(third_party=found.method == Wave.Method.THIRD_PARTY, agency=found.agency, contract=found.contract), about)
    decide(CYCLE, StartFacts(on=on, formal=found.kind == K.FORMAL), about)


def require_hand_out(found: Wave) -> None:
    """Nothing is handed out without an approved questionnaire and an approved plan."""
    decide(APPROVED, version_facts(found), subject(found))
    decide(PLAN, PlanFacts(missing=missing_in(found), approved=found.approved_at is not None), subject(found))


def version_facts(found: Wave) -> VersionFacts:
    """Is the wave's questionnaire approved? A version that was retired after the start stays good for its waves."""
    version = _version(found.version_id)
    good = version.state == version.State.APPROVED or (version.state == version.State.RETIRED and found.started_at is not None)
    return VersionFacts(title=version.questionnaire.title, number=version.number, approved=good)


def missing_in(found: Wave) -> tuple[str, ...]:
    """Which contents of the plan are missing."""
    there = {"subjects": found.plan.get("subjects"), "cities": found.plan.get("cities"), "method": found.measures,
             "time": found.opens_on and found.closes_on, "owner": found.owner_id}
    return tuple(PLAN_FIELDS.get(name, name) for name in params_of(PLAN).fields if name in there and not there[name])


def _tasks(found: Wave) -> None:
    """The three levels of an own survey; the units of the strata carry it out (SAT-24)."""
    params = params_of(OWN_SURVEY)
    units = {s.unit_id: s.unit.name for s in found.strata.select_related("unit").exclude(unit=None) if s.unit}
    rows = [("lead", params.lead or found.organiser, found.unit_id), ("supervise", params.supervise, None),
            *(("execute", name, pk) for pk, name in units.items())]
    if not units and params.execute:
        rows.append(("execute", params.execute, None))
    write.add(WaveTask, [{"wave_id": found.pk, "role": role, "title": title[:60], "unit_id": unit} for role, title, unit in rows if title])


@service("satisfaction.hand_in_task", title=N_("Hand in one's share"), clause="SAT-24")
def hand_in_task(*, actor: Actor, wave_id: WaveRef, task_id: Annotated[int, Field(gt=0)], note: Text = "") -> Done:
    """A unit has done its share of the survey."""
    found = wave(wave_id)
    changed = write.change(WaveTask, where={"id": task_id, "wave_id": wave_id, "submitted_at__isnull": True},
                           set={"submitted_at": clock.now(), "submitted_by": actor.name, "note": note}, returning="*")
    if not changed:
        raise NotFound(field="task_id")
    return _done(found, after={"task": changed[0].title})


@service("satisfaction.record_outcome", title=N_("Record what the agency delivered"), clause="SAT-25")
def record_outcome(*, actor: Actor, wave_id: WaveRef, outcome: LongText, fee_fen: Fen | None = None) -> Done:
    """Results and fee of a third party's survey."""
    found = wave(wave_id)
    if found.method != Wave.Method.THIRD_PARTY:
        raise InvalidInput({"wave_id": [_("This survey is carried out by the company itself.")]}, clause="SAT-25")
    values = {"outcome": outcome[:500]} | ({} if fee_fen is None else {"fee_fen": fee_fen})
    write.change(Wave, where={"id": wave_id}, set=values)
    return _done(found, before={"outcome": found.outcome}, after=values)


@service("satisfaction.close_wave", title=N_("Close the survey"), clause="SAT-13")
def close_wave(*, actor: Actor, wave_id: WaveRef) -> Done:
    """No more answers are taken."""
    return _done(moved(wave_id, "close", closed_at=clock.now()), before={"state": S.RUNNING.value})


@service("satisfaction.reopen_wave", title=N_("Go on collecting"), clause="SAT-13")
def reopen_wave(*, actor: Actor, wave_id: WaveRef, reason: Needed) -> Done:
    """Take answers again, for a wave that came back too thinly."""
    return _done(moved(wave_id, "reopen", closed_at=None), before={"state": S.CLOSED.value}, reason=reason)


def wave(pk: int) -> Wave:
    """The wave, or NotFound."""
    found: Wave | None = Wave.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(field="wave_id")
    return found


def moved(wave_id: int, step: str, **values: Any) -> Wave:
    """Move a wave, locked, and answer it as it now is. Raises NotFound, IllegalTransition."""
    with transaction.atomic():
        found: Wave | None = write.lock(Wave, wave_id)
        if found is None:
            raise NotFound(field="wave_id")
        state = WAVE.check(step, found.state, found.number)
        rows = write.change(Wave, where={"id": wave_id}, set={"state": state, **values}, returning="*")
        return rows[0]


def subject(found: Wave) -> Subject:
    """What decisions about it are about."""
    return Subject(KIND, found.pk, found.number, found.unit_id)


def _done(found: Wave, *, before: Mapping[str, Any] | None = None, after: Mapping[str, Any] | None = None, reason: str = "") -> Done:
    return Done(KIND, found.pk, found.number, found.state, before=before or {}, after=after or {"state": found.state}, reason=reason)


def card(pk: int) -> Card:
    """The plan as an approver sees it."""
    found = Wave.objects.select_related("version__questionnaire", "owner").get(pk=pk)
    return Card(found.number, found.title, record_url("waves", pk), found.owner_id or 0, found.unit_id, facts={"fee_fen": found.fee_fen},
                lines=list(_lines(found)), digest=f"{found.plan}{found.opens_on}{found.closes_on}{found.fee_fen}")


def _lines(found: Wave) -> Iterable[tuple[str, str]]:
    yield _("Subjects"), found.plan.get("subjects", "")
    yield _("Cities"), found.plan.get("cities", "")
    yield _("Method"), f"{found.get_method_display()} · {_(found.measures)}"
    yield _("Time"), f"{found.opens_on or '--'} – {found.closes_on or '--'}"
    yield _("In charge"), found.owner.name if found.owner else "--"


approving.declare(approving.Approvable(
    KIND, N_("Plan of a survey"), "SAT-09", card, lambda actor, pk: _nothing(_approve(actor, pk)),
    lambda actor, pk, reason: _nothing(_return(pk, reason)), {"fee_fen": N_("Fee")},
    lambda actor, pk, reason: _nothing(_return(pk, reason))))


def _nothing(done: Done) -> None:
    """What a flow calls answers nothing."""
