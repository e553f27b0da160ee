"""Texts to customers: lists without those who unsubscribed, what was sent, what was answered (CUS-18)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as N_

from yingshu.customers.models import Customer
from yingshu.documents.numbers import next_number
from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import NotFound
from yingshu.kernel.inputs import CustomerRef, Needed, Text, UnitRef
from yingshu.kernel.services import Done, service
from yingshu.kernel.text import half_width
from yingshu.rulebook.decisions import Subject, decide, params_of

from ..controls import SMS
from ..errors import AlreadySent, NotUnsubscribed
from ..inputs import BatchRef, Sms
from ..models import OptOut, SmsBatch, SmsRecipient
from ..rules import SmsFacts, unsubscribes

KIND = "sms_batch"


@service("marketing.make_sms_batch", title=N_("Make an SMS list"), clause="CUS-18")
def make_sms_batch(*, actor: Actor, text: Sms, unit_id: UnitRef | None = None, level: Text = "",
                   customer_ids: list[CustomerRef] | None = None) -> Done:
    """Make the list of customers for a text: those chosen, or all of a region or a level. Unsubscribed ones are left out (CUS-18)."""
    asked = _asked(actor, unit_id, level, customer_ids)
    out = set(OptOut.objects.filter(customer_id__in=[c.pk for c in asked]).values_list("customer_id", flat=True))
    wanted = [c for c in asked if c.pk not in out]
    reached = [c for c in wanted if is_mobile(c.phone)]
    facts = SmsFacts(asked=len(asked), unsubscribed=len(out), unreachable=len(wanted) - len(reached))
    decide(SMS, facts, Subject(KIND, None, "", unit_id))
    number = next_number(KIND, clock.today())
    pk = write.add_one(SmsBatch, number=number, text=text, made_at=clock.now(), actor_name=actor.name, recipients=len(reached),
                       left_out=len(out), unreachable=facts.unreachable)
    write.add(SmsRecipient, [{"batch_id": pk, "customer_id": c.pk} for c in reached])
    return Done(KIND, pk, number, "made", data={"recipients": len(reached), "left_out": len(out), "unreachable": facts.unreachable},
                after={"text": text, "recipients": len(reached), "left_out": len(out)})


def _asked(actor: Actor, unit_id: int | None, level: str, customer_ids: list[int] | None) -> list[Customer]:
    found: Any = Customer.objects.visible_to(actor).filter(state=Customer.State.ACTIVE)
    if customer_ids:
        found = found.filter(pk__in=customer_ids)
    if unit_id:
        found = found.filter(unit_id=unit_id)
    if level:
        found = found.filter(level=level)
    return list(found.only("id", "phone", "owner_id", "unit_id").order_by("id"))


def is_mobile(phone: str) -> bool:
    """A Chinese mobile number, however it is written."""
    digits = "".join(c for c in half_width(phone) if c.isdigit())
    return len(digits) == 11 and digits.startswith("1")


@service("marketing.send_sms_batch", title=N_("Register as sent"), clause="CUS-18")
def send_sms_batch(*, actor: Actor, sms_batch_id: BatchRef) -> Done:
    """The list was given to the SMS platform: when, by whom. Who unsubscribed since it was made is taken out first."""
    found: SmsBatch | None = write.lock(SmsBatch, sms_batch_id)
    if found is None:
        raise NotFound(field="sms_batch_id")
    if found.sent_at is not None:
        raise AlreadySent(number=found.number, at=f"{clock.local(found.sent_at):%Y-%m-%d %H:%M}")
    gone = SmsRecipient.objects.filter(batch_id=found.pk, customer_id__in=OptOut.objects.values("customer_id")).delete()[0]
    write.change(SmsBatch, where={"id": found.pk}, set={"sent_at": clock.now(), "recipients": found.recipients - gone,
                                                        "left_out": found.left_out + gone})
    return Done(KIND, found.pk, found.number, "sent", data={"recipients": found.recipients - gone},
                after={"recipients": found.recipients - gone})


@service("marketing.record_sms_reply", title=N_("Record a reply"), clause="CUS-18")
def record_sms_reply(*, actor: Actor, sms_batch_id: BatchRef, customer_id: CustomerRef, reply: Needed) -> Done:
    """What a customer answered. An answer that unsubscribes takes the customer out of all later lists (CUS-18)."""
    Customer.objects.visible_to(actor).one(pk=customer_id)
    row = SmsRecipient.objects.filter(batch_id=sms_batch_id, customer_id=customer_id).select_related("batch").first()
    if row is None:
        raise NotFound(field="customer_id")
    write.change(SmsRecipient, where={"id": row.pk}, set={"reply": reply[:300], "replied_at": clock.now()})
    left = unsubscribes(params_of(SMS), reply)
    if left:
        unsubscribe(actor=actor, customer_id=customer_id, reason=reply[:200])
    return Done(KIND, sms_batch_id, row.batch.number, "sent" if row.batch.sent_at else "made", data={"unsubscribed": left},
                after={"customer_id": customer_id, "reply": reply})


@service("marketing.unsubscribe", title=N_("Unsubscribe"), clause="CUS-18")
def unsubscribe(*, actor: Actor, customer_id: CustomerRef, reason: Text = "") -> Done:
    """This customer wants no more texts. Saying it twice changes nothing."""
    customer: Any = Customer.objects.visible_to(actor).one(pk=customer_id)
    OptOut.objects.get_or_create(customer_id=customer_id, defaults={"at": clock.now(), "reason": reason, "actor_name": actor.name})
    return Done("customer", customer_id, customer.number, "unsubscribed", after={"unsubscribed": True}, reason=reason)


@service("marketing.subscribe_again", title=N_("Subscribe again"), clause="CUS-18")
def subscribe_again(*, actor: Actor, customer_id: CustomerRef, reason: Needed) -> Done:
    """The customer asked for texts again; who noted it and why stays on record."""
    customer: Any = Customer.objects.visible_to(actor).one(pk=customer_id)
    if not OptOut.objects.filter(customer_id=customer_id).delete()[0]:
        raise NotUnsubscribed(field="customer_id", customer=customer.name)
    return Done("customer", customer_id, customer.number, "subscribed", after={"unsubscribed": False}, reason=reason)
