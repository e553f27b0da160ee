"""Working on a case until it is closed and filed (SVC-01 to SVC-08, SVC-12, SVC-23)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.documents import pictures
from yingshu.documents.pictures import PictureInput
from yingshu.documents.queries import attachments_of
from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import IllegalTransition, InvalidInput, NotFound
from yingshu.kernel.events import emit
from yingshu.kernel.inputs import Fen
from yingshu.kernel.services import Done, service
from yingshu.notifications.services import tell, tell_posts
from yingshu.rulebook.decisions import Subject, decide, params_of

from ..controls import FOLLOW_UP, HANDLING, QUALITY_FORM, REPEATS, REPORTING, SERVICE_FORM, SUGGESTIONS
from ..events import CaseClosed
from ..inputs import CaseRef, NeededShort, NeededWords, Rating, Words
from ..limits import after_waiting
from ..models import Case, Filing, Improvement, Opinion, Step
from ..queries.cases import same_cause, span_of
from ..rules.cases import FollowUpFacts, FormFacts, HandlingFacts, RepeatFacts, ReportingFacts, SuggestionFacts
from ..transitions import CASE as MOVES
from .intake import ask_departments
from .steps import KIND, changed, locked, step, url_of, write_to

A, K = Case.Area, Case.Kind
FORMS = {A.QUALITY: QUALITY_FORM, A.SERVICE: SERVICE_FORM}
MOST_PICTURES = 20


def working_on(actor: Actor, case_id: int, action: str) -> Case:
    """The case, when it is still open."""
    case = locked(actor, case_id)
    if not case.is_open:
        raise IllegalTransition(number=case.number, state=str(case.get_state_display()), action=action)
    return case


def _kept(case: Case, **after: Any) -> Done:
    return Done(KIND, case.pk, case.number, case.state, after=after)


@service("service.tell_customer", title=N_("Tell the customer"), clause="SVC-06")
def tell_customer(*, actor: Actor, case_id: CaseRef, text: NeededWords, final: bool = False) -> Done:
    """News for the customer: on the status page, by e-mail when there is an address, and whatever was said by phone. ``final``: it was
    the outcome."""
    case = working_on(actor, case_id, "tell_customer")
    now = clock.now()
    changed(case, **({} if case.replied_at else {"replied_at": now}), **({"told_at": now, "outcome": text} if final else {}))
    step(case.pk, Step.Kind.TOLD, actor, text, public=True)
    sent = write_to(case, N_("There is news about %(number)s:"), number=case.number)
    return Done(KIND, case.pk, case.number, case.state, data={"emailed": sent}, after={"told": True, "final": final})


@service("service.note", title=N_("Note"), clause="SVC-03")
def note(*, actor: Actor, case_id: CaseRef, text: NeededWords) -> Done:
    """A note for colleagues; the customer does not see it."""
    case = locked(actor, case_id)
    step(case.pk, Step.Kind.NOTE, actor, text)
    return _kept(case, note=True)


@service("service.wait_for_customer", title=N_("Wait for the customer"), clause="SVC-02")
def wait_for_customer(*, actor: Actor, case_id: CaseRef, text: NeededWords) -> Done:
    """Ask the customer something; until the answer comes the clock stands still."""
    row = MOVES.move(Case, case_id, "wait", actor=actor, set={"waiting_since": clock.now()})
    step(case_id, Step.Kind.WAITING, actor, text, public=True)
    write_to(row, N_("We need your answer about %(number)s:"), number=row.number)
    return _kept(row, state=row.state)


@service("service.resume_case", title=N_("The customer has answered"), clause="SVC-02")
def resume_case(*, actor: Actor, case_id: CaseRef, text: Words = "") -> Done:
    """The clock runs on; what was left of each limit is left."""
    case = locked(actor, case_id)
    MOVES.check("resume", case.state, case.number)
    row = MOVES.move(Case, case_id, "resume", actor=actor, set={**after_waiting(case, clock.now()), "waiting_since": None})
    step(case_id, Step.Kind.RESUMED, actor, text)
    return _kept(row, state=row.state)


@service("service.investigate_case", title=N_("Investigate on site"), clause="SVC-05")
def investigate_case(*, actor: Actor, case_id: CaseRef, text: NeededWords) -> Done:
    """What was found at the customer's place, and who was there."""
    case = working_on(actor, case_id, "investigate_case")
    step(case.pk, Step.Kind.INVESTIGATED, actor, text)
    return _kept(case, investigation=True)


