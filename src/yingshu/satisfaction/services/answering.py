"""Answers come in: by link or code without login, from phone and paper, from visits (SAT-12, SAT-23, SAT-29)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.customers.models import Customer
from yingshu.documents import pictures
from yingshu.documents.models import Attachment
from yingshu.documents.numbers import next_number
from yingshu.documents.pictures import PictureInput
from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.caches import bump
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import CustomerRef, Hidden, Moment
from yingshu.kernel.services import Done, service
from yingshu.kernel.text import search_text

from .. import tokens
from ..errors import WaveNotRunning
from ..inputs import AnswerInput, Code, InvitationRef
from ..models import Invitation, Item, Partial, Questionnaire, QuestionnaireVersion, Response, Stratum, Wave
from ..queries.periods import CACHE as PERIODS
from ..queries.versions import Content, content
from ..reading import Given, read
from ..rules.spans import Span, span_holding
from ..shown import period_name
from .frame import issue
from .storing import Origin, store
from .waves import organiser_of, way_of

KIND, VISIT_FORM = "response", "visit"
Token = Annotated[str, Field(pattern=r"^[a-z2-7]{16}$")]
Short = Annotated[str, Field(max_length=200), Hidden()]
Entered = Literal["phone", "paper"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody's questionnaire: the invitation, its wave, what was saved so far."""

    invitation: Invitation
    wave: Wave
    partial: Partial | None

    @property
    def answered(self) -> bool:
        return self.invitation.answered_at is not None

    @property
    def open(self) -> bool:
        """May it be answered now? A wave takes answers until the end of its last day."""
        day = clock.today()
        return self.wave.state == Wave.State.RUNNING and (self.wave.closes_on is None or day <= self.wave.closes_on)


def asked(token: str) -> Asked:
    """The questionnaire behind a link. Raises NotFound."""
    found = Invitation.objects.select_related("wave", "customer", "partial").filter(token_hash=tokens.digest(token)).first()
    if found is None:
        raise NotFound(field="token")
    return Asked(found, found.wave, getattr(found, "partial", None))


@service("satisfaction.keep_answers", title=N_("Save unfinished answers"), clause="SAT-29")
def keep_answers(*, actor: Actor, token: Token, answers: dict[str, Any], step: Annotated[int, Field(ge=0, le=99)] = 0,
                 consent: Short = "") -> Done:
    """Keep what somebody has filled in so far, so that they can go on later, on another connection or device."""
    found = asked(token)
    _require_open(found)
    now = clock.now()
    if found.partial is None:
        _begin(found.invitation.pk, answers, step, consent, now)
    else:
        write.change(Partial, where={"id": found.partial.pk}, set={
            "answers": {**found.partial.answers, **answers}, "step": max(step, found.partial.step), "saved_at": now,
            "consent": consent[:20] or found.partial.consent})
    return Done("invitation", found.invitation.pk, state="kept")


def _begin(invitation_id: int, answers: Mapping[str, Any], step: int, consent: str, now: datetime) -> None:
    Partial.objects.get_or_create(invitation_id=invitation_id, defaults={
        "answers": dict(answers), "step": step, "consent": consent[:20], "started_at": now, "saved_at": now})


@service("satisfaction.keep_picture", title=N_("Save a picture"), clause="SAT-29")
def keep_picture(*, actor: Actor, token: Token, item: Code, picture: PictureInput) -> Done:
    """A picture for a question, kept with the questionnaire it belongs to; place and time inside it are removed."""
    found = asked(token)
    _require_open(found)
    asks = content(found.wave.version_id).by_code.get(item)
    if asks is None or asks.kind != Item.Kind.PHOTO or found.answered:
        raise NotFound(field="item")
    pictures.keep("invitation", found.invitation.pk, [picture], actor, field=f"a-{item}")
    kept = Attachment.objects.filter(subject_kind="invitation", subject_id=found.invitation.pk).order_by("-id")
    keep_answers(actor=actor, token=token, answers={f"a-{item}": str(kept[0].pk)})
    return Done("invitation", found.invitation.pk, state="kept")


def own_pictures(found: Invitation, asks: Content, given: Given) -> Given:
    """Pictures count only when they were sent for this questionnaire."""
    wanted = {i.pk: given.words[i.pk] for i in asks.items if i.kind == Item.Kind.PHOTO and given.words.get(i.pk)}
    if not wanted:
        return given
    mine = {str(pk) for pk in Attachment.objects.filter(subject_kind="invitation", subject_id=found.pk).values_list("pk", flat=True)}
    return Given(given.values, {k: v for k, v in given.words.items() if k not in wanted or v in mine})


def _require_open(found: Asked) -> None:
    if not found.open:
        raise WaveNotRunning(title=found.wave.title, state=found.wave.get_state_display())


@service("satisfaction.answer", title=N_("Answer a survey"), clause="SAT-29")
def answer(*, actor: Actor, token: Token, answers: list[AnswerInput], started_at: Annotated[Moment | None, Hidden()] = None,
           device: Short = "", address: Short = "", staff_network: Annotated[bool, Hidden()] = False, consent: Short = "") -> Done:
    """Hand in a questionnaire by its link. A second time is told that it was answered, and changes nothing."""
    found = asked(token)
    if found.answered:
        return _already(found.invitation)
    _require_open(found)
    asks = content(found.wave.version_id)
    now = clock.now()
    began = found.partial.started_at if found.partial else started_at or now
    origin = Origin(found.invitation.channel, min(began, now), now, device, address, staff_network, consent=consent)
    pk = store(found.invitation, asks, own_pictures(found.invitation, asks, read(asks, answers)), origin)
    return _already(found.invitation) if pk is None else _taken(pk, found.wave, found.invitation)


