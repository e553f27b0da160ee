"""From draft to publication: leaders sign, publication puts the book to work, the older version ends by itself (ORG-31)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import approving, clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import LongText, Needed, PersonRef
from yingshu.kernel.links import record_url
from yingshu.kernel.services import Done, service
from yingshu.notifications.services import tell
from yingshu.organisation.models import Person

from ..books import KIND, in_force_on, nodes_of, published_after, readers_of, standing
from ..controls import PUBLICATION
from ..decisions import Subject, decide, params_of, rulebook_changed
from ..errors import EmptyBook, NoLeaders, NotAsked, NotInForce, NotOpened, SomethingContradicts, TextWithoutPlace
from ..models import BookNode, Rulebook, RulebookVersion, Signature
from ..parsing import Kind
from ..rules import PublicationFacts
from ..transitions import VERSION
from .book import VersionRef
from .putting_in_force import put_in_force

State = RulebookVersion.State
NEWS_DAYS = 30


@service("rulebook.submit_version", title=N_("Submit for approval"), clause="ORG-31")
def submit_version(*, actor: Actor, version_id: VersionRef, leaders: list[PersonRef] | None = None) -> Done:
    """Hand a draft to the leaders: through the approval flow for rulebooks if one is in force, else to those named here."""
    version = _moved(version_id, "submit", actor)
    _check_text(version)
    write.change(RulebookVersion, where={"id": version_id}, set={"submitted_at": clock.now(), "round": write.Add(1)})
    if not approving.submit(actor, KIND, version_id):
        _ask(actor, version, leaders or [])
    state = RulebookVersion.objects.values_list("state", flat=True).get(pk=version_id)
    return Done(KIND, version_id, version.number, state, before={"state": State.DRAFT}, after={"state": state, "leaders": leaders or []})


def _check_text(version: RulebookVersion) -> None:
    nodes = nodes_of(version)
    lost = [node for node in nodes if node.kind == Kind.UNPLACED]
    if lost:
        raise TextWithoutPlace(count=len(lost), number=version.number, first=lost[0].text[:30])
    if not any(node.kind == Kind.ARTICLE for node in nodes):
        raise EmptyBook(number=version.number)
    _check_overrides(version.rulebook, nodes)


def _check_overrides(book: Rulebook, nodes: Sequence[BookNode]) -> None:
    wanted = [node for node in nodes if node.overrides]
    if not wanted:
        return
    above = in_force_on(book.parent_id) if book.parent_id else None
    opened = {node.key for node in nodes_of(above) if node.opened} if above else set()
    for node in wanted:
        if node.overrides not in opened:
            raise NotOpened(piece=str(node), parent=book.parent.title if book.parent else "--", clause="ORG-01")


def _ask(actor: Actor, version: RulebookVersion, leaders: Sequence[int]) -> None:
    people = list(Person.objects.filter(pk__in=leaders, is_active=True).exclude(pk=actor.id).order_by("id"))
    if not people or len(people) != len(set(leaders)):
        raise NoLeaders(field="leaders")
    write.add(Signature,
              [{"version_id": version.pk, "round": version.round + 1, "person_id": p.pk, "asked_at": clock.now()} for p in people])
    tell([p.pk for p in people], N_("%(name)s asks you to approve %(number)s."), args={"name": actor.name, "number": version.number},
         url=version_url(version.pk), clause="ORG-31")


@service("rulebook.approve_version", title=N_("Approve the version"), clause="ORG-31")
def approve_version(*, actor: Actor, version_id: VersionRef, opinion: LongText = "") -> Done:
    """Sign as one of the leaders asked; with the last signature the version is approved."""
    version = _sign(actor, version_id, True, opinion)
    if not Signature.objects.filter(version_id=version_id, round=version.round, agreed=None).exists():
        signed = Signature.objects.filter(version_id=version_id, round=version.round).order_by("decided_at", "id")
        names = signed.values_list("person__name", flat=True)
        _approved(actor, version_id, "、".join(names))
    state = RulebookVersion.objects.values_list("state", flat=True).get(pk=version_id)
    return Done(KIND, version_id, version.number, state, after={"signed_by": actor.name}, reason=opinion)


@service("rulebook.refuse_version", title=N_("Send the version back"), clause="ORG-31")
def refuse_version(*, actor: Actor, version_id: VersionRef, reason: Needed) -> Done:
    """Send a version back to who drafted it, with the reason; it is a draft again."""
    version = _sign(actor, version_id, False, reason)
    _refused(actor, version_id, reason)
    return Done(KIND, version_id, version.number, State.DRAFT, before={"state": State.REVIEW}, after={"state": State.DRAFT}, reason=reason)


def _sign(actor: Actor, version_id: int, agreed: bool, opinion: str) -> RulebookVersion:
    version = _locked(version_id)
    VERSION.check("approve" if agreed else "refuse", version.state, version.number)
    signed = write.change(Signature,
                          where={"version_id": version_id, "round": version.round, "person_id": actor.id, "agreed__isnull": True},
                          set={"agreed": agreed, "decided_at": clock.now(), "opinion": opinion[:300]})
    if not signed:
        raise NotAsked(number=version.number)
    return version


@service("rulebook.withdraw_version", title=N_("Withdraw the version"), clause="ORG-31")
def withdraw_version(*, actor: Actor, version_id: VersionRef, reason: Needed) -> Done:
    """Take a version back before it is published; it is a draft again, and what was signed stays on record."""
    version = _moved(version_id, "withdraw", actor, approved_at=None, approved_by="")
    approving.withdraw(actor, KIND, version_id, reason)
    return Done(KIND, version_id, version.number, version.state, after={"state": version.state}, reason=reason)


@service("rulebook.publish_version", title=N_("Publish the version"), clause="ORG-31")
def publish_version(*, actor: Actor, version_id: VersionRef, valid_from: date | None = None) -> Done:
    """Publish an approved version: it holds from its first day, the version before ends on the day before.

    Its parameters, duties, registers, flows and authority tables are put in force with it. Refused without the leaders' approval.
    """
    version = _locked(version_id)
    if version.state == State.PUBLISHED:
        VERSION.check("publish", version.state, version.number)
    book = _one_at_a_time(version)
    day, former = _first_day(version, valid_from), _last_published(book)
    _after_the_end(former, day)
    _one_way_only(version, day)
    decide(PUBLICATION, _facts(version, day, former), Subject(KIND, version_id, version.number, book.unit_id))
    version = _moved(version_id, "publish", actor, valid_from=day, published_at=clock.now(), published_by=actor.name)
    if former and not former.valid_until:
        write.change(RulebookVersion, where={"id": former.pk}, set={"valid_until": day - timedelta(days=1)})
    put = put_in_force(actor, version, former)
    rulebook_changed()
    _tell_readers(actor, version, day)
    return Done(KIND, version_id, version.number, version.state,
                data={"valid_from": day.isoformat(), "ended": former.number if former else "", **put._asdict()},
                before={"state": State.APPROVED}, after={"state": version.state, "valid_from": day.isoformat(), **put._asdict()})


def _tell_readers(actor: Actor, version: RulebookVersion, day: date) -> None:
    """News for everybody it holds for; a book entered that has held for long is none."""
    if day < clock.today() - timedelta(days=NEWS_DAYS):
        return
    book = version.rulebook
    tell([p.pk for p in readers_of(book) if p.pk != actor.id], N_("%(number)s “%(title)s” holds from %(day)s. Read it and confirm."),
         args={"number": version.number, "title": book.title, "day": day.isoformat()}, url=book_url(version.pk), clause="ORG-32")


@service("rulebook.reapply_version", title=N_("Put the version to work again"), clause="ORG-31")
def reapply_version(*, actor: Actor, version_id: VersionRef) -> Done:
    """Put everything of the version in force to work again: after a master switch was turned, or with what an update delivers anew.

    What holds already stays as it is; doing it twice changes nothing.
    """
    version = _locked(version_id)
    if standing(version) != "in_force":
        raise NotInForce(number=version.number)
    put = put_in_force(actor, version)
    return Done(KIND, version_id, version.number, version.state, data=put._asdict(), after=put._asdict())


def _first_day(version: RulebookVersion, given: date | None) -> date:
    if params_of(PUBLICATION, version.rulebook.unit_id).effective_rule == "day_of_approval":
        return clock.local(version.approved_at).date() if version.approved_at else clock.today()
    if given is None:
        raise InvalidInput({"valid_from": [_("Give the day from which the version holds.")]}, clause="ORG-31")
    return given


def _after_the_end(former: RulebookVersion | None, day: date) -> None:
    """A book whose end was agreed begins again only after its last day, since what it put to work ends then."""
    if former and former.valid_until and day <= former.valid_until:
        raise InvalidInput({"valid_from": [_("%(number)s holds until %(day)s by the decision to end it. Choose a later day.") % {
            "number": former.number, "day": former.valid_until.isoformat()}]}, clause="ORG-31")


def _one_at_a_time(version: RulebookVersion) -> Rulebook:
    """The book, with all books locked: what one publication puts in force the next one sees, in whatever book it stands."""
    return next(book for book in write.lock_all(Rulebook, {"id__gt": 0}) if book.pk == version.rulebook_id)


def _one_way_only(version: RulebookVersion, day: date) -> None:
    """Of the ways to measure satisfaction one holds at a time, in whatever book it stands; those that begin later count too."""
    own = version.settings.get("only_one", {})
    for other in published_after(day).exclude(rulebook_id=version.rulebook_id).order_by("id") if own else ():
        if both := own.keys() & other.settings.get("only_one", {}).keys():
            sides = [f"{v.number} “{v.settings['only_one'][group]}”" for group in sorted(both) for v in (other, version)]
            raise SomethingContradicts(field="version_id", what=" / ".join(sides))


def _last_published(book: Rulebook) -> RulebookVersion | None:
    return RulebookVersion.objects.filter(rulebook=book, state=State.PUBLISHED).select_related("rulebook").order_by("-valid_from").first()


def _facts(version: RulebookVersion, day: date, former: RulebookVersion | None) -> PublicationFacts:
    open_ones = Signature.objects.filter(version=version, round=version.round).exclude(agreed=True).values_list("person__name", flat=True)
    return PublicationFacts(number=version.number, approved_by=version.approved_by if version.state != State.REVIEW else "",
                            missing=tuple(open_ones) if version.state == State.REVIEW else (), first_day=day,
                            former=former.number if former else "", former_from=former.valid_from if former else None)


# ---- what the approval flow calls (kernel.approving)

def agreed(actor: Actor, version_id: int) -> None:
    """The flow agreed."""
    _approved(actor, version_id, actor.name)


def refused(actor: Actor, version_id: int, reason: str) -> None:
    """The flow ended with a refusal, or because the version was withdrawn."""
    if RulebookVersion.objects.filter(pk=version_id, state=State.REVIEW).exists():
        _refused(actor, version_id, reason)


def card(version_id: int) -> approving.Card:
    """A version as an approver sees it."""
    version = RulebookVersion.objects.select_related("rulebook__unit").get(pk=version_id)
    book = version.rulebook
    lines = [(_("Rulebook"), book.title), (_("Made from"), version.origin or "--"), (_("What changes"), version.note or "--")]
    return approving.Card(version.number, f"{book.title} V{version.version}", version_url(version_id), version.made_by_id, book.unit_id,
                          {"unit": book.unit.code if book.unit else ""}, lines, digest_of(version))


def digest_of(version: RulebookVersion) -> str:
    """A fingerprint of what was approved: the text, its bindings and the settings."""
    kept = hashlib.sha256(repr(sorted(version.settings.items())).encode())
    for node in nodes_of(version):
        kept.update(repr((node.kind, node.depth, node.label, node.title, node.text, node.clauses, node.controls, node.overrides)).encode())
    return kept.hexdigest()


def _approved(actor: Actor, version_id: int, names: str) -> None:
    version = _moved(version_id, "approve", actor, approved_at=clock.now(), approved_by=names[:200])
    tell([version.made_by_id], N_("%(number)s is approved and can be published."), args={"number": version.number},
         url=version_url(version_id), clause="ORG-31")


def _refused(actor: Actor, version_id: int, reason: str) -> None:
    version = _moved(version_id, "refuse", actor)
    tell([version.made_by_id], N_("%(name)s sent %(number)s back: %(reason)s"),
         args={"name": actor.name, "number": version.number, "reason": reason}, url=version_url(version_id), clause="ORG-31")


# ---- steps

def _locked(version_id: int) -> RulebookVersion:
    version: RulebookVersion | None = write.lock(RulebookVersion, version_id)
    if version is None:
        raise NotFound()
    return version


def _moved(version_id: int, step: str, actor: Actor, **set: object) -> RulebookVersion:
    start, end = VERSION.table[step]
    rows = write.change(RulebookVersion, where={"id": version_id, "state__in": start}, set={"state": end, **set}, returning="*")
    if not rows:
        VERSION.check(step, _locked(version_id).state, _locked(version_id).number)
    moved: RulebookVersion = rows[0]
    return moved


def version_url(version_id: int) -> str:
    """The page of a version with its signatures."""
    return record_url("rulebook_versions", version_id)


def book_url(version_id: int) -> str:
    """The reading page of a version."""
    try:
        return reverse("rulebook-read", args=[version_id])
    except NoReverseMatch:
        return ""
