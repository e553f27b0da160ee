"""The customer file: begin, change, stop, hand over (CUS-02, CUS-15, CUS-20)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from django.utils.translation import gettext_noop as N_
from pydantic import AfterValidator, Field

from yingshu.audit.queries import last_change
from yingshu.documents.numbers import next_number
from yingshu.kernel import approving, clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.choices import FromList
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import CustomerRef, Fen, Hidden, LongText, Needed, PersonRef, Phone, Text, UnitRef
from yingshu.kernel.services import Done, service
from yingshu.kernel.text import name_key, search_text
from yingshu.organisation.models import Person, Unit
from yingshu.organisation.principal import held_posts
from yingshu.organisation.queries import require_within_limit

from .. import cards, errors
from ..inputs import Code, Email, Name, Short, Uscc
from ..models import Customer
from ..queries import duplicates
from ..wordlists import LEVEL, NATURE, SOURCE, check_words


def _stamp(value: str) -> str:
    if value and datetime.fromisoformat(value).tzinfo is None:
        raise ValueError("This value cannot be used.")
    return value


Nature = Annotated[Text, Field(max_length=40), FromList(NATURE)]
Origin = Annotated[Text, Field(max_length=40), FromList(SOURCE)]
Level = Annotated[Text, Field(max_length=4), FromList(LEVEL)]
Days = Annotated[int, Field(ge=0, le=720)]
Seen = Annotated[str, AfterValidator(_stamp), Field(max_length=40), Hidden()]
DayOfMonth = Annotated[int, Field(ge=1, le=31)]


@service("customers.create", title=N_("New customer"), clause="CUS-02")
def create_customer(*, actor: Actor, name: Name, number: Code = "", nature: Nature = "", legal_person: Short = "", scale: Short = "",
                    location: Text = "", contact: Short = "", phone: Phone = "", email: Email = "", order_volume: Short = "",
                    uscc: Uscc = "", preferences: LongText = "", level: Level = "", source: Origin = "",
                    since: date | None = None,
                    owner_id: PersonRef | None = None, unit_id: UnitRef | None = None, even_if_alike: bool = False) -> Done:
    """Begin a customer's file. The customer belongs to the salesperson and the region; both default to the person acting.

    A customer with the same name or credit code is refused, one with the same phone unless ``even_if_alike``. The seven data of
    CUS-15 may follow later; until then no order is taken.
    """
    _not_twice(name, uscc, phone, even_if_alike)
    owner, unit = _belongs(actor, owner_id, unit_id)
    now = clock.now()
    data = {"name": name, "nature": nature, "legal_person": legal_person, "scale": scale, "location": location, "contact": contact,
            "phone": phone, "email": email, "order_volume": order_volume, "uscc": uscc, "preferences": preferences, "level": level,
            "source": source}
    check_words(data)
    code = number or next_number("customer", clock.today())
    _code_free(code)
    pk = write.add_one(Customer, **data, number=code, since=since or clock.today(), owner_id=owner, unit_id=unit, created_at=now,
                       updated_at=now, state=Customer.State.ACTIVE, **_found_by(code, data))
    return Done("customer", pk, code, state="active", after={k: v for k, v in masked(data).items() if v})


def _found_by(number: str, data: Mapping[str, Any]) -> dict[str, str]:
    return {"name_key": name_key(data["name"])[:120],
            "search_text": search_text(data["name"], number, data["phone"], data["contact"], data["uscc"])}


def masked(data: Mapping[str, Any]) -> dict[str, Any]:
    """Changed values as the trail keeps them: that contact data changed, not what they are."""
    return {k: ("***" if v and k in ("phone", "email", "contact", "legal_person") else v) for k, v in data.items()}


def _not_twice(name: str, uscc: str, phone: str, even_if_alike: bool, but: int | None = None) -> None:
    hits = duplicates(name=name, uscc=uscc, phone="" if even_if_alike else phone, but=but)
    if hits:
        raise errors.DuplicateCustomer(field="name" if hits[0].by == "name" else hits[0].by, name=hits[0].name, owner=hits[0].owner)


def _code_free(code: str) -> None:
    taken = Customer.objects.unscoped(reason="customer codes are unique in the whole company").filter(number=code)
    if taken.exists():
        raise InvalidInput({"number": [str(errors.DuplicateCustomer(name=code, owner="--"))]})


def _belongs(actor: Actor, owner_id: int | None, unit_id: int | None) -> tuple[int | None, int | None]:
    """Owner and region: as given; else the person acting and their unit. Giving it to others needs the right to hand over."""
    if owner_id not in (None, actor.id) or (unit_id is not None and unit_id != actor.unit_id):
        actor.require("customers.transfer_owner")
    owner = owner_id or (actor.id or None)
    if owner_id is not None and not Person.objects.filter(pk=owner_id).exists():
        raise NotFound(field="owner_id")
    return owner, unit_id or _unit_of(owner) or actor.unit_id


def _unit_of(person_id: int | None) -> int | None:
    held = held_posts(person_id, clock.now()) if person_id else []
    return held[0].unit_id if held else None


def visible(actor: Actor, customer_id: int) -> Customer:
    """The customer, locked, when the person may see it."""
    found = write.lock(Customer, customer_id, actor=actor)
    if found is None:
        raise NotFound()
    return found


@service("customers.change", title=N_("Change customer"), clause="CUS-02")
def change_customer(*, actor: Actor, customer_id: CustomerRef, name: Text | None = None, nature: Nature | None = None,
                    legal_person: Short | None = None, scale: Short | None = None, location: Text | None = None,
                    contact: Short | None = None, phone: Phone | None = None, email: Email | None = None,
                    order_volume: Short | None = None, uscc: Uscc | None = None, preferences: LongText | None = None,
                    level: Level | None = None, source: Origin | None = None, since: date | None = None, seen_at: Seen = "") -> Done:
    """Change the file; what is left out stays. ``seen_at`` is the ``updated_at`` the caller knew: when somebody changed the file
    since, nothing is written and the caller is told who did."""
    customer = visible(actor, customer_id)
    _unchanged_since(customer, seen_at)
    given = {"name": name or None, "nature": nature, "legal_person": legal_person, "scale": scale, "location": location,
             "contact": contact, "phone": phone, "email": email, "order_volume": order_volume, "uscc": uscc,
             "preferences": preferences, "level": level, "source": source, "since": since}
    changed = {k: v for k, v in given.items() if v is not None and v != getattr(customer, k)}
    check_words(changed)
    before = {k: getattr(customer, k) for k in changed}
    if "name" in changed or "uscc" in changed:
        _not_twice(str(changed.get("name", "")), str(changed.get("uscc", "")), "", True, but=customer.pk)
    if changed:
        data = {f.attname: getattr(customer, f.attname) for f in Customer._meta.concrete_fields} | changed
        write.change(Customer, where={"id": customer.pk}, set={**changed, **_found_by(customer.number, data), "updated_at": clock.now()})
    return Done("customer", customer.pk, customer.number, customer.state, before=masked(before), after=masked(changed))


def _unchanged_since(customer: Customer, seen_at: str) -> None:
    if not seen_at or datetime.fromisoformat(seen_at) >= customer.updated_at:
        return
    entry = last_change("customer", customer.pk)
    raise errors.CustomerChanged(who=entry.actor_name if entry else "--", when=f"{clock.local(customer.updated_at):%Y-%m-%d %H:%M}")


def _turn(actor: Actor, customer_id: int, state: str, reason: str) -> Done:
    customer = visible(actor, customer_id)
    write.change(Customer, where={"id": customer.pk}, set={"state": state, "updated_at": clock.now()})
    return Done("customer", customer.pk, customer.number, state, before={"state": customer.state}, after={"state": state},
                reason=reason)


@service("customers.stop", title=N_("Stop customer"), clause="CUS-02")
def stop_customer(*, actor: Actor, customer_id: CustomerRef, reason: Needed) -> Done:
    """No new orders from this customer until resumed; what is open goes on."""
    return _turn(actor, customer_id, Customer.State.STOPPED, reason)


@service("customers.resume", title=N_("Resume customer"), clause="CUS-02")
def resume_customer(*, actor: Actor, customer_id: CustomerRef, reason: Text = "") -> Done:
    """The customer may order again."""
    return _turn(actor, customer_id, Customer.State.ACTIVE, reason)


@service("customers.transfer_owner", title=N_("Hand over customer"), clause="CUS-20")
def transfer_owner(*, actor: Actor, customer_id: CustomerRef, owner_id: PersonRef, unit_id: UnitRef | None = None,
                   reason: Needed) -> Done:
    """Give the customer to another salesperson, and to that person's region unless another is named. Visibility follows."""
    customer = visible(actor, customer_id)
    owner = Person.objects.filter(pk=owner_id, is_active=True).first()
    if owner is None or (unit_id and not Unit.objects.filter(pk=unit_id).exists()):
        raise NotFound(field="owner_id")
    unit = unit_id or _unit_of(owner.pk) or customer.unit_id
    write.change(Customer, where={"id": customer.pk}, set={"owner_id": owner.pk, "unit_id": unit, "updated_at": clock.now()})
    return Done("customer", customer.pk, customer.number, customer.state, reason=reason,
                before={"owner_id": customer.owner_id, "unit_id": customer.unit_id}, after={"owner_id": owner.pk, "unit_id": unit})


