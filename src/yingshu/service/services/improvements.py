"""Improvements that come out of cases, after-sales and events (SVC-12, SVC-25); knowledge (SVC-21)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.documents.numbers import next_number
from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import Needed, PersonRef, ProductRef, Text
from yingshu.kernel.services import Done, service
from yingshu.kernel.text import search_text
from yingshu.notifications.services import tell
from yingshu.organisation.models import Person
from yingshu.products.models import Product
from yingshu.rulebook.decisions import Subject, decide

from ..controls import KNOWLEDGE
from ..inputs import AfterSalesRef, Brief, CaseRef, ImprovementRef, IncidentRef, KnowledgeRef, NeededBrief
from ..models import AfterSales, Case, Improvement, Incident, Knowledge
from ..rules.incidents import KnowledgeFacts
from ..transitions import IMPROVEMENT as MOVES
from ..transitions import KNOWLEDGE as KNOWN
from .steps import plainly

KIND, ENTRY = "improvement", "knowledge"
Answer = Annotated[str, Field(min_length=1, max_length=8000)]


@service("service.plan_improvement", title=N_("Plan an improvement"), clause="SVC-25")
def plan_improvement(*, actor: Actor, problem: NeededBrief, owner_id: PersonRef, due_on: date, case_id: CaseRef | None = None,
                     after_sales_id: AfterSalesRef | None = None, incident_id: IncidentRef | None = None, containment: Brief = "",
                     root_cause: Brief = "", corrective: Brief = "", preventive: Brief = "") -> Done:
    """What shall become better, by whom and by when: problem, immediate step, root cause, corrective and preventive action."""
    owner = Person.objects.filter(pk=owner_id, is_active=True).first()
    if owner is None:
        raise NotFound(field="owner_id")
    source = _source(actor, case_id, after_sales_id, incident_id)
    number = next_number("improvement", clock.today())
    parts = {"problem": problem, "containment": containment, "root_cause": root_cause, "corrective": corrective, "preventive": preventive}
    pk = write.add_one(Improvement, number=number, owner_id=owner_id, due_on=due_on, made_at=clock.now(), made_by=actor.name, **source,
                       **parts, search_text=search_text(number, problem[:120]))
    tell([owner_id], N_("Improvement %(number)s is yours, due on %(day)s."), args={"number": number, "day": due_on.isoformat()},
         url=f"/improvements/{pk}/", clause="SVC-25")
    return Done(KIND, pk, number, Improvement.State.OPEN, after={"owner": owner.name, "due_on": due_on})


def _source(actor: Actor, case_id: int | None, after_sales_id: int | None, incident_id: int | None) -> dict[str, Any]:
    case = Case.objects.visible_to(actor).one(pk=case_id) if case_id else None
    if after_sales_id:
        AfterSales.objects.visible_to(actor).one(pk=after_sales_id)
    if incident_id and not Incident.objects.filter(pk=incident_id).exists():
        raise NotFound(field="incident_id")
    return {"case_id": case_id, "after_sales_id": after_sales_id, "incident_id": incident_id, "cause": case.cause if case else ""}


def _mine(improvement_id: int) -> Improvement:
    found: Improvement | None = write.lock(Improvement, improvement_id)
    if found is None:
        raise NotFound(field="improvement_id")
    return found


@service("service.finish_improvement", title=N_("Improvement done"), clause="SVC-25")
def finish_improvement(*, actor: Actor, improvement_id: ImprovementRef, evidence: NeededBrief, root_cause: Brief = "",
                       corrective: Brief = "", preventive: Brief = "") -> Done:
    """What was done, with evidence. Root cause and corrective action must be known by now."""
    found = _mine(improvement_id)
    MOVES.check("finish", found.state, found.number)
    parts = {"root_cause": root_cause or found.root_cause, "corrective": corrective or found.corrective,
             "preventive": preventive or found.preventive}
    if missing := [name for name in ("root_cause", "corrective") if not parts[name]]:
        raise InvalidInput({name: [_("Write it down before the improvement is done.")] for name in missing})
    row = plainly(MOVES, Improvement, found.pk, "finish", **parts, done_on=clock.today(),
                  evidence=evidence)
    return Done(KIND, row.pk, row.number, row.state, after={"state": row.state})


@service("service.check_effect", title=N_("Check the effect"), clause="SVC-25")
def check_effect(*, actor: Actor, improvement_id: ImprovementRef, works: bool, effect: NeededBrief) -> Done:
    """Did it help? If not, plan another improvement."""
    _mine(improvement_id)
    row = plainly(MOVES, Improvement, improvement_id, "works" if works else "fails", checked_on=clock.today(), effect=effect)
    return Done(KIND, row.pk, row.number, row.state, after={"state": row.state})


# ---- knowledge ---------------------------------------------------------------------------------------------------------

@service("service.write_knowledge", title=N_("Write a knowledge entry"), clause="SVC-21")
def write_knowledge(*, actor: Actor, question: Needed, answer: Answer, keywords: Text = "", product_id: ProductRef | None = None) -> Done:
    """A question customers ask, with its answer."""
    _known_product(product_id)
    number = next_number("knowledge", clock.today())
    pk = write.add_one(Knowledge, number=number, question=question, answer=answer, keywords=keywords, product_id=product_id,
                       author_name=actor.name, written_at=clock.now(), search_text=_words(question, keywords, answer))
    return Done(ENTRY, pk, number, Knowledge.State.DRAFT, after={"question": question})


@service("service.change_knowledge", title=N_("Change the entry"), clause="SVC-21")
def change_knowledge(*, actor: Actor, knowledge_id: KnowledgeRef, question: Needed, answer: Answer, keywords: Text = "") -> Done:
    """A changed entry is reviewed anew."""
    row = _moved_entry(knowledge_id, "change", question=question, answer=answer, keywords=keywords, reviewed_at=None, reviewed_by="",
                       search_text=_words(question, keywords, answer))
    return Done(ENTRY, row.pk, row.number, row.state, after={"question": question})


@service("service.review_knowledge", title=N_("Review the entry"), clause="SVC-21")
def review_knowledge(*, actor: Actor, knowledge_id: KnowledgeRef) -> Done:
    """The answer is right and may be given."""
    row = _moved_entry(knowledge_id, "review", reviewed_by=actor.name, reviewed_at=clock.now())
    return Done(ENTRY, row.pk, row.number, row.state, after={"state": row.state})


@service("service.show_knowledge", title=N_("Show to everybody"), clause="SVC-21")
def show_knowledge(*, actor: Actor, knowledge_id: KnowledgeRef) -> Done:
    """Customers find it on the public page; only after the review."""
    found = Knowledge.objects.filter(pk=knowledge_id).first()
    if found is None:
        raise NotFound(field="knowledge_id")
    decide(KNOWLEDGE, KnowledgeFacts(reviewed=found.reviewed_at is not None), Subject(ENTRY, found.pk, found.number))
    row = _moved_entry(knowledge_id, "show")
    return Done(ENTRY, row.pk, row.number, row.state, after={"state": row.state})


@service("service.retire_knowledge", title=N_("Take out of use"), clause="SVC-21")
def retire_knowledge(*, actor: Actor, knowledge_id: KnowledgeRef, reason: Needed) -> Done:
    """The entry is no longer right."""
    row = _moved_entry(knowledge_id, "retire")
    return Done(ENTRY, row.pk, row.number, row.state, after={"state": row.state}, reason=reason)


@service("service.use_knowledge", title=N_("Answer with the entry"), clause="SVC-21")
def use_knowledge(*, actor: Actor, knowledge_id: KnowledgeRef) -> Done:
    """Note that a question was answered with it."""
    row = write.change(Knowledge, where={"id": knowledge_id}, set={"used": write.Add(1)}, returning="*")
    if not row:
        raise NotFound(field="knowledge_id")
    return Done(ENTRY, knowledge_id, row[0].number, row[0].state, data={"used": row[0].used})


def _moved_entry(pk: int, action: str, **values: object) -> Knowledge:
    if not Knowledge.objects.filter(pk=pk).exists():
        raise NotFound(field="knowledge_id")
    row: Knowledge = plainly(KNOWN, Knowledge, pk, action, **values)
    return row


def _known_product(product_id: int | None) -> None:
    if product_id and not Product.objects.filter(pk=product_id).exists():
        raise NotFound(field="product_id")


def _words(question: str, keywords: str, answer: str) -> str:
    return search_text(question, keywords, answer[:200])