def _already(invitation: Invitation) -> Done:
    found = Response.objects.filter(invitation_id=invitation.pk).order_by("-id").first()
    return Done(KIND, found.pk if found else 0, str(invitation), "answered_before", data={"again": True})


def _taken(pk: int, wave: Wave, invitation: Invitation) -> Done:
    return Done(KIND, pk, f"{wave.number}-{invitation.serial}", "answered", data={"again": False},
                after={"wave": wave.number, "channel": invitation.channel})


@service("satisfaction.enter_answers", title=N_("Enter answers"), clause="SAT-12")
def enter_answers(*, actor: Actor, invitation_id: InvitationRef, answers: list[AnswerInput], channel: Entered = "phone",
                  answered_on: Moment | None = None) -> Done:
    """Type in what somebody said on the phone or wrote on paper; it stays marked as such, with who entered it."""
    found = invitations_of(actor).filter(pk=invitation_id).select_related("wave").first()
    if found is None:
        raise NotFound(field="invitation_id")
    if found.wave.state != Wave.State.RUNNING:
        raise WaveNotRunning(title=found.wave.title, state=found.wave.get_state_display())
    write.change(Invitation, where={"id": found.pk, "answered_at__isnull": True}, set={"channel": channel})
    found.channel = channel
    return _entered(actor, found, answers, answered_on)


def _entered(actor: Actor, invitation: Invitation, answers: list[AnswerInput], at: datetime | None) -> Done:
    asks, now = content(invitation.wave.version_id), clock.now()
    when = min(at or now, now)
    pk = store(invitation, asks, read(asks, answers), Origin(invitation.channel, when, when, entered_by=actor.name))
    return _already(invitation) if pk is None else _taken(pk, invitation.wave, invitation)


@service("satisfaction.record_visit", title=N_("Record a visit survey"), clause="SAT-23")
def record_visit(*, actor: Actor, customer_id: CustomerRef, answers: list[AnswerInput], visited_on: Moment | None = None) -> Done:
    """A salesperson's questionnaire at a customer's, at any time of the half-year; it counts for the half-year of its day (SAT-23)."""
    customer = Customer.objects.visible_to(actor).one(pk=customer_id)
    day = clock.local(visited_on or clock.now()).date()
    if day > clock.today():
        raise InvalidInput({"visited_on": [_("This day is still to come.")]})
    wave = visit_wave(span_holding(day, "H"))
    stratum = Stratum.objects.filter(Q(unit_id=customer.unit_id) | Q(unit=None), wave_id=wave.pk).first()
    (pk,) = issue(wave, [{"customer_id": customer.pk, "unit_id": customer.unit_id, "stratum_id": stratum and stratum.pk}],
                  Invitation.Channel.VISIT)
    invitation = Invitation.objects.select_related("wave").get(pk=pk)
    done = _entered(actor, invitation, answers, visited_on or clock.now())
    return Done(KIND, done.id, done.number, done.state, data={**done.data, "period": wave.period}, after=done.after)


def visit_wave(span: Span) -> Wave:
    """The visits of a half-year, locked; opened by itself with the form that was last used, since visits know no window."""
    found = Wave.objects.filter(kind=Wave.Kind.VISIT, period=span.name, state=Wave.State.RUNNING).order_by("id").first()
    pk = found.pk if found else _open_visits(span)
    return write.lock(Wave, pk)


def _open_visits(span: Span) -> int:
    version = visit_version()
    if version is None:
        raise InvalidInput({"customer_id": [_("There is no approved questionnaire for visits. Have one approved first.")]}, clause="SAT-26")
    number, now = next_number("wave", clock.today()), clock.now()
    title = _("Visits %(period)s") % {"period": period_name(span.name)}
    bump(PERIODS)
    organiser, _unit = organiser_of("")
    return write.add_one(Wave, number=number, title=title, kind=Wave.Kind.VISIT, period=span.name, source="visit", version_id=version.pk,
                         measures=way_of(Wave.Kind.VISIT), audience=version.questionnaire.audience, state=Wave.State.RUNNING,
                         made_at=now, started_at=now, organiser=organiser, opens_on=span.first, search_text=search_text(title, number))


def visit_version() -> QuestionnaireVersion | None:
    """The form for visits: the approved one that is delivered for them, else that of the last visits, else the one for direct customers
    or dealers."""
    approved = QuestionnaireVersion.objects.select_related("questionnaire").filter(state=QuestionnaireVersion.State.APPROVED)
    last = Wave.objects.filter(kind=Wave.Kind.VISIT).order_by("-id").values_list("version__questionnaire_id", flat=True).first()
    of_last = approved.filter(questionnaire_id=last).first() if last else None
    return approved.filter(questionnaire__code=VISIT_FORM).first() or of_last or approved.filter(questionnaire__audience__in=(
        Questionnaire.Audience.DIRECT, Questionnaire.Audience.DEALER)).order_by("questionnaire__audience", "-id").first()


def invitations_of(actor: Actor) -> Any:
    """Invitations a person may see: those of customers they may see, and those without a customer."""
    mine = Customer.objects.visible_to(actor).values("id")
    return Invitation.objects.filter(Q(customer=None) | Q(customer_id__in=mine))