@service("customers.set_credit_terms", title=N_("Set credit terms"), clause="CUS-16")
@approving.held("customers.set_credit_terms", title=N_("Set credit terms"), clause="CUS-16", card=cards.credit_terms,
                fact_names=cards.FACTS)
def set_credit_terms(*, actor: Actor, customer_id: CustomerRef, credit_limit_fen: Fen | None = None, credit_days: Days | None = None,
                     payment_method: Annotated[Text, Field(pattern="^(|prepaid|deposit|cod|credit|bill)$")] | None = None,
                     statement_day: DayOfMonth | None = None, pay_on_working_day: bool | None = None, reason: Text = "") -> Done:
    """Credit limit, days of credit, usual payment method, statement day. Orders already registered keep their terms."""
    customer = visible(actor, customer_id)
    if credit_limit_fen is not None and credit_limit_fen < 0:
        raise InvalidInput({"credit_limit": [str(InvalidInput().text())]})
    given = {"credit_limit_fen": credit_limit_fen, "credit_days": credit_days, "payment_method": payment_method,
             "statement_day": statement_day, "pay_on_working_day": pay_on_working_day}
    changed = {k: v for k, v in given.items() if v is not None and v != getattr(customer, k)}
    require_within_limit(actor, "customers.set_credit_terms", credit_limit_fen or 0)
    if changed:
        write.change(Customer, where={"id": customer.pk}, set={**changed, "updated_at": clock.now()})
    return Done("customer", customer.pk, customer.number, customer.state, before={k: getattr(customer, k) for k in changed},
                after=changed, reason=reason)
