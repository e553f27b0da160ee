"""The analysis report: made from the records, completed by people, handed in, decided, presented, filed (SAT-19, 20, 21, 28)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import AfterValidator, Field

from yingshu.documents.numbers import next_number
from yingshu.kernel import approving, clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import Approvable, Card
from yingshu.kernel.errors import NotFound
from yingshu.kernel.inputs import Input, LongText, Lookup, Needed, Text
from yingshu.kernel.links import record_url
from yingshu.kernel.services import Done, service
from yingshu.kernel.text import search_text, tidy
from yingshu.notifications.services import tell
from yingshu.organisation.queries import names_of_posts, people_in_posts
from yingshu.rulebook.decisions import Subject, decide, params_of

from ..controls import FILING, INDEX, RECOVERY, REPORT, ROUTING
from ..inputs import Period
from ..models import AnalysisReport, ReportReader
from ..moves import REPORT as MOVES
from ..queries.content import content_of, source_name
from ..queries.writing import facts_of
from ..refusals import NobodyDecides, NotYourStation, ReportUnderWay, UnknownPeriod
from ..rules.conclusion import RecoveryFacts
from ..rules.index import IndexFacts
from ..rules.report import FilingFacts, RoutingFacts, stations
from ..rules.spans import Span, span_of
from ..shown import PART_NAMES, period_name

KIND = "satisfaction_report"
State = AnalysisReport.State
ReportRef = Annotated[int, Field(gt=0), Lookup("satisfaction_reports")]
Part = Annotated[str, AfterValidator(tidy), Field(max_length=3000)]


class PartCode(StrEnum):
    """What people write in a report."""

    CONCLUSIONS = "conclusions"
    SUGGESTIONS = "suggestions"
    NOTES = "notes"
    NOTICE = "focus.notice"
    MEDIA = "focus.media"
    COMPLAINTS = "focus.complaints"
    RETURNS = "focus.returns"
    OPINIONS = "focus.opinions"

    @property
    def label(self) -> str:
        """In words."""
        return _(PART_NAMES[self.value])


class PartInput(Input):
    """A part that people write: conclusions, suggestions, notes, or the analysis of something that happened (``focus.returns``)."""

    part: PartCode
    text: Part = ""


def begun(period: str) -> Span:
    """A period that has begun; raises UnknownPeriod."""
    found = span_of(period)
    if found is None or found.first > clock.today():
        raise UnknownPeriod(period=period, field="period")
    return found


# ---- made and written

@service("satisfaction.make_report", title=N_("Make the analysis report"), clause="SAT-19")
def make_report(*, actor: Actor, period: Period, important: bool = False) -> Done:
    """A draft from the records as they are now. Made again it takes the place of the draft; what people wrote in it stays.

    After an approved or filed report it is a new version. Raises UnknownPeriod, ReportUnderWay.
    """
    span = begun(period)
    newest = AnalysisReport.objects.filter(period=span.name).order_by("-version").first()
    if newest is not None and newest.state == State.SUBMITTED:
        raise ReportUnderWay(number=newest.number, clause="SAT-19")
    content = content_of(span)
    figures = {"content": content, "index": _decimal(content["index"]["value"]), "level": content["index"]["level"],
               "made_at": clock.now(), "author_id": actor.id or None, "author_name": actor.name, "important": important}
    if newest is not None and newest.state == State.DRAFT:
        write.change(AnalysisReport, where={"id": newest.pk, "state": State.DRAFT}, set=figures)
        return _done(newest.pk, newest.number, State.DRAFT, content)
    number = next_number(KIND, clock.today())
    pk = write.add_one(AnalysisReport, number=number, period=span.name, version=newest.version + 1 if newest else 1, state=State.DRAFT,
                       parts={}, search_text=search_text(number, span.name, actor.name), **figures)
    return _done(pk, number, State.DRAFT, content)


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _done(pk: int, number: str, state: str, content: Mapping[str, Any]) -> Done:
    data = {"period": content["period"], "index": content["index"]["value"], "grade": content["index"]["grade"],
            "missing": [source_name(code) for code in content["missing"]]}
    return Done(KIND, pk, number, str(state), data=data, after={"period": content["period"], "index": content["index"]["value"]})


@service("satisfaction.write_report", title=N_("Write the parts of the report"), clause="SAT-19")
def write_report(*, actor: Actor, report_id: ReportRef, parts: list[PartInput]) -> Done:
    """What people write: conclusions, suggestions, notes, the analysis of what happened. An empty text takes a part away."""
    row = _locked(report_id, "write")
    kept = {**row.parts, **{p.part.value: p.text for p in parts}}
    write.change(AnalysisReport, where={"id": row.pk}, set={"parts": {code: text for code, text in kept.items() if text}})
    return Done(KIND, row.pk, row.number, row.state, data={"parts": sorted(code for code, text in kept.items() if text)},
                before={p.part.value: row.parts.get(p.part.value, "") for p in parts},
                after={p.part.value: p.text for p in parts})


def _locked(pk: int, step: str) -> AnalysisReport:
    row: AnalysisReport | None = write.lock(AnalysisReport, pk)
    if row is None:
        raise NotFound(field="report_id")
    MOVES.check(step, row.state, row.number)
    return row


# ---- handed in

@service("satisfaction.submit_report", title=N_("Submit the analysis report"), clause="SAT-20")
def submit_report(*, actor: Actor, report_id: ReportRef, important: bool | None = None) -> Done:
    """Freeze the figures as they are now and send the report on its way: to the posts of SAT-20, or into the flow in force for it.

    Refused below the recovery rate (SAT-13), and while a part is missing that the records make necessary (SAT-19). Raises NobodyDecides.
    """
    row = _locked(report_id, "submit")
    content, weighty = content_of(begun(row.period)), row.important if important is None else important
    subject = Subject(KIND, row.pk, row.number)
    recovery, facts = content["recovery"], facts_of(row, content)
    decide(RECOVERY, RecoveryFacts(of=recovery["of"][:200], sent=recovery["sent"], valid=recovery["valid"]), subject)
    decide(REPORT, facts, subject)
    decide(INDEX, IndexFacts.model_validate(content["facts"]), subject)
    routing = params_of(ROUTING)
    way = [list(posts) for posts in stations(routing, weighty)]
    decide(ROUTING, RoutingFacts(number=row.number, important=weighty), subject)
    write.change(AnalysisReport, where={"id": row.pk}, set={
        "state": State.SUBMITTED, "submitted_at": clock.now(), "content": content, "important": weighty, "way": way, "step": 0,
        "form": routing.form, "index": _decimal(content["index"]["value"]), "level": content["index"]["level"], "opinion": ""})
    _deliver(row, routing.cc, copy=True)
    if approving.submit(actor, KIND, row.pk):
        write.change(AnalysisReport, where={"id": row.pk}, set={"way": []})
    else:
        _deliver(row, way[0], copy=False)
    state = AnalysisReport.objects.values_list("state", flat=True).get(pk=row.pk)
    return Done(KIND, row.pk, row.number, state, data={
        "period": row.period, "important": weighty, "stations": [list(names_of_posts(posts).values()) for posts in way],
        "copies": list(names_of_posts(routing.cc).values()), "index": content["index"]["value"]},
        before={"state": "draft"}, after={"state": "submitted", "important": weighty})


def _deliver(row: AnalysisReport, posts: Sequence[str], *, copy: bool) -> None:
    """To everybody in the posts but the author; deciding needs at least one."""
    found = [person for person in people_in_posts(posts) if copy or person.pk != row.author_id]
    if not found and not copy:
        raise NobodyDecides(posts="、".join(names_of_posts(posts).values()), clause="SAT-20")
    known = set(ReportReader.objects.filter(report_id=row.pk, copy=copy).values_list("person_id", flat=True))
    write.add(ReportReader, [{"report_id": row.pk, "person_id": p.pk, "post": posts[0], "copy": copy, "delivered_at": clock.now()}
                             for p in found if p.pk not in known])
    msgid = (N_("Copy: satisfaction report %(number)s of %(period)s.") if copy else
             N_("Satisfaction report %(number)s of %(period)s waits for your decision."))
    tell([p.pk for p in found], msgid, args={"number": row.number, "period": period_name(row.period)},
         url=record_url("satisfaction_reports", row.pk), clause="SAT-20",
         dedupe=f"satisfaction_report:{row.pk}:{copy}:{posts[0]}:{row.step}:{clock.today()}")


# ---- decided

@service("satisfaction.agree_report", title=N_("Agree to the report"), clause="SAT-20")
def agree_report(*, actor: Actor, report_id: ReportRef, opinion: Text = "") -> Done:
    """One of the posts the report waits for agrees; after the last one it is approved. Raises NotYourStation."""
    approving.require_not_running(KIND, report_id)
    row = _station(actor, report_id, "agree")
    write.change(ReportReader, where={"report_id": row.pk, "person_id": actor.id, "copy": False},
                 set={"decided_at": clock.now(), "read_at": clock.now(), "opinion": opinion})
    if row.step + 1 < len(row.way):
        write.change(AnalysisReport, where={"id": row.pk}, set={"step": row.step + 1, "opinion": opinion})
        row.step += 1
        _deliver(row, row.way[row.step], copy=False)
        return Done(KIND, row.pk, row.number, row.state, data={"waits_for": row.way[row.step]}, after={"agreed": actor.name},
                    reason=opinion)
    _approve(row, opinion)
    return Done(KIND, row.pk, row.number, State.APPROVED.value, before={"state": "submitted"}, after={"state": "approved"}, reason=opinion)


@service("satisfaction.return_report", title=N_("Send the report back"), clause="SAT-20")
def return_report(*, actor: Actor, report_id: ReportRef, reason: Needed) -> Done:
    """The report becomes a draft again, with the reason. Raises NotYourStation."""
    approving.require_not_running(KIND, report_id)
    row = _station(actor, report_id, "return")
    _reopen(row, reason)
    return Done(KIND, row.pk, row.number, State.DRAFT.value, before={"state": "submitted"}, after={"state": "draft"}, reason=reason)


def _station(actor: Actor, pk: int, step: str) -> AnalysisReport:
    row = _locked(pk, step)
    posts = row.way[row.step] if row.step < len(row.way) else []
    mine = actor.id in {p.pk for p in people_in_posts(posts)} and actor.id != row.author_id
    if not mine and not actor.everything:
        raise NotYourStation(number=row.number, posts="、".join(names_of_posts(posts).values()), clause="SAT-20")
    return row


def _approve(row: AnalysisReport, opinion: str = "") -> None:
    write.change(AnalysisReport, where={"id": row.pk}, set={"state": State.APPROVED, "approved_at": clock.now(), "opinion": opinion,
                                                            "step": len(row.way)})
    if row.author_id:
        tell([row.author_id], N_("Satisfaction report %(number)s was approved."), args={"number": row.number},
             url=record_url("satisfaction_reports", row.pk), clause="SAT-20", dedupe=f"satisfaction_report_approved:{row.pk}")


def _reopen(row: AnalysisReport, reason: str) -> None:
    write.change(AnalysisReport, where={"id": row.pk}, set={"state": State.DRAFT, "step": 0, "way": [], "opinion": reason[:300]})
    if row.author_id:
        tell([row.author_id], N_("Satisfaction report %(number)s was sent back: %(reason)s"), args={"number": row.number, "reason": reason},
             url=record_url("satisfaction_reports", row.pk), clause="SAT-20")


# ---- in a flow of the room of approvals

def _card(pk: int) -> Card:
    row = AnalysisReport.objects.get(pk=pk)
    lines = [(N_("Period"), period_name(row.period)), (N_("Satisfaction index"), f"{row.index:.2f}" if row.index is not None else "--"),
             (N_("Conclusions"), row.parts.get("conclusions", "--")[:200])]
    return Card(row.number, f"{period_name(row.period)} {row.number}", record_url("satisfaction_reports", pk), row.author_id or 0, None,
                {"important": row.important, "index": row.index}, lines, f"{row.submitted_at}")


def _flow_agreed(actor: Actor, pk: int) -> None:
    _approve(_locked(pk, "approve"))


def _flow_refused(actor: Actor, pk: int, reason: str) -> None:
    _reopen(_locked(pk, "return"), reason)


approving.declare(Approvable(KIND, N_("Satisfaction report"), "SAT-20", _card, _flow_agreed, _flow_refused,
                             {"important": N_("important (yes or no)"), "index": N_("satisfaction index")}, returned=_flow_refused,
                             right="satisfaction.agree_report",
                             fact_choices={"important": approving.yes_no}))


# ---- presented, read, filed

@service("satisfaction.record_briefing", title=N_("Record the briefing"), clause="SAT-28")
def record_briefing(*, actor: Actor, report_id: ReportRef, on: date, to: Needed, minutes: Annotated[LongText, Field(min_length=1)]) -> Done:
    """The report was presented in person: when, to whom, what was said. Raises NotFound, IllegalTransition for a draft."""
    row = _locked(report_id, "brief")
    write.change(AnalysisReport, where={"id": row.pk}, set={"briefed_on": on, "briefed_to": to[:60], "briefing": minutes})
    return Done(KIND, row.pk, row.number, row.state, data={"on": f"{on}"}, after={"on": f"{on}", "to": to, "minutes": minutes})


@service("satisfaction.file_report", title=N_("File the report"), clause="SAT-28")
def file_report(*, actor: Actor, report_id: ReportRef) -> Done:
    """The approved report goes to the files, and becomes an input of the management review (SAT-30). Refused without its briefing."""
    row = _locked(report_id, "file")
    decide(FILING, FilingFacts(number=row.number, form=row.form, presented=bool(row.briefing)), Subject(KIND, row.pk, row.number))
    write.change(AnalysisReport, where={"id": row.pk}, set={"state": State.FILED, "filed_at": clock.now()})
    return Done(KIND, row.pk, row.number, State.FILED.value, data={"period": row.period}, before={"state": "approved"},
                after={"state": "filed"})


@service("satisfaction.acknowledge_report", title=N_("I have read it"), clause="SAT-20")
def acknowledge_report(*, actor: Actor, report_id: ReportRef) -> Done:
    """A receiver has read the report. Raises NotFound for those it was not delivered to."""
    found = ReportReader.objects.filter(report_id=report_id, person_id=actor.id).select_related("report").first()
    if found is None:
        raise NotFound(field="report_id")
    write.change(ReportReader, where={"report_id": report_id, "person_id": actor.id, "read_at__isnull": True}, set={"read_at": clock.now()})
    return Done(KIND, report_id, found.report.number, found.report.state, data={"read": True}, after={"read_by": actor.name})
