"""Reads of the customer files for higher rooms, screens and reports."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.personal import Who
from yingshu.kernel.text import half_width, mask_name, mask_phone, name_key
from yingshu.organisation.models import Appointment, Supervision
from yingshu.organisation.queries import in_force, known_posts, stands_for
from yingshu.rulebook.decisions import Decision, Subject, judge, params_of

from .controls import FILES, FILING
from .models import CreditInvestigation, Customer, FileReport, PrivacyRequest
from .rules import EntryFacts, FilingFacts, InvestigationFacts

FILED = {"name": ("name",), "nature": ("nature",), "legal_person": ("legal_person",), "scale": ("scale",),
         "location": ("location",), "contact": ("contact", "phone", "email"), "order_volume": ("order_volume",)}


def filing_facts_of(customer: Customer) -> FilingFacts:
    """Which of the seven data are missing (CUS-15); costs no query. Of the ways of contact one is enough."""
    missing = tuple(name for name, fields in FILED.items() if not any(getattr(customer, f).strip() for f in fields))
    return FilingFacts(missing=missing, customer_id=customer.pk, customer=customer.name)


def unfiled(fields: Collection[str] = tuple(FILED)) -> Q:
    """Customers of whom one of these data is missing."""
    found = Q()
    for name in (n for n in FILED if n in fields):
        found |= Q(**dict.fromkeys(FILED[name], ""))
    return found


def entry_of(customer: Customer) -> Decision:
    """Is everything entered that the company's files hold (CUS-02)? Costs no query."""
    asked = params_of(FILING, customer.unit_id).fields
    facts = EntryFacts(begun_on=clock.local(customer.created_at).date(), today=clock.today(), preferences=bool(customer.preferences),
                       missing=tuple(name for name in filing_facts_of(customer).missing if name in asked))
    return judge(FILES, facts, Subject("customer", customer.pk, customer.number, customer.unit_id))


def keeper_name() -> str:
    """The post or department that keeps the customer files."""
    owner = str(params_of(FILES).owner)
    return known_posts().get(owner, owner)


def to_enter(actor: Actor) -> QuerySet[Customer]:
    """Files begun by hand in the person's reach that are not whole yet, when the person keeps the files (CUS-02); the oldest first."""
    params, waiting = params_of(FILES), Q()
    if "basic" in params.field_groups:
        waiting |= unfiled(params_of(FILING).fields)
    if "preferences" in params.field_groups:
        waiting |= Q(preferences="")
    found: QuerySet[Customer] = Customer.objects.visible_to(actor).filter(waiting, state=Customer.State.ACTIVE, import_batch=None,
                                                                                   from_list=False)
    return found.order_by("created_at", "id") if waiting and stands_for(actor, params.owner) else found.none()


def filing_facts(customer_id: int) -> FilingFacts:
    """The same by id."""
    return filing_facts_of(_customer(customer_id))


def investigation_facts_of(customer: Customer, *, wants_credit: bool,
                           known: Iterable[CreditInvestigation] | None = None) -> InvestigationFacts:
    """The latest investigation (CUS-16), of those ``known`` already, the latest first. A customer that was one before this file began, or
    was imported, is not new."""
    if not is_new(customer):
        return InvestigationFacts(new_customer=False, wants_credit=wants_credit)
    last = next(iter(known if known is not None else customer.investigations.order_by("-id")[:1]), None)
    return InvestigationFacts(new_customer=True, channels=len(set(last.channels)) if last else 0, passed=bool(last and last.passed),
                              wants_credit=wants_credit)


def credit_facts(customer_id: int, *, wants_credit: bool = True) -> InvestigationFacts:
    """The same by id."""
    return investigation_facts_of(_customer(customer_id), wants_credit=wants_credit)


def is_new(customer: Customer) -> bool:
    """Was the file begun with the customer, not long after?"""
    started = clock.local(customer.created_at).date()
    return customer.import_batch is None and (customer.since is None or customer.since >= started)


def _customer(customer_id: int) -> Customer:
    found: Customer = Customer.objects.unscoped(reason="a gate's facts do not depend on who asks").one(pk=customer_id)
    return found


class Hit(NamedTuple):
    """A customer that exists already, masked: enough to know it, not enough to take it."""

    name: str
    owner: str
    by: str


