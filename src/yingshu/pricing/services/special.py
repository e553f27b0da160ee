"""Special prices: asked for beforehand, decided by who holds the authority (PRC-08)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.customers.controls import FILING
from yingshu.customers.models import Customer
from yingshu.customers.queries import filing_facts_of
from yingshu.documents.numbers import next_number
from yingshu.kernel import approving, clock, money, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import IllegalTransition, InvalidInput, NotAllowed, NotFound
from yingshu.kernel.inputs import CustomerRef, LongText, Needed, Price, ProductRef, Quantity, Text
from yingshu.kernel.services import Done, service
from yingshu.organisation.queries import require_within_limit
from yingshu.products.queries import product
from yingshu.products.services.catalogue import require_on_sale
from yingshu.rulebook.decisions import Subject, decide, params_of

from ..controls import GRANT, PRICE
from ..errors import NoPriceInForce, NotASpecialPrice
from ..hooks import ordered_already
from ..inputs import SpecialPriceRef
from ..models import SpecialPrice
from ..queries import level_of, priced, require_level_within_limit
from ..rules import GrantFacts, granting_level, plain
from ..transitions import SPECIAL_PRICE

KIND = "special_price"


@service("pricing.ask_special_price", title=N_("Ask for a special price"), clause="PRC-08")
def ask_special_price(*, actor: Actor, customer_id: CustomerRef, product_id: ProductRef, price: Price, reason: Needed,
                      quantity: Quantity | None = None, single_use: bool = False, basis: LongText = "") -> Done:
    """Ask beforehand to sell a product to a customer at another price than the list's; ``price`` is yuan per unit incl. tax.

    The level that must grant it follows from the deviation. When the customer already has an open order at that price, the
    request is kept, marked as asked for afterwards, and can only be rejected. Refused while the customer's file is incomplete (CUS-15).
    Raises Discontinued, NoPriceInForce, NotASpecialPrice.
    """
    customer = Customer.objects.visible_to(actor).one(pk=customer_id)
    decide(FILING, filing_facts_of(customer), Subject("customer", customer_id, customer.number, customer.unit_id))
    found = product(product_id)
    require_on_sale(found)
    list_price, floor = _list_price(product_id)
    if price == list_price:
        raise NotASpecialPrice(field="price", price=price, product=found.name)
    order = ordered_already(customer_id, product_id, price)
    level = granting_level(params_of(PRICE, customer.unit_id), list_price, price, floor)
    number = next_number(KIND, clock.today())
    pk = write.add_one(SpecialPrice, number=number, customer_id=customer_id, product_id=product_id, list_price=list_price, price=price,
                       quantity=quantity, reason=reason, level=level, after_order=bool(order), owner_id=actor.id,
                       unit_id=customer.unit_id or actor.unit_id, asked_at=clock.now(), state=SpecialPrice.State.PENDING,
                       single_use=single_use, basis=basis[:300])
    return Done(KIND, pk, number, _handed_in(actor, pk), data={"level": level, "after_order": bool(order), "order": order},
                after={"customer": customer.name, "price": plain(price), "list_price": plain(list_price), "level": level,
                       "after_order": bool(order)}, reason=reason)


@service("pricing.decide_special_price", title=N_("Decide on the special price"), clause="PRC-08")
def decide_special_price(*, actor: Actor, special_price_id: SpecialPriceRef, grant: bool, opinion: LongText = "",
                         valid_until: date | None = None) -> Done:
    """Grant or reject. Granted it holds from today for the days of the clause, or until an earlier day.

    Refused: asked for after ordering, level of the decider too low, one's own request. A rejection needs an opinion.
    """
    approving.require_not_running(KIND, special_price_id)
    return _grant(actor, special_price_id, opinion, valid_until) if grant else _reject(actor, special_price_id, opinion)


@service("pricing.mend_special_price", title=N_("Mend and hand in again"), clause="PRC-08")
def mend_special_price(*, actor: Actor, special_price_id: SpecialPriceRef, price: Price | None = None, quantity: Quantity | None = None,
                       reason: Text = "") -> Done:
    """Hand a special price in again that was sent back. With another price or quantity every step is asked anew."""
    row = SPECIAL_PRICE.move(SpecialPrice, special_price_id, "mend", actor=actor)
    if row.owner_id != actor.id and not actor.everything:
        raise NotAllowed(action="pricing.mend_special_price")
    new = price if price is not None else row.price
    if new == row.list_price:
        raise NotASpecialPrice(field="price", price=new, product=product(row.product_id).name)
    found = priced([row.product_id], clock.today())[row.product_id]
    level = granting_level(params_of(PRICE, row.unit_id), row.list_price, new, found.floor)
    changes = {"price": new, "quantity": quantity if quantity is not None else row.quantity, "reason": reason or row.reason, "level": level}
    write.change(SpecialPrice, where={"id": row.pk}, set=changes)
    return Done(KIND, row.pk, row.number, _handed_in(actor, row.pk), before={"price": plain(row.price), "reason": row.reason},
                after={"price": plain(new), "reason": changes["reason"], "level": level})


@service("pricing.record_basis", title=N_("Record the basis"), clause="PRC-12")
def record_basis(*, actor: Actor, special_price_id: SpecialPriceRef, basis: LongText) -> Done:
    """Write down what the price is based on: quantity, the customer's situation, the market; so that it can be checked later."""
    row = _seen(actor, special_price_id)
    write.change(SpecialPrice, where={"id": row.pk}, set={"basis": basis[:300]})
    return Done(KIND, row.pk, row.number, row.state, before={"basis": row.basis}, after={"basis": basis})


