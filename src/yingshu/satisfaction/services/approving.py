"""Approval of questionnaires by the authority of the rulebook: a flow where one is in force, else one step (SAT-11, SAT-26)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import approving, clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import Card
from yingshu.kernel.caches import bump
from yingshu.kernel.errors import IllegalTransition, NotFound
from yingshu.kernel.inputs import Needed, Text
from yingshu.kernel.links import record_url
from yingshu.kernel.services import Done, service
from yingshu.rulebook.decisions import Decision, Subject, decide, judge, params_of

from ..controls import CONTENT
from ..errors import OwnQuestionnaire
from ..inputs import VersionRef
from ..models import Item, Questionnaire, QuestionnaireVersion
from ..queries.versions import CACHE
from ..rules.waves import ASPECTS, ContentFacts
from ..transitions import VERSION as MOVES
from .questionnaires import VERSION

S = QuestionnaireVersion.State
BOUND = (Questionnaire.Audience.DIRECT, Questionnaire.Audience.DEALER, Questionnaire.Audience.END_USER)


def content_facts(version: QuestionnaireVersion) -> ContentFacts:
    """Which areas have a question, and what is asked about quality; only questionnaires for customers about what they bought must have
    all of them."""
    asked = Item.objects.filter(version_id=version.pk)
    found = list(asked.values_list("group__area", "text_zh", "options", "rows"))
    text = " ".join(word for area, said, *parts in found if area == "quality"
                    for word in (said, *(p["zh"] for part in parts for p in part)))
    return ContentFacts(covered=tuple(sorted({area for area, *_words in found} - {""})), items=len(found),
                        bound=version.questionnaire.audience in BOUND,
                        aspects=tuple(name for name in params_of(CONTENT).quality_items if _in_chinese(name) in text))


def _in_chinese(aspect: str) -> str:
    """An aspect in the language in which questions are kept."""
    with translation.override("zh-hans"):
        return gettext(ASPECTS.get(aspect, aspect))


def content_verdict(version: QuestionnaireVersion) -> Decision:
    """Judged, not recorded."""
    return judge(CONTENT, content_facts(version), _subject(version))


@service("satisfaction.submit_version", title=N_("Hand in for approval"), clause="SAT-26")
def submit_version(*, actor: Actor, version_id: VersionRef) -> Done:
    """Hand in a draft; refused while one of the areas has no question (SAT-11)."""
    found = _moved(version_id, "submit")
    decide(CONTENT, content_facts(found), _subject(found))
    approving.submit(actor, VERSION, version_id)
    now = QuestionnaireVersion.objects.get(pk=version_id)
    return _done(now, before={"state": S.DRAFT.value})


@service("satisfaction.approve_version", title=N_("Approve"), clause="SAT-26")
def approve_version(*, actor: Actor, version_id: VersionRef, opinion: Text = "") -> Done:
    """Approve a questionnaire that waits; whoever made it does not (SAT-26)."""
    approving.require_not_running(VERSION, version_id)
    found = _found(version_id)
    if found.owner_id == actor.id:
        raise OwnQuestionnaire()
    return _approve(actor, version_id, opinion)


def _approve(actor: Actor, version_id: int, opinion: str) -> Done:
    found = _moved(version_id, "approve", decided_by=actor.name, decided_at=clock.now(), opinion=opinion[:300])
    for older in found.questionnaire.versions.filter(state=S.APPROVED).exclude(pk=found.pk):
        write.change(QuestionnaireVersion, where={"id": older.pk}, set={"state": S.RETIRED.value})
    return _done(found, before={"state": S.PENDING.value}, reason=opinion)


@service("satisfaction.return_version", title=N_("Reject"), clause="SAT-26")
def return_version(*, actor: Actor, version_id: VersionRef, reason: Needed) -> Done:
    """Give it back to whoever made it, with the reason."""
    approving.require_not_running(VERSION, version_id)
    return _return(actor, version_id, reason)


def _return(actor: Actor, version_id: int, reason: str) -> Done:
    found = _moved(version_id, "return", decided_by=actor.name, decided_at=clock.now(), opinion=reason[:300])
    return _done(found, before={"state": S.PENDING.value}, reason=reason)


@service("satisfaction.retire_version", title=N_("Retire"), clause="SAT-26")
def retire_version(*, actor: Actor, version_id: VersionRef, reason: Text = "") -> Done:
    """No new wave uses it any more; running ones go on."""
    found = _moved(version_id, "retire")
    return _done(found, before={"state": S.APPROVED.value}, reason=reason)


def _found(version_id: int) -> QuestionnaireVersion:
    found = QuestionnaireVersion.objects.select_related("questionnaire").filter(pk=version_id).first()
    if found is None:
        raise NotFound(field="version_id")
    return found


def _moved(version_id: int, step: str, **values: Any) -> QuestionnaireVersion:
    """Move a version, locked, and answer it as it now is."""
    start, end = MOVES.table[step]
    if not write.change(QuestionnaireVersion, where={"id": version_id, "state__in": start}, set={"state": end, **values}):
        found = _found(version_id)
        raise IllegalTransition(number=_number(found), state=found.get_state_display(), action=step, clause="SAT-26")
    bump(CACHE)
    return _found(version_id)


def _number(version: QuestionnaireVersion) -> str:
    return f"{version.questionnaire.code} V{version.number}"


def _subject(version: QuestionnaireVersion) -> Subject:
    return Subject(VERSION, version.pk, _number(version))


def _done(version: QuestionnaireVersion, *, before: Mapping[str, Any], reason: str = "") -> Done:
    return Done(VERSION, version.pk, _number(version), version.state, before=before, after={"state": version.state}, reason=reason)


def card(pk: int) -> Card:
    """The questionnaire as an approver sees it."""
    found = _found(pk)
    groups = [(g.title_zh, "；".join(i.text_zh for i in sorted(g.items.all(), key=lambda i: (i.place, i.pk))))
              for g in found.groups.prefetch_related("items").order_by("position", "id")]
    lines = [(title, texts[:300]) for title, texts in groups]
    return Card(_number(found), found.questionnaire.title, record_url("questionnaire_versions", pk), found.owner_id or 0, None,
                facts={"audience": found.questionnaire.audience}, lines=lines, digest=f"{groups}")


approving.declare(approving.Approvable(
    VERSION, N_("Questionnaire"), "SAT-26", card, lambda actor, pk: void(_approve(actor, pk, "")),
    lambda actor, pk, reason: void(_return(actor, pk, reason)), {"audience": N_("Audience")},
    lambda actor, pk, reason: void(_return(actor, pk, reason)), fact_choices={"audience": lambda: Questionnaire.Audience.choices}))


def void(done: Done) -> None:
    """What a flow calls answers nothing."""
