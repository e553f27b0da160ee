"""Special prices as documents of a flow: the card, and how the flow's end grants, rejects or sends back (PRC-08)."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import approving, clock, money, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import Approvable, Card
from yingshu.kernel.links import record_url
from yingshu.rulebook.decisions import Subject, decide, params_of

from ..controls import GRANT, PRICE
from ..models import SpecialPrice
from ..rules import LEVEL_CHOICES, GrantFacts, discount_of, percent, plain
from ..transitions import SPECIAL_PRICE
from .special import KIND


def card(pk: int) -> Card:
    """A special price as an approver sees it."""
    row = SpecialPrice._plain.select_related("customer", "product", "owner").get(pk=pk)
    amount = money.line_amount(row.price, row.quantity) if row.quantity else None
    off = discount_of(row.list_price, row.price)
    lines = [(_("Customer"), row.customer.name), (_("Product"), f"{row.product.number} {row.product.name}"),
             (_("List price"), plain(row.list_price)), (_("Price asked for"), plain(row.price)), (_("Discount"), percent(off)),
             (_("Quantity"), plain(row.quantity) if row.quantity else _("Any")), (_("Reason"), row.reason)]
    if row.after_order:
        lines.append((_("Asked for afterwards"), _("Yes")))
    title = _("%(customer)s: %(product)s at %(price)s instead of %(list)s") % {
        "customer": row.customer.name, "product": row.product.name, "price": plain(row.price), "list": plain(row.list_price)}
    facts = {"amount_fen": amount, "discount": off, "deviation": abs(off), "level": row.level, "after_order": row.after_order}
    return Card(row.number, title, record_url("special_prices", pk), row.owner_id, row.unit_id, facts, lines, _digest(row))


def _digest(row: SpecialPrice) -> str:
    content = f"{row.customer_id}|{row.product_id}|{plain(row.price)}|{plain(row.quantity) if row.quantity else ''}"
    return hashlib.sha256(content.encode()).hexdigest()


def granted(actor: Actor, pk: int) -> None:
    """The flow agreed: it holds from today for the days of the clause. What was asked for afterwards is refused even so."""
    row = SPECIAL_PRICE.move(SpecialPrice, pk, "grant", actor=actor, set={
        "decided_at": clock.now(), "decided_by": actor.name, "valid_from": clock.today()})
    facts = GrantFacts(number=row.number, needed=row.level, held=row.level, after_order=row.after_order, list_price=row.list_price,
                       price=row.price)
    decide(GRANT, facts, Subject(KIND, pk, row.number, row.unit_id))
    last = clock.today() + timedelta(days=params_of(PRICE, row.unit_id).valid_days)
    write.change(SpecialPrice, where={"id": pk}, set={"valid_until": last})


def rejected(actor: Actor, pk: int, reason: str) -> None:
    """The flow refused it, or it was withdrawn."""
    _closed(actor, pk, "reject", reason)


def sent_back(actor: Actor, pk: int, reason: str) -> None:
    """To be mended by who asked."""
    _closed(actor, pk, "send back", reason)


def _closed(actor: Actor, pk: int, move: str, reason: str) -> None:
    SPECIAL_PRICE.move(SpecialPrice, pk, move, actor=actor, set={"decided_at": clock.now(), "decided_by": actor.name,
                                                                "opinion": reason[:300]})


approving.declare(Approvable(KIND, N_("Special price"), "PRC-08", card, granted, rejected, returned=sent_back,
                             right="pricing.decide_special_price", fact_names={
                                 "amount_fen": N_("amount (yuan)"), "discount": N_("discount off the list price"),
                                 "deviation": N_("deviation up or down"), "level": N_("level of authority"),
                                 "after_order": N_("asked for afterwards")},
                             fact_choices={"level": lambda: LEVEL_CHOICES, "after_order": approving.yes_no}))