@service("service.verify_case", title=N_("Verify the grounds"), clause="SVC-05")
def verify_case(*, actor: Actor, case_id: CaseRef, justified: bool, conclusion: NeededWords) -> Done:
    """Is the complaint justified? With the conclusion drawn (SVC-05)."""
    case = working_on(actor, case_id, "verify_case")
    changed(case, justified=justified, conclusion=conclusion)
    step(case.pk, Step.Kind.VERIFIED, actor, conclusion)
    return _kept(case, justified=justified)


@service("service.record_cause", title=N_("Record the cause"), clause="SVC-12")
def record_cause(*, actor: Actor, case_id: CaseRef, cause: Case.Cause, cost_fen: Fen = 0) -> Done:
    """The cause and what the matter cost. The third of one cause in a month is a repeated complaint and wants an improvement (SVC-12)."""
    case = working_on(actor, case_id, "record_cause")
    if not cause or cost_fen < 0:
        raise InvalidInput({"cause": [_("Choose a cause; the cost is not negative.")]})
    frequency = params_of(REPEATS, case.unit_id).frequency
    facts = RepeatFacts(cause=str(cause.label), times=same_cause(case, cause, frequency) if case.kind == K.COMPLAINT else 1)
    decided = decide(REPEATS, facts, Subject(KIND, case.pk, case.number, case.unit_id))
    repeated = any(not c.ok for c in decided.verdict.conditions)
    changed(case, cause=cause, cost_fen=cost_fen, repeated=repeated)
    return Done(KIND, case.pk, case.number, case.state, data={"repeated": repeated, "times": facts.times},
                after={"cause": cause, "cost_fen": cost_fen, "repeated": repeated})


@service("service.propose", title=N_("Propose a solution"), clause="SVC-03")
def propose(*, actor: Actor, case_id: CaseRef, text: NeededWords) -> Done:
    """The solution offered to the customer; the office gets it as the proposal where it was told (SVC-06)."""
    case = working_on(actor, case_id, "propose")
    now = clock.now()
    changed(case, proposal=text, proposed_at=now, agreed_at=None, **({} if case.replied_at else {"replied_at": now}))
    step(case.pk, Step.Kind.PROPOSED, actor, text, public=True)
    if case.reported_at:
        tell_posts(params_of(REPORTING, case.unit_id).office, N_("There is a proposal for %(number)s."), clause="SVC-06", url=url_of(case),
                   args={"number": case.number})
    write_to(case, N_("We propose a solution for %(number)s:"), number=case.number)
    return _kept(case, proposal=True)


@service("service.agree", title=N_("The customer agrees"), clause="SVC-03")
def agree(*, actor: Actor, case_id: CaseRef, said_by: NeededShort) -> Done:
    """The customer has accepted the solution; who said so on the customer's side."""
    case = working_on(actor, case_id, "agree")
    return _agreed(case, actor, said_by)


def _agreed(case: Case, actor: Actor, said_by: str) -> Done:
    if not case.proposal:
        raise InvalidInput({"said_by": [_("Propose a solution first.")]})
    changed(case, agreed_at=clock.now())
    step(case.pk, Step.Kind.AGREED, actor, said_by, public=True)
    return _kept(case, agreed=True)


@service("service.answer_case", title=N_("Answer the company"), clause="SVC-03")
def answer_case(*, actor: Actor, code: NeededShort, text: Words = "", agrees: bool = False, rating: Rating | None = None,
                photos: list[PictureInput] | None = None) -> Done:
    """What the customer answers on the status page: a word, pictures, the agreement to the solution, how satisfied they are with the
    handling. Whoever handles the case is told. Where the personal data were erased, nothing new is taken."""
    found = Case._plain.filter(public_code=code, forgotten_at=None).exclude(state=Case.State.WITHDRAWN).first()
    case: Case | None = write.lock(Case, found.pk) if found else None
    if case is None:
        raise NotFound(field="code")
    if not (text or agrees or rating or photos):
        raise InvalidInput({"text": [_("Write something, or choose how satisfied you are.")]})
    _keep_pictures(case, photos or [], actor)
    _heard(case, actor, text or (_("Pictures") if photos else ""))
    if agrees and case.is_open:
        _agreed(case, actor, "")
    if rating and not case.is_open:
        changed(case, satisfied=rating)
        step(case.pk, Step.Kind.RATED, actor, str(rating))
    tell([case.owner_id or 0], N_("The customer has answered about %(number)s."), clause="SVC-03", urgent=case.is_open, url=url_of(case),
         args={"number": case.number})
    return Done(KIND, case.pk, case.number, case.state, after={"agrees": agrees, "rating": rating})


