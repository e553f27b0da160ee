"""Waves: plan, approval, start, end (SAT-01, 07 to 10, 12, 24 to 26)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.documents.numbers import next_number
from yingshu.kernel import approving, clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import Card
from yingshu.kernel.caches import bump
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import Fen, LongText, Needed, OnlyWith, PersonRef, Text
from yingshu.kernel.links import record_url
from yingshu.kernel.services import Done, service
from yingshu.kernel.text import search_text
from yingshu.organisation.models import Person, Unit
from yingshu.rulebook.decisions import Subject, decide, params_of
from yingshu.service.models import Incident

from .. import incidents
from ..controls import AGENCY, APPROVED, CYCLE, INDEX, METHODS, OWN_SURVEY, PLAN, POPULATIONS, ROLES, SURVEYORS
from ..inputs import IncidentRef, Label, Period, VersionRef, WaveRef
from ..models import Questionnaire, QuestionnaireVersion, Wave, WaveTask
from ..queries.content import source_name, way_name
from ..queries.periods import CACHE as PERIODS
from ..queries.wanted import CACHE as WANTED
from ..rules.conclusion import ON_VISITS
from ..rules.spans import span_holding
from ..rules.waves import PLAN_FIELDS, AgencyFacts, PlanFacts, StartFacts, VersionFacts
from ..transitions import WAVE

KIND = "wave"
S, K = Wave.State, Wave.Kind
Source = Annotated[str, Field(pattern=r"^[a-z_]{1,20}$")]
NOT_IN_INDEX, HIRED = "none", OnlyWith("method=third_party")
SOURCES = {K.FORMAL: "survey", K.VISIT: "visit"}


@service("satisfaction.plan_wave", title=N_("Plan a survey"), clause="SAT-09")
def plan_wave(*, actor: Actor, title: Label, version_id: VersionRef, kind: Wave.Kind = K.FORMAL, period: Period | None = None,
              source: Source | None = None, product_kind: Text = "", method: Wave.Method = Wave.Method.OWN,
              agency: Annotated[Text, HIRED] = "", contract: Annotated[Text, HIRED] = "", fee_fen: Annotated[Fen, HIRED] = 0,
              measures: Text = "", subjects: LongText = "", cities: LongText = "",
              opens_on: date | None = None, closes_on: date | None = None, owner_id: PersonRef | None = None,
              incident_id: Annotated[IncidentRef | None, OnlyWith("kind=special")] = None) -> Done:
    """A survey of a period. Who organises it follows from the rulebook: by product (SAT-10), else by responsibility (SAT-01).

    A special survey names the event whose customers it asks (SAT-34). ``source`` is the part it plays in the index: nothing given, that of
    its kind; "none", no part.
    """
    version = _version(version_id)
    _asks(version.questionnaire.audience, kind)
    part, about = source_of(kind, source), _about(kind, incident_id)
    organiser, unit_id = organiser_of(product_kind)
    bump(PERIODS)
    number = next_number(KIND, clock.today())
    when = period or span_holding(opens_on or clock.today(), "H").name
    plan = _plan(number, product_kind, title=title, measures=way_of(kind, measures), subjects=subjects, cities=cities, opens_on=opens_on,
                 closes_on=closes_on, owner_id=owner_id or actor.id, agency=agency, contract=contract, fee_fen=fee_fen)
    pk = write.add_one(
        Wave, number=number, kind=kind, period=when, source=part, version_id=version.pk, audience=version.questionnaire.audience,
        product_kind=product_kind[:40] or version.questionnaire.product_kind, unit_id=unit_id, organiser=organiser, participants=_shares(),
        method=method, made_at=clock.now(), **plan, **about)
    return Done(KIND, pk, number, S.PLANNED.value, data={"period": when, "organiser": organiser},
                after={"title": title, "kind": str(kind), "method": str(method)})


def _plan(number: str, product_kind: str, *, title: str, measures: str, subjects: str, cities: str, opens_on: date | None,
          closes_on: date | None, owner_id: int, agency: str, contract: str, fee_fen: int) -> dict[str, Any]:
    """The fields of a plan from what was typed. Raises InvalidInput, NotFound."""
    return {"title": title, "measures": measures, "plan": {"subjects": subjects, "cities": cities}, "opens_on": opens_on,
            "closes_on": _after(opens_on, closes_on), "owner_id": _person(owner_id), "agency": agency[:120], "contract": contract[:120],
            "fee_fen": fee_fen, "search_text": search_text(title, number, product_kind, agency)}


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


def way_of(kind: Wave.Kind, given: str = "") -> str:
    """One of the ways of asking that the rulebook names; where none is given that of visits for visits, else the first (SAT-12)."""
    known = params_of(METHODS).asked
    if given and given not in known:
        words = "、".join(map(way_name, known))
        raise InvalidInput({"measures": [_("The rulebook measures by: %(methods)s.") % {"methods": words}]}, clause="SAT-12")
    own = [way for way in known if (way in ON_VISITS) == (kind == K.VISIT)]
    return given or next(iter((*own, *known)), "")


def source_of(kind: Wave.Kind, given: str | None) -> str:
    """The part in the index: that of the kind, or the one that is given. What is reported beside the index has none (SAT-31, SAT-34)."""
    if given is None or given == NOT_IN_INDEX:
        return SOURCES.get(kind, "") if given is None else ""
    known = params_of(INDEX).weights
    if given not in known:
        raise InvalidInput({"source": [_("The index has the sources: %(sources)s.") % {"sources": "、".join(map(source_name, known))}]},
                           clause="SAT-15")
    if kind in (K.INTERNAL, K.SPECIAL):
        raise InvalidInput({"source": [_("Surveys of this kind are reported beside the index.")]}, clause="SAT-15")
    return given


def _about(kind: Wave.Kind, incident_id: int | None) -> dict[str, Any]:
    """The event a special survey is about; other surveys are about none."""
    if (kind == K.SPECIAL) != bool(incident_id):
        words = N_("Choose the event whose customers are asked.") if kind == K.SPECIAL else N_("Only a special survey is about an event.")
        raise InvalidInput({"incident_id": [_(words)]}, clause="SAT-34")
    if not incident_id:
        return {}
    number = Incident.objects.filter(pk=incident_id).values_list("number", flat=True).first()
    if number is None:
        raise NotFound(field="incident_id")
    return {"about_kind": incidents.KIND, "about_id": incident_id, "about_number": number}


def _after(opens: date | None, closes: date | None) -> date | None:
    if opens is not None and closes is not None and closes < opens:
        raise InvalidInput({"closes_on": [_("The last day lies before the first.")]})
    return closes


def _person(pk: int) -> int | None:
    if pk and not Person.objects.filter(pk=pk, is_active=True).exists():
        raise NotFound(field="owner_id")
    return pk or None


def organiser_of(product_kind: str) -> tuple[str, int | None]:
    """The unit that surveys this product, else the one that organises surveys: its name, and its id where there is such a unit."""
    roles = params_of(ROLES)
    name = _named(params_of(SURVEYORS).mapping.get(product_kind) or roles.lead or next(iter((*roles.organiser, *roles.collect)), ""))
    return name, Unit.objects.filter(name=name, active=True).values_list("pk", flat=True).first() if name else None


def _shares() -> list[dict[str, str]]:
    return [{"share": share, "unit": _named(unit)} for share, unit in params_of(ROLES).shares()]


def _named(unit: str) -> str:
    """A delivered name in the company's language, whoever plans the survey; one of the company's own as it is."""
    with translation.override(settings.LANGUAGE_CODE):
        return _(unit) if unit else ""


@service("satisfaction.change_wave", title=N_("Change the plan"), clause="SAT-09")
def change_wave(*, actor: Actor, wave_id: WaveRef, title: Label, measures: Needed, subjects: LongText = "", cities: LongText = "",
                opens_on: date | None = None, closes_on: date | None = None, owner_id: PersonRef | None = None, agency: Text = "",
                contract: Text = "", fee_fen: Fen = 0) -> Done:
    """Complete or correct a plan that is not handed in."""
    found = moved(wave_id, "change")
    write.change(Wave, where={"id": found.pk}, set=_plan(
        found.number, found.product_kind, title=title, measures=way_of(K(found.kind), measures), subjects=subjects, cities=cities,
        opens_on=opens_on, closes_on=closes_on, owner_id=owner_id or found.owner_id or 0, agency=agency, contract=contract,
        fee_fen=fee_fen))
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
    """Give a plan back with the reason, an approved one too until the survey starts: what is changed is approved anew."""
    approving.require_not_running(KIND, wave_id)
    return _return(wave_id, reason)


def _return(wave_id: int, reason: str) -> Done:
    before = wave(wave_id).state
    return _done(moved(wave_id, "return", approved_by="", approved_at=None), before={"state": before}, reason=reason)


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
    """No more answers are taken. Weak items ask for an improvement from now on (SAT-22)."""
    bump(WANTED)
    found = moved(wave_id, "close", closed_at=clock.now())
    return Done(KIND, found.pk, found.number, found.state, data={"kind": found.kind}, before={"state": S.RUNNING.value},
                after={"state": found.state})


@service("satisfaction.reopen_wave", title=N_("Go on collecting"), clause="SAT-13")
def reopen_wave(*, actor: Actor, wave_id: WaveRef, reason: Needed) -> Done:
    """Take answers again, for a wave that came back too thinly."""
    bump(WANTED)
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
    yield _("Method"), f"{found.get_method_display()} · {way_name(found.measures)}"
    yield _("Time"), f"{found.opens_on or '--'} – {found.closes_on or '--'}"
    yield _("In charge"), found.owner.name if found.owner else "--"


approving.declare(approving.Approvable(
    KIND, N_("Plan of a survey"), "SAT-09", card, lambda actor, pk: _nothing(_approve(actor, pk)),
    lambda actor, pk, reason: _nothing(_return(pk, reason)), {"fee_fen": N_("Fee")},
    lambda actor, pk, reason: _nothing(_return(pk, reason))))


def _nothing(done: Done) -> None:
    """What a flow calls answers nothing."""