@service("pricing.review_special_price", title=N_("Look back at its effect"), clause="PRC-08")
def review_special_price(*, actor: Actor, special_price_id: SpecialPriceRef, effect: LongText) -> Done:
    """After it was used or ran out: did the special price do what it was granted for?"""
    row = _seen(actor, special_price_id)
    if row.state != SpecialPrice.State.GRANTED:
        raise IllegalTransition(number=row.number, state=str(row.get_state_display()), action="review")
    write.change(SpecialPrice, where={"id": row.pk}, set={"effect": effect[:300], "reviewed_at": clock.now(), "reviewed_by": actor.name})
    return Done(KIND, row.pk, row.number, row.state, before={"effect": row.effect}, after={"effect": effect})


def _seen(actor: Actor, pk: int) -> SpecialPrice:
    row: SpecialPrice | None = write.lock(SpecialPrice, pk, actor=actor)
    if row is None:
        raise NotFound(field="special_price_id")
    return row


def _handed_in(actor: Actor, pk: int) -> str:
    """Put it into its flow when one is in force; answers its state, which a flow without steps has decided already."""
    approving.submit(actor, KIND, pk)
    return str(SpecialPrice._plain.values_list("state", flat=True).get(pk=pk))


def _grant(actor: Actor, pk: int, opinion: str, valid_until: date | None) -> Done:
    today = clock.today()
    row = SPECIAL_PRICE.move(SpecialPrice, pk, "grant", actor=actor, set={**_decided(actor, opinion), "valid_from": today})
    last = today + timedelta(days=params_of(PRICE, row.unit_id).valid_days)
    until = valid_until or last
    if not today <= until <= last:
        raise InvalidInput(field="valid_until", clause="PRC-08", errors={"valid_until": [f"{today} ~ {last}"]})
    decide(GRANT, _facts(actor, row), Subject(KIND, pk, row.number, row.unit_id))
    fen = money.line_amount(row.price, row.quantity or Decimal(1))
    require_within_limit(actor, "pricing.decide_special_price", fen)
    require_level_within_limit(actor, row.level, fen)
    write.change(SpecialPrice, where={"id": pk}, set={"valid_until": until})
    return Done(KIND, pk, row.number, row.state, data={"valid_until": until.isoformat()}, before={"state": "pending"},
                after={"state": row.state, "valid_until": until.isoformat()}, reason=opinion)


def _reject(actor: Actor, pk: int, opinion: str) -> Done:
    if not opinion:
        raise InvalidInput({"opinion": [_("Say why it is rejected.")]})
    row = SPECIAL_PRICE.move(SpecialPrice, pk, "reject", actor=actor, set=_decided(actor, opinion))
    facts = _facts(actor, row).model_copy(update={"after_order": False, "own": False})
    decide(GRANT, facts, Subject(KIND, pk, row.number, row.unit_id))
    return Done(KIND, pk, row.number, row.state, before={"state": "pending"}, after={"state": row.state}, reason=opinion)


def _decided(actor: Actor, opinion: str) -> dict[str, object]:
    return {"decided_at": clock.now(), "decided_by": actor.name, "opinion": opinion[:300]}


def _facts(actor: Actor, row: SpecialPrice) -> GrantFacts:
    return GrantFacts(number=row.number, needed=row.level, held=level_of(actor), own=row.owner_id == actor.id,
                      after_order=row.after_order, list_price=row.list_price, price=row.price)


def _list_price(product_id: int) -> tuple[Decimal, Decimal | None]:
    found = priced([product_id], clock.today())[product_id]
    if found.price is None:
        raise NoPriceInForce(field="product_id", clause="PRC-05", product=found.name, day=clock.today().isoformat())
    return found.price, found.floor