def _keep_pictures(case: Case, photos: list[PictureInput], actor: Actor) -> None:
    if photos and attachments_of(KIND, case.pk).count() + len(photos) > MOST_PICTURES:
        raise InvalidInput({"photos": [_("At most %(most)s pictures.") % {"most": MOST_PICTURES}]})
    pictures.keep(KIND, case.pk, photos, actor)


def _heard(case: Case, actor: Actor, text: str) -> None:
    """The customer's word; the clock of a case that waited for it runs on."""
    if case.state == Case.State.WAITING:
        changed(case, **after_waiting(case, clock.now()), waiting_since=None, state=Case.State.ACCEPTED)
        step(case.pk, Step.Kind.RESUMED, actor, text, public=True)
    elif text:
        step(case.pk, Step.Kind.NOTE, actor, text, public=True)


@service("service.decide_suggestion", title=N_("Decide about a suggestion"), clause="SVC-23")
def decide_suggestion(*, actor: Actor, case_id: CaseRef, adopted: bool, text: NeededWords) -> Done:
    """Adopted or not, and why; the customer reads it."""
    case = working_on(actor, case_id, "decide_suggestion")
    if case.kind != K.SUGGESTION:
        raise InvalidInput({"adopted": [_("This is no suggestion.")]})
    now = clock.now()
    changed(case, adopted=adopted, outcome=text, told_at=now, replied_at=case.replied_at or now)
    step(case.pk, Step.Kind.TOLD, actor, text, public=True)
    write_to(case, N_("There is news about %(number)s:"), number=case.number)
    return _kept(case, adopted=adopted)


# ---- the forms ---------------------------------------------------------------------------------------------------------

@service("service.fill_form", title=N_("Fill in the form"), clause="SVC-07")
def fill_form(*, actor: Actor, case_id: CaseRef, conclusion: NeededWords, proposal: Words = "") -> Done:
    """The manager's part of the form for complaints about quality or service; the departments are asked for theirs (SVC-07, SVC-08)."""
    case = working_on(actor, case_id, "fill_form")
    control = FORMS.get(A(case.area)) if case.kind == K.COMPLAINT else None
    if control is None:
        raise InvalidInput({"conclusion": [_("Only complaints about quality or service have a form. Classify the case first.")]})
    changed(case, form_at=clock.now(), form_by=actor.name, conclusion=conclusion, **({"proposal": proposal} if proposal else {}))
    ask_departments(case, params_of(control, case.unit_id).departments, actor)
    return _kept(case, form=control.code)


@service("service.give_opinion", title=N_("Give the department's opinion"), clause="SVC-07")
def give_opinion(*, actor: Actor, case_id: CaseRef, department: NeededShort, text: NeededWords) -> Done:
    """What a department says on the form. Any reach: who was asked may answer."""
    row = write.change(Opinion, where={"case_id": case_id, "department": department}, set={
        "text": text, "given_at": clock.now(), "given_by": actor.name}, returning="*")
    if not row:
        raise NotFound(field="department")
    case = Case._plain.get(pk=case_id)
    if not case.is_open:
        raise IllegalTransition(number=case.number, state=str(case.get_state_display()), action="give_opinion")
    return _kept(case, department=department)


# ---- closing -----------------------------------------------------------------------------------------------------------

@service("service.close_case", title=N_("Close"), clause="SVC-03")
def close_case(*, actor: Actor, case_id: CaseRef, outcome: Words = "") -> Done:
    """Close a case. The rules of its kind and class decide; closed forms are filed, original and copy (SVC-07, SVC-08)."""
    case = working_on(actor, case_id, "close_case")
    judge_closing(case, outcome)
    now = clock.now()
    row = MOVES.move(Case, case_id, "close", actor=actor, set={
        "closed_at": now, "waiting_since": None, "accepted_at": case.accepted_at or now, "replied_at": case.replied_at or now,
        **({"outcome": outcome} if outcome else {})})
    step(case_id, Step.Kind.CLOSED, actor, row.outcome, public=True)
    filed = _file_forms(row, actor)
    write_to(row, N_("%(number)s is closed. Please tell us how satisfied you are with the handling:"), number=row.number)
    emit(CaseClosed(row.pk, row.number, row.kind, row.customer_id), actor)
    return Done(KIND, case_id, row.number, row.state, data={"filed": filed}, before={"state": case.state}, after={"state": row.state})


def judge_closing(case: Case, outcome: str = "") -> None:
    """All rules that must allow the closing; each leaves its decision."""
    for control, facts in closing_facts(case, outcome):
        decide(control, facts, Subject(KIND, case.pk, case.number, case.unit_id))
    if case.kind == K.INQUIRY and not (outcome or case.outcome):
        raise InvalidInput({"outcome": [_("Write the answer; an inquiry closes with it.")]})


