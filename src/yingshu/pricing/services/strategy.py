"""Price strategies: prepared, heard by the departments, handed in, approved by director and general manager (PRC-01 to PRC-05)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.customers.wordlists import LEVEL
from yingshu.documents.numbers import next_number
from yingshu.kernel import approving, clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import Approvable, Card
from yingshu.kernel.choices import FromList
from yingshu.kernel.errors import NotFound
from yingshu.kernel.inputs import LongText, Needed, Text, UnitRef
from yingshu.kernel.links import record_url
from yingshu.kernel.services import Done, service
from yingshu.kernel.write import Add
from yingshu.organisation.queries import unit_names
from yingshu.products.queries import by_ids
from yingshu.rulebook.decisions import Subject, decide, params_of

from ..controls import STRATEGY as GATE
from ..errors import NoFlowForStrategies, StrategyNotApproved
from ..inputs import PriceInput, StrategyInput, StrategyRef
from ..models import PriceList, PriceStrategy, StrategyLine, StrategyOpinion
from ..rules import TIERS, StrategyFacts, StrategyLineFacts, losing, plain
from ..transitions import STRATEGY
from .lists import create_price_list, set_prices

KIND = "price_strategy"
Level = Annotated[Text, FromList(LEVEL)]
PARTS = ("normal", "capture", "keep", "condition", "discount")


@service("pricing.draft_strategy", title=N_("New price strategy"), clause="PRC-02")
def draft_strategy(*, actor: Actor, title: Needed, basis: LongText, valid_from: date, levels: list[Level] | None = None,
                   unit_ids: list[UnitRef] | None = None) -> Done:
    """Begin a price strategy: what it is based on (market, cost, demand, competition), from when it shall hold, and for which customers
    and regions; without any it is for all. Orders of others go to a superior once it is in force (ORD-09). Raises NotFound.
    """
    if lost := set(unit_ids or ()) - set(unit_names()):
        raise NotFound(field="unit_ids", unit=min(lost))
    number = next_number(KIND, clock.today())
    scope = {"levels": sorted(set(levels or ())), "units": sorted(set(unit_ids or ()))}
    pk = write.add_one(PriceStrategy, number=number, title=title[:80], basis=basis, valid_from=valid_from, owner_id=actor.id,
                       unit_id=actor.unit_id, made_at=clock.now(), **scope)
    return Done(KIND, pk, number, "draft", after={"title": title, "valid_from": valid_from.isoformat(), **scope})


@service("pricing.set_strategy_lines", title=N_("Enter strategy prices"), clause="PRC-02")
def set_strategy_lines(*, actor: Actor, strategy_id: StrategyRef, lines: list[StrategyInput]) -> Done:
    """Enter or replace products of a strategy that is a draft or was sent back. ``most``: the sales staff decide on orders up to it."""
    row = STRATEGY.move(PriceStrategy, strategy_id, "change", actor=approving.deciding(actor))
    products = by_ids(line.product_id for line in lines)
    if missing := [line.product_id for line in lines if line.product_id not in products]:
        raise NotFound(field="lines.product_id", product=missing[0])
    newest = {x.product_id: x for x in lines}.values()
    StrategyLine.objects.bulk_create(
        [StrategyLine(strategy_id=row.pk, cost=products[x.product_id].cost, **x.model_dump()) for x in newest],
        update_conflicts=True, unique_fields=["strategy", "product"], update_fields=[*PARTS, "cost", "most"])
    return Done(KIND, row.pk, row.number, row.state, data={"lines": len(lines)}, after={"lines": [
        {"product": products[x.product_id].number, **x.model_dump(mode="json", exclude={"product_id"})} for x in lines]})


@service("pricing.record_opinion", title=N_("Record a department's opinion"), clause="PRC-03")
def record_opinion(*, actor: Actor, strategy_id: StrategyRef, department: Needed, attended: bool, says: LongText = "",
                   person: Text = "") -> Done:
    """A department attended the joint meeting, or gave its opinion in writing. Kept as it was given."""
    row = write.lock(PriceStrategy, strategy_id)
    if row is None:
        raise NotFound(field="strategy_id")
    write.add_one(StrategyOpinion, strategy_id=row.pk, department=department[:40], attended=attended, says=says[:500], person=person[:60],
                  at=clock.now(), actor_name=actor.name)
    return Done(KIND, row.pk, row.number, row.state, after={"department": department, "attended": attended, "opinion": says})


@service("pricing.submit_strategy", title=N_("Hand in the price strategy"), clause="PRC-03")
def submit_strategy(*, actor: Actor, strategy_id: StrategyRef) -> Done:
    """Hand it in: complete, and heard by every department. The version goes up when it had been sent back."""
    before = write.lock(PriceStrategy, strategy_id)
    if before is None:
        raise NotFound(field="strategy_id")
    mended = bool(before.decided_at)
    row = STRATEGY.move(PriceStrategy, strategy_id, "submit", actor=approving.deciding(actor), set={"version": Add(int(mended)),
                                                                                                    "decided_at": None})
    decide(GATE, facts_of(row.pk), Subject(KIND, row.pk, row.number, row.unit_id))
    if not approving.submit(actor, KIND, row.pk):
        raise NoFlowForStrategies(clause="PRC-04")
    state = PriceStrategy.objects.values_list("state", flat=True).get(pk=row.pk)
    return Done(KIND, row.pk, row.number, state, data={"version": row.version}, before={"state": before.state, "version": before.version},
                after={"state": state, "version": row.version})


@service("pricing.list_from_strategy", title=N_("Make the price list"), clause="PRC-05")
def list_from_strategy(*, actor: Actor, strategy_id: StrategyRef, title: Text = "") -> Done:
    """Draft the price list of an approved strategy: normal prices, with the lowest of the three as floor. While it is in force orders
    are held against the strategy (ORD-09)."""
    row = PriceStrategy.objects.filter(pk=strategy_id).first()
    if row is None:
        raise NotFound(field="strategy_id")
    if row.state != PriceStrategy.State.APPROVED:
        raise StrategyNotApproved(strategy=str(row), clause="PRC-05")
    made = create_price_list(actor=actor, title=title or row.title, valid_from=row.valid_from)
    write.change(PriceList, where={"id": made.id}, set={"strategy_id": row.pk})
    set_prices(actor=actor, price_list_id=made.id, lines=[
        PriceInput(product_id=x.product_id, price=x.normal, floor=_lowest(x)) for x in row.lines.all()])
    return Done("price_list", made.id, made.number, made.state, data={"strategy": row.number}, after={"strategy": row.number})


# ---- the gate and the flow ---------------------------------------------------------------------------------------------------

def facts_of(pk: int) -> StrategyFacts:
    """What the gate of PRC-02 and PRC-03 is told."""
    lines = StrategyLine.objects.filter(strategy_id=pk).select_related("product").order_by("id")
    given = {o.department for o in StrategyOpinion.objects.filter(strategy_id=pk) if o.attended or o.says}
    asked = [d for d in params_of(GATE).required_departments if d in given or _(d) in given]
    heard = dict.fromkeys([*asked, *sorted(given - {_(d) for d in asked})])
    return StrategyFacts(heard=tuple(heard), lines=tuple(_line_facts(x) for x in lines))


def _line_facts(x: StrategyLine) -> StrategyLineFacts:
    missing = tuple(name for part, name in zip(PARTS, TIERS, strict=True) if getattr(x, part) in (None, ""))
    return StrategyLineFacts(name=x.product.name, missing=missing, cost=x.cost, lowest=_lowest(x))


def _lowest(x: StrategyLine) -> object:
    prices = [p for p in (x.normal, x.capture, x.keep) if p is not None]
    return min(prices) if prices else None


def card(pk: int) -> Card:
    """A strategy as an approver sees it; ``loss`` is true when a price does not earn its cost."""
    row = PriceStrategy.objects.get(pk=pk)
    facts = facts_of(pk)
    losses = losing(params_of(GATE, row.unit_id), facts.lines)
    lines = [(_("Version"), f"V{row.version}"), (_("Price basis"), row.basis), (_("Valid from"), row.valid_from.isoformat()),
             (_("For"), scope_words(row)),
             *((x.product.name, _prices(x)) for x in row.lines.select_related("product").order_by("id")[:12]),
             (_("Heard"), "、".join(_(d) for d in facts.heard))]
    return Card(row.number, row.title, record_url("price_strategies", pk), row.owner_id, row.unit_id,
                {"loss": bool(losses), "products": len(facts.lines)}, lines, _digest(row, row.lines.order_by("product_id")))


def scope_words(row: PriceStrategy) -> str:
    """For which customers and regions it is, in words."""
    names = unit_names()
    levels, units = "、".join(row.levels), "、".join(names.get(pk, "") for pk in row.units)
    return "；".join(part for part in (_("customers of level %(levels)s") % {"levels": levels} if levels else _("all customers"),
                                      units or _("all regions")))


def _prices(x: StrategyLine) -> str:
    prices = " / ".join(plain(p) for p in (x.normal, x.capture, x.keep) if p is not None)
    return prices if x.most is None else f"{prices} ≤ {plain(x.most)}"


def _digest(row: PriceStrategy, lines: Iterable[StrategyLine]) -> str:
    """What was handed in. What a strategy does not say adds nothing: flows that run while the program is renewed go on."""
    scope = [f"{row.levels}{row.units}"] if row.levels or row.units else []
    content = [*scope, *(f"{x.product_id}:{x.normal}:{x.capture}:{x.keep}:{x.condition}:{x.discount}" +
                         ("" if x.most is None else f":{x.most}") for x in lines)]
    return hashlib.sha256("|".join(content).encode()).hexdigest()


def _approved(actor: Actor, pk: int) -> None:
    _decided(actor, pk, "approve", "")


def _rejected(actor: Actor, pk: int, reason: str) -> None:
    _decided(actor, pk, "reject", reason)


def _sent_back(actor: Actor, pk: int, reason: str) -> None:
    _decided(actor, pk, "send back", reason)


def _withdrawn(actor: Actor, pk: int, reason: str) -> None:
    STRATEGY.move(PriceStrategy, pk, "withdraw", actor=actor)


def _decided(actor: Actor, pk: int, move: str, reason: str) -> None:
    STRATEGY.move(PriceStrategy, pk, move, actor=actor, set={"decided_at": clock.now(), "decided_by": actor.name,
                                                           "opinion": reason[:300]})


approving.declare(Approvable(KIND, N_("Price strategy"), "PRC-04", card, _approved, _rejected, {
    "loss": N_("a price makes a loss"), "products": N_("number of products")}, _sent_back, _withdrawn,
    fact_choices={"loss": approving.yes_no}))