def duplicates(*, name: str = "", uscc: str = "", phone: str = "", but: int | None = None) -> list[Hit]:
    """Customers with the same normalised name, credit code or phone (查重), at most five, masked."""
    conditions = Q()
    for value, condition in ((name_key(name), Q(name_key=name_key(name))), (uscc, Q(uscc__iexact=half_width(uscc))),
                             (phone, Q(phone=half_width(phone)))):
        conditions |= condition if value.strip() else Q()
    if not conditions:
        return []
    found = Customer.objects.unscoped(reason="duplicates are found in the whole company and shown masked").filter(conditions)
    return [_hit(c, name, uscc) for c in found.exclude(pk=but or 0).select_related("owner").order_by("id")[:5]]


def _hit(customer: Customer, name: str, uscc: str) -> Hit:
    by = "name" if customer.name_key == name_key(name) else "uscc" if uscc and customer.uscc else "phone"
    return Hit(mask_company(customer.name), mask_name(customer.owner.name) if customer.owner else "--", by)


def mask_company(name: str) -> str:
    """佛山市**五金有限公司: the place and the trade stay, the middle goes."""
    if len(name) <= 4:
        return mask_name(name)
    third = max(len(name) // 3, 1)
    return f"{name[:third]}**{name[third + 2:]}"


def supervised_units(person_id: int) -> list[int]:
    """Units a service manager looks after now (CUS-20)."""
    return list(Supervision.objects.filter(person_id=person_id, until=None).values_list("unit_id", flat=True))


class Files(NamedTuple):
    """The files in the uniform format: customers, salespeople, region managers (CUS-03)."""

    customers: list[dict[str, Any]]
    salespeople: list[dict[str, Any]]
    managers: list[dict[str, Any]]
    changed: int


FILE_FIELDS = ("number", "name", "nature", "legal_person", "scale", "location", "contact", "phone", "order_volume", "uscc",
               "level", "state")


def files_of(actor: Actor) -> Files:
    """Everything in the person's reach, in the uniform format; how many changed since the last delivery."""
    visible = Customer.objects.visible_to(actor).select_related("owner", "unit").order_by("unit_id", "name", "id")
    last = FileReport.objects.filter(actor_id=actor.id).order_by("-id").values_list("at", flat=True).first()
    rows = [_file_row(c) for c in visible.iterator(chunk_size=2000)]
    changed = visible.filter(updated_at__gt=last).count() if last else len(rows)
    return Files(rows, _field_staff(actor, ("salesperson",)), _field_staff(actor, ("region_manager", "area_manager")), changed)


def _file_row(customer: Customer) -> dict[str, Any]:
    row = {name: getattr(customer, name) for name in FILE_FIELDS}
    return {**row, "phone": mask_phone(customer.phone), "owner": customer.owner.name if customer.owner else "",
            "region": customer.unit.name if customer.unit else ""}


def _field_staff(actor: Actor, posts: Iterable[str]) -> list[dict[str, Any]]:
    held = (Appointment.objects.filter(in_force(), post__code__in=list(posts), person__is_active=True)
            .select_related("person", "unit", "post").order_by("unit__path", "person_id"))
    held = held if actor.reach == "all" else held.filter(unit_id__in=actor.units)
    return [{"name": a.person.name, "post": a.post.name, "region": a.unit.name, "staff_no": a.person.staff_no,
             "since": a.since.isoformat()} for a in held]


def file_reports(actor: Actor) -> QuerySet[FileReport]:
    """Deliveries made by a person or delivered to them; all for who sees everything."""
    if actor.everything:
        return FileReport.objects.all()
    return FileReport.objects.filter(Q(actor_id=actor.id) | Q(receipts__person_id=actor.id)).distinct()


def privacy_requests(actor: Actor) -> QuerySet[PrivacyRequest]:
    """Requests about personal data of customers in the person's reach, and those of visitors, who belong to nobody."""
    visible = Customer.objects.visible_to(actor).values("id")
    return PrivacyRequest.objects.filter(Q(customer_id__in=visible) | Q(customer=None)).select_related("customer")


def who_asks(request: PrivacyRequest) -> Who:
    """By what the person of a request is found."""
    return Who(request.phone, request.email, request.customer_id)


def open_privacy_requests(actor: Actor) -> QuerySet[PrivacyRequest]:
    """Those that wait."""
    return privacy_requests(actor).filter(handled_at=None).order_by("due_on", "id")
