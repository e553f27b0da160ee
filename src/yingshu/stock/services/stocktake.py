"""盘点: sheets, counts, signatures, approval, and the entries that correct the ledger (LOG-09)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.documents.numbers import next_number
from yingshu.kernel import approving, clock, money, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.approving import Approvable, Card
from yingshu.kernel.directory import people_in_posts
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import LongText
from yingshu.kernel.links import record_url
from yingshu.kernel.services import Done, service
from yingshu.kernel.source import Source
from yingshu.notifications.services import tell_posts
from yingshu.organisation.queries import names_of_posts
from yingshu.pricing.queries import priced
from yingshu.rulebook.decisions import Subject, decide, params_of

from ..controls import STOCKTAKE
from ..errors import NotASigner
from ..inputs import CountedInput, PlaceRef, StocktakeRef
from ..models import Place, StockEntry, Stocktake, StocktakeLine
from ..queries import in_place
from ..rules import CountedFacts, StocktakeFacts
from ..transitions import STOCKTAKE_MOVES
from .movements import put_in, take_out
from .shops import change_place, place_of

KIND = "stocktake"
S = Stocktake.State
SHOWN = 20


@service("stock.start_stocktakes", title=N_("Sheets for all shops"), clause="LOG-09")
def start_stocktakes(*, actor: Actor, on: date | None = None) -> Done:
    """On the day of the clause: a sheet for every shop that has none for the day yet (LOG-09). On other days nothing happens."""
    day, params = on or clock.today(), params_of(STOCKTAKE)
    if f"{day:%m-%d}" != params.date:
        return Done(KIND, 0, state="nothing", data={"made": 0})
    done = set(Stocktake.objects.filter(on=day).values_list("place_id", flat=True))
    made = [_sheet(place, day).number for place in Place.objects.filter(active=True).exclude(pk__in=done).order_by("id")]
    if made:
        tell_posts(params.participants, N_("Stocktake of %(day)s: %(n)s sheets are ready."), args={"day": day.isoformat(), "n": len(made)},
                   url="/stocktakes/", clause="LOG-09", dedupe=f"stocktake:{day}")
    return Done(KIND, 0, state="started", data={"made": len(made), "period": f"{day:%Y}", "sheets": made}, after={"sheets": made})


@service("stock.start_stocktake", title=N_("New stocktake"), clause="LOG-09")
def start_stocktake(*, actor: Actor, place_id: PlaceRef | None = None, on: date | None = None) -> Done:
    """A sheet for one shop, or for the main warehouse, on any day; with everything that the books say lies there."""
    row = _sheet(place_of(place_id) if place_id else None, on or clock.today())
    return Done(KIND, row.pk, row.number, row.state, data={"lines": row.lines.count()}, after={"place": str(row.place or ""),
                                                                                               "on": f"{row.on}"})


def _sheet(place: Place | None, on: date) -> Stocktake:
    books = in_place(place.pk if place else None)
    pk = write.add_one(Stocktake, number=next_number(KIND, clock.today()), on=on, place_id=place.pk if place else None, made_at=clock.now())
    prices = priced(books, on)
    write.add(StocktakeLine, [{"stocktake_id": pk, "product_id": k, "book": books[k], "price": prices[k].price or Decimal(0)}
                              for k in sorted(books) if k in prices])
    return Stocktake.objects.select_related("place").get(pk=pk)


@service("stock.count_stock", title=N_("Enter the count"), clause="LOG-09")
def count_stock(*, actor: Actor, stocktake_id: StocktakeRef, lines: list[CountedInput]) -> Done:
    """Enter what was counted, product by product; also a product that the books did not expect. The books are read at this moment.

    A changed count takes all signatures off the sheet: they were given for another one.
    """
    row = _locked(stocktake_id, "count")
    books, prices = in_place(row.place_id), priced([x.product_id for x in lines], row.on)
    for line in lines:
        if line.product_id not in prices:
            raise NotFound(field="lines.product_id")
        values = {"book": books.get(line.product_id, Decimal(0)), "counted": line.counted, "reason": line.reason}
        if not write.change(StocktakeLine, where={"stocktake_id": row.pk, "product_id": line.product_id}, set=values):
            write.add_one(StocktakeLine, stocktake_id=row.pk, product_id=line.product_id, price=prices[line.product_id].price or Decimal(0),
                          **values)
    net = _net(row)
    write.change(Stocktake, where={"id": row.pk}, set={"signatures": [], "net_fen": net})
    return Done(KIND, row.pk, row.number, row.state, data={"net": money.plain(net)}, after={"counted": len(lines), "net_fen": net})


@service("stock.sign_stocktake", title=N_("Sign the sheet"), clause="LOG-09")
def sign_stocktake(*, actor: Actor, stocktake_id: StocktakeRef) -> Done:
    """One of those whom the clause names confirms the count. Raises NotASigner."""
    row, wanted = _locked(stocktake_id, "count"), params_of(STOCKTAKE).participants
    mine = [post for post in wanted if actor.id in people_in_posts([post])]
    if not mine:
        raise NotASigner(posts=_named(wanted))
    kept = [s for s in row.signatures if s["post"] not in mine]
    now = [{"post": post, "name": actor.name, "at": clock.now().isoformat()} for post in mine]
    write.change(Stocktake, where={"id": row.pk}, set={"signatures": [*kept, *now]})
    return Done(KIND, row.pk, row.number, row.state, data={"signed": [s["post"] for s in (*kept, *now)]}, after={"signed": _named(mine)})


@service("stock.submit_stocktake", title=N_("Submit the stocktake"), clause="LOG-09")
def submit_stocktake(*, actor: Actor, stocktake_id: StocktakeRef) -> Done:
    """Hand in a sheet that is counted, explained and signed; else it is refused (LOG-09). Differences wait for the flow in force, without
    one for a post that the clause names.
    """
    row = _locked(stocktake_id, "submit")
    facts = facts_of(row)
    decide(STOCKTAKE, facts, Subject(KIND, row.pk, row.number))
    params, differs = params_of(STOCKTAKE), any(x.counted != x.book for x in facts.lines)
    write.change(Stocktake, where={"id": row.pk}, set={
        "state": S.SUBMITTED, "submitted_at": clock.now(), "submitted_by": actor.name, "submitter_id": actor.id or None})
    if not (differs and params.adjust_needs_approval):
        _settle(actor, row, S.POSTED)
    elif not approving.submit(actor, KIND, row.pk):
        tell_posts(params.approvers, N_("Stocktake %(number)s of %(place)s: differences of %(net_fen)s yuan wait for approval."),
                   args={"number": row.number, "place": str(row.place or "--"), "net_fen": row.net_fen}, url=record_url("stocktakes",
                                                                                                                        row.pk),
                   clause="LOG-09")
    return _told(row)


def _told(row: Stocktake, opinion: str = "") -> Done:
    """The sheet as it stands now."""
    state = Stocktake.objects.values_list("state", flat=True).get(pk=row.pk)
    return Done(KIND, row.pk, row.number, state, before={"state": row.state}, after={"state": state, "net_fen": row.net_fen},
                reason=opinion, data={"net": money.plain(row.net_fen), "period": f"{row.on:%Y}", "place": row.place_id})


@service("stock.approve_stocktake", title=N_("Decide on the differences"), clause="LOG-09")
def approve_stocktake(*, actor: Actor, stocktake_id: StocktakeRef, approve: bool, opinion: LongText = "") -> Done:
    """Approve: the differences go into the ledger. Reject: the sheet is counted again. Only the posts that the clause names decide, and
    nobody beside a flow that runs.
    """
    approving.require_not_running(KIND, stocktake_id)
    if actor.id not in people_in_posts(params_of(STOCKTAKE).approvers) and not actor.everything:
        raise NotASigner(posts=_named(params_of(STOCKTAKE).approvers))
    if not approve and not opinion:
        raise InvalidInput({"opinion": [_("Say why it is rejected.")]})
    row = _locked(stocktake_id, "approve")
    _decided(actor, row, S.POSTED if approve else S.COUNTING, opinion)
    return _told(row, opinion)


def _decided(actor: Actor, row: Stocktake, state: Stocktake.State, opinion: str = "") -> None:
    write.change(Stocktake, where={"id": row.pk}, set={"decided_at": clock.now(), "decided_by": actor.name, "opinion": opinion[:300]})
    _settle(actor, row, state)


def _settle(actor: Actor, row: Stocktake, state: Stocktake.State) -> None:
    """Posted, or to be counted and signed again."""
    write.change(Stocktake, where={"id": row.pk}, set={"state": state, **({"signatures": []} if state == S.COUNTING else {})})
    if state == S.POSTED:
        _post(actor, row)


def _post(actor: Actor, row: Stocktake) -> None:
    """The differences as entries of the ledger, with the sheet as their document."""
    lines = [x for x in row.lines.all() if x.counted is not None and x.counted != x.book]
    source, kind = Source(KIND, row.pk, row.number), StockEntry.Kind.ADJUSTED
    for line in lines:
        gap = (line.counted or Decimal(0)) - line.book
        if row.place is not None:
            change_place(row.place, {line.product_id: gap}, kind, source, actor, line.reason)
        elif gap > 0:
            put_in(kind, {line.product_id: gap}, source, actor, line.reason)
        else:
            take_out(kind, {line.product_id: -gap}, source, actor, line.reason)


def facts_of(row: Stocktake) -> StocktakeFacts:
    """A sheet as the rule sees it."""
    lines = row.lines.select_related("product").order_by("product__number")
    return StocktakeFacts(place=row.place.name if row.place else _("Main warehouse"), signed=tuple(s["post"] for s in row.signatures),
                          posts=names_of_posts(params_of(STOCKTAKE).participants),
                          lines=tuple(CountedFacts(name=x.product.name, book=x.book, counted=x.counted, explained=bool(x.reason),
                                                   fen=value_of(x)) for x in lines))


def _named(posts: Iterable[str]) -> str:
    return "、".join(names_of_posts(posts).values())


def value_of(line: StocktakeLine) -> int:
    """The value of a difference in fen: −4 at 150 yuan are −600.00."""
    return 0 if line.counted is None else money.to_fen(money.round_half_up((line.counted - line.book) * line.price, 2))


def _net(row: Stocktake) -> int:
    lines: Iterable[Any] = StocktakeLine.objects.filter(stocktake_id=row.pk)
    return sum(value_of(x) for x in lines)


def _locked(pk: int, step: str) -> Stocktake:
    if write.lock(Stocktake, pk) is None:
        raise NotFound(field="stocktake_id")
    row = Stocktake.objects.select_related("place").get(pk=pk)
    STOCKTAKE_MOVES.check(step, row.state, row.number)
    return row


# ---- as a document of a flow ------------------------------------------------------------------------------------------

def _card(pk: int) -> Card:
    """A sheet as an approver sees it: where, and every difference with its reason."""
    row = Stocktake.objects.select_related("place").get(pk=pk)
    facts = facts_of(row)
    gaps = [(x, x.counted - x.book) for x in row.lines.select_related("product").order_by("product__number") if x.counted is not None]
    lines = [(x.product.name, f"{gap.normalize():+f} {x.reason}") for x, gap in gaps if gap]
    title = _("%(place)s: differences of %(net)s yuan") % {"place": facts.place, "net": money.plain(row.net_fen)}
    content = "|".join(f"{x.name}:{x.counted}" for x in facts.lines)
    return Card(row.number, title, record_url("stocktakes", pk), row.submitter_id or 0, None,
                {"amount_fen": abs(row.net_fen), "lines": len(lines)}, lines[:SHOWN], content)


def _agreed(actor: Actor, pk: int) -> None:
    _decided(actor, _locked(pk, "approve"), S.POSTED)


def _again(actor: Actor, pk: int, reason: str) -> None:
    _decided(actor, _locked(pk, "approve"), S.COUNTING, reason)


approving.declare(Approvable(KIND, N_("Stocktake"), "LOG-09", _card, _agreed, _again, right="stock.approve_stocktake", fact_names={
    "amount_fen": N_("amount (yuan)"), "lines": N_("number of differences")}))