def closing_facts(case: Case, outcome: str = "") -> list[tuple[Any, Any]]:
    """Which controls are asked when the case closes, with their facts."""
    if case.kind == K.SUGGESTION:
        return [(SUGGESTIONS, SuggestionFacts(decided=case.adopted is not None))]
    if case.kind != K.COMPLAINT:
        return []
    found: list[tuple[Any, Any]] = [(HANDLING, HandlingFacts(
        number=case.number, agreed=case.agreed_at is not None, repeated=case.repeated, improved=case.repeated and _improved(case),
        classified=bool(case.area)))]
    if case.area == A.QUALITY:
        found.append((FOLLOW_UP, follow_up_facts(case, filing=False)))
    if case.area in (A.SERVICE, A.DELIVERY, A.OTHER, A.PRICE):
        found.append((REPORTING, ReportingFacts(severity=case.severity, reported=bool(case.reported_at and case.proposal),
                                                told=case.told_at is not None)))
    if control := FORMS.get(A(case.area)):
        silent = tuple(case.opinions.filter(given_at=None).order_by("id").values_list("department", flat=True))
        found.append((control, FormFacts(filled=case.form_at is not None, silent=silent)))
    return found


def _improved(case: Case) -> bool:
    first, _last = span_of(case, params_of(REPEATS, case.unit_id).frequency)
    return Improvement.objects.filter(cause=case.cause, made_at__gte=clock.moment(first)).exists()


def follow_up_facts(case: Case, *, filing: bool) -> FollowUpFacts:
    """What SVC-05 asks for."""
    return FollowUpFacts(filing=filing, verified=case.justified is not None, concluded=bool(case.conclusion),
                         followed=case.followed_at is not None)


def _file_forms(case: Case, actor: Actor) -> int:
    control = FORMS.get(A(case.area)) if case.kind == K.COMPLAINT else None
    if control is None or case.filings.exists():
        return 0
    params = params_of(control, case.unit_id)
    holders = ((Filing.Copy.ORIGINAL, params.original_holder), (Filing.Copy.COPY, params.copy_holder))
    return len(write.add(Filing, [{"case_id": case.pk, "form": case.area, "copy": copy, "holder": _(holder), "at": clock.now(),
                                   "actor_name": actor.name} for copy, holder in holders]))


@service("service.follow_up", title=N_("Follow up"), clause="SVC-05")
def follow_up(*, actor: Actor, case_id: CaseRef, text: NeededWords, rating: Rating | None = None) -> Done:
    """Ask the customer once more after the closing; how satisfied they are with the handling."""
    case = locked(actor, case_id)
    if case.state not in (Case.State.CLOSED, Case.State.FILED):
        raise IllegalTransition(number=case.number, state=str(case.get_state_display()), action="follow_up")
    changed(case, followed_at=clock.now(), **({"satisfied": rating} if rating else {}))
    step(case.pk, Step.Kind.FOLLOWED, actor, text)
    return _kept(case, followed=True, rating=rating)


@service("service.file_case", title=N_("Put on file"), clause="SVC-05")
def file_case(*, actor: Actor, case_id: CaseRef) -> Done:
    """Into the archive. A quality complaint that was not followed up stays out (SVC-05)."""
    case = locked(actor, case_id)
    MOVES.check("file", case.state, case.number)
    if case.area == A.QUALITY:
        decide(FOLLOW_UP, follow_up_facts(case, filing=True), Subject(KIND, case.pk, case.number, case.unit_id))
    row = MOVES.move(Case, case_id, "file", actor=actor)
    return _kept(row, state=row.state)


@service("service.reopen_case", title=N_("Open again"), clause="SVC-03")
def reopen_case(*, actor: Actor, case_id: CaseRef, reason: NeededWords) -> Done:
    """The customer is not content after all; a solution must be accepted anew."""
    row = MOVES.move(Case, case_id, "reopen", actor=actor, set={"closed_at": None, "agreed_at": None, "told_at": None})
    step(case_id, Step.Kind.REOPENED, actor, reason, public=True)
    return _kept(row, state=row.state)


@service("service.withdraw_case", title=N_("The customer withdraws"), clause="SVC-02")
def withdraw_case(*, actor: Actor, case_id: CaseRef, reason: NeededWords) -> Done:
    """The customer takes it back, or it came twice; it does not count any more."""
    row = MOVES.move(Case, case_id, "withdraw", actor=actor, set={"closed_at": clock.now(), "outcome": reason})
    step(case_id, Step.Kind.CLOSED, actor, reason, public=True)
    return _kept(row, state=row.state)
