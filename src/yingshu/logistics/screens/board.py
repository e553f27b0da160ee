"""The dispatch board: one row per order, three lanes and the gate; sorted by how far it is from leaving."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import ngettext

from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor
from yingshu.orders import queries
from yingshu.orders.links import page_url, record_url
from yingshu.orders.models import Instruction, SalesOrder, SalesSlip
from yingshu.orders.models.instruction import Lane
from yingshu.orders.screens.acts import Act, offer, offered
from yingshu.orders.screens.cards import TASKS, acts_of
from yingshu.orders.screens.words import amount, day, span, when

from .vehicle import VehicleView, vehicles

MOST_ROWS = 200
SORTS = (("lanes", N_("By lanes missing")), ("day", N_("By required day")), ("vehicle", N_("By vehicle")))
GROUPS = {"ready": (N_("All three answered"), "done"), "one": (N_("One lane missing"), "warn"),
          "more": (N_("Two lanes or more missing"), "run"),
          "part": (N_("Partly shipped"), "run"), "slipped": (N_("Slip issued, not departed"), "run")}
CELLS = {"ok": ("circle-check", "done", "ok"), "late": ("alert-circle", "danger", "late"), "soon": ("clock", "warn", "hold"),
         "go": ("progress", "brand", "go"), "": ("circle-dashed", "", "")}


@dataclass(frozen=True)
class Cell:
    """One lane of one order."""

    css: str
    icon: str
    tone: str
    text: str
    sub: str = ""
    clock: dict[str, Any] | None = None
    acts: Sequence[Act] = ()


@dataclass(frozen=True)
class Gate:
    """The last column: what the order waits for and the way on."""

    text: str
    tone: str = ""
    sub: str = ""
    acts: Sequence[Act] = ()
    url: str = ""
    link: str = ""


@dataclass
class Row:
    """One order on the board."""

    order: SalesOrder
    url: str
    goods: str
    cells: Sequence[Cell]
    gate: Gate
    group: str
    missing: int
    waited: timedelta
    vehicle: VehicleView | None = None
    slips: Sequence[SalesSlip] = ()


@dataclass
class Group:
    """Rows under one heading."""

    title: str
    weight: str
    rows: list[Row] = field(default_factory=list)

    @property
    def note(self) -> str:
        """The sum, and how long the oldest has waited."""
        total = money.show(sum(r.order.gross_fen for r in self.rows))
        longest = max((r.waited for r in self.rows), default=timedelta())
        return _("%(sum)s yuan, longest wait %(time)s") % {"sum": total, "time": span(longest)}


@dataclass
class Head:
    """The head of a lane: what runs, what is late, how punctual this month."""

    title: str
    task: str
    clause: str
    running: int
    late: int
    soon: int
    punctual: str


def board(actor: Actor, by: str = "lanes", mine: bool = False) -> dict[str, Any]:
    """Everything the board shows, in a fixed number of statements."""
    now = clock.now()
    orders = [o for o in queries.board(actor, MOST_ROWS) if not mine or actor.id in (o.owner_id, o.clerk_id)]
    carried: dict[int, list[VehicleView]] = {}
    for v in vehicles([o.pk for o in orders], actor, nodes=False):
        carried.setdefault(v.order_id, []).append(v)
    rows = [row(o, carried.get(o.pk, []), actor, now) for o in orders]
    return {"groups": GROUPINGS[by](rows), "count": len(rows), "total": money.show(sum(o.gross_fen for o in orders)), "by": by,
            "mine": mine,
            "heads": heads(orders, now), "sorts": [(code, _(words)) for code, words in SORTS], "at": f"{clock.local(now):%H:%M}",
            "full": len(orders) >= MOST_ROWS}


# ---- one row ---------------------------------------------------------------------------------------------------------

def row(order: SalesOrder, carried: Sequence[VehicleView], actor: Actor, now: datetime) -> Row:
    """One order: lanes, gate, group."""
    lanes = queries.lanes_of(order, list(order.instructions.all()), now)
    slips = [s for s in order.slips.all() if s.state == SalesSlip.State.ISSUED]
    missing = [x for x in lanes if x.mark != "ok"]
    group = group_of(order, len(missing))
    cells = [cell(order, x, actor) for x in lanes]
    vehicle = next((v for v in carried if v.slip_id in {s.pk for s in slips}), carried[-1] if carried else None)
    if group == "slipped":
        cells[2] = loading_cell(vehicle, cells[2])
    since = max((s.issued_at for s in slips), default=order.instructed_at or order.ordered_at)
    return Row(order, record_url("orders", order.pk), goods_of(order), cells, gate_of(order, missing, slips, vehicle, actor, now), group,
               len(missing), now - since, vehicle, slips)


def group_of(order: SalesOrder, missing: int) -> str:
    """Which heading an order comes under."""
    if order.slipped_fen >= order.gross_fen:
        return "slipped"
    if order.shipped_fen:
        return "part"
    return "ready" if not missing else "one" if missing == 1 else "more"


def goods_of(order: SalesOrder) -> str:
    """复合肥 60、有机肥 75"""
    return "、".join(f"{x.name} {amount(x.quantity)}{x.measure}" for x in order.lines.all())


def cell(order: SalesOrder, lane: queries.LaneView, actor: Actor) -> Cell:
    """One lane."""
    icon, tone, css = CELLS[lane.mark]
    text = _("Late: %(says)s") % {"says": lane.says} if lane.open and lane.late else lane.says
    if lane.lane == Lane.WORKSHOP:
        text, css, tone, icon = workshop_words(order, lane, text, css, tone, icon)
    return Cell(css, icon, tone, text, sub_of(lane), clock_of(lane), acts_of(order, lane, actor, short=True))


def workshop_words(order: SalesOrder, lane: queries.LaneView, text: str, css: str, tone: str, icon: str) -> tuple[str, str, str, str]:
    """How much is ready; an answer with a rest warns."""
    ready = sum((x.ready for x in order.lines.all()), Decimal(0))
    wanted = sum((x.quantity for x in order.lines.all()), Decimal(0))
    if lane.instruction is None:
        return text, css, tone, icon
    if lane.instruction.state == Instruction.State.PARTIAL:
        rest = _("%(rest)s short") % {"rest": amount(wanted - ready)}
        return rest, "late" if lane.late else "hold", "danger" if lane.late else "warn", "alert-triangle"
    if lane.mark == "ok":
        return _("Ready %(ready)s / %(wanted)s") % {"ready": amount(ready), "wanted": amount(wanted)}, css, tone, icon
    if lane.acknowledged and not lane.late:
        return _("Preparing %(ready)s / %(wanted)s") % {"ready": amount(ready), "wanted": amount(wanted)}, css, tone, icon
    return text, css, tone, icon


def sub_of(lane: queries.LaneView) -> str:
    """Who and when; promises; reminders."""
    i = lane.instruction
    if i is None:
        return ""
    parts = [f"{lane.who} {when(lane.at)}"] if lane.who else []
    if i.promised_at and lane.open:
        parts.append(_("promised for %(at)s") % {"at": when(i.promised_at)})
        parts += [ngettext("postponed %(n)s time", "postponed %(n)s times", i.postponed) % {"n": i.postponed}] if i.postponed > 1 else []
    if lane.lane == Lane.LOGISTICS and i.answer.get("pickup_at") and not lane.open:
        parts = [_("pick-up %(at)s") % {"at": when(datetime.fromisoformat(i.answer["pickup_at"]))}]
    parts += [_("reminded %(n)s times") % {"n": i.chased}] if i.chased and lane.open else []
    return " · ".join(parts)


def clock_of(lane: queries.LaneView) -> dict[str, Any] | None:
    """The clock of an open lane; a day's work shows its end instead of hours."""
    i = lane.instruction
    if i is None or not lane.open or i.due_at is None:
        return None
    allowed = i.due_at - i.sent_at
    percent = 100 if lane.late else min(lane.used_percent, 99)
    if allowed > timedelta(days=1):
        return {"used": _("by %(at)s") % {"at": when(i.due_at)}, "allowed": "", "percent": percent}
    return {"used": span(clock.now() - i.sent_at), "allowed": span(allowed), "percent": percent}


def loading_cell(vehicle: VehicleView | None, usual: Cell) -> Cell:
    """On a slip: what the count says instead of the vehicle's booking."""
    counted = vehicle.last_count if vehicle else None
    if counted is None:
        return Cell("", "clipboard-list", "", _("To be counted on site"), f"{vehicle.carrier} {vehicle.plate}" if vehicle else usual.text)
    words = _("Counted %(counted)s / %(expected)s") % {"counted": counted.counted, "expected": counted.expected}
    css, tone, icon = ("ok", "done", "circle-check") if counted.matches else ("hold", "warn", "clipboard-check")
    return Cell(css, icon, tone, words, f"{counted.who} {when(counted.at)}" + ("" if counted.matches else " · " + _("may not depart")))


# ---- the gate --------------------------------------------------------------------------------------------------------

def gate_of(order: SalesOrder, missing: Sequence[queries.LaneView], slips: Sequence[SalesSlip], vehicle: VehicleView | None, actor: Actor,
            now: datetime) -> Gate:
    """What an order waits for."""
    url = record_url("orders", order.pk)
    if slips:
        return _on_slip(slips[0], vehicle, actor)
    if not missing:
        acts = offered([offer(actor, "orders.issue_slip", title=_("Issue the slip"), direct=True, order_id=order.pk)])
        since = max((i.answered_at for i in order.instructions.all() if i.answered_at), default=now)
        return Gate(_("Slip can be issued"), "done", _("waiting since %(at)s") % {"at": when(since)}, acts)
    short = next((x for x in missing if x.lane == Lane.FINANCE and not x.open and x.mark == "late"), None)
    if short is not None and short.instruction is not None:
        gap = money.show(short.instruction.answer.get("gap_fen", 0))
        return Gate(_("Refused: short of %(gap)s") % {"gap": gap}, "danger", _("waits for the customer's money"), url=f"{url}#gate",
                    link=_("See why"))
    names = "、".join(x.title for x in missing)
    return Gate(_("Waits for %(lanes)s") % {"lanes": names}, "danger" if any(x.late for x in missing) else "", _waited(order, missing),
                [])


def _waited(order: SalesOrder, missing: Sequence[queries.LaneView]) -> str:
    escalated = [x for x in missing if x.instruction and x.instruction.escalated_at]
    if escalated:
        return _("escalated to the head of the department")
    return _("instructed %(at)s") % {"at": when(order.instructed_at)}


def _on_slip(slip: SalesSlip, vehicle: VehicleView | None, actor: Actor) -> Gate:
    counted = vehicle.last_count if vehicle and vehicle.slip_id == slip.pk else None
    page = page_url("count", slip.pk)
    if counted is not None and not counted.matches:
        trouble = next((x["number"] for x in reversed(vehicle.exceptions) if x["open"]), "") if vehicle else ""
        return Gate(_("Count differs"), "warn", _("exception %(number)s") % {"number": trouble} if trouble else slip.number,
                    _count(actor, page, _("See the count")))
    title = _("Depart") if counted is not None else _("Count")
    return Gate(_("Waits for departure") if counted else _("Waits for the count"), "", slip.number, _count(actor, page, title))


def _count(actor: Actor, page: str, title: str) -> list[Act]:
    return offered([offer(actor, "logistics.count", title=title, page=page)])


# ---- heads and groups --------------------------------------------------------------------------------------------------

def heads(orders: Sequence[SalesOrder], now: datetime) -> list[Head]:
    """The heads of the three lanes."""
    rates = punctuality(now)
    found = []
    for lane, (_icon, clause, _letter) in queries.LANES.items():
        running = [x for o in orders for x in queries.lanes_of(o, o.instructions.all(),
                                                               now) if x.lane == lane and x.open]
        found.append(Head(str(Lane(lane).label), _(TASKS[lane]), clause, len(running), sum(x.late for x in running),
                          sum(x.mark == "soon" for x in running), rates.get(lane, "--")))
    return found


def punctuality(now: datetime) -> dict[str, str]:
    """Share of this month's answers that came in time, by lane; one statement."""
    first = clock.moment(clock.local(now).date().replace(day=1))
    rows = (Instruction.objects.filter(sent_at__gte=first, answered_at__isnull=False, due_at__isnull=False).values("lane")
            .annotate(n=Count("id"), good=Count("id", filter=Q(answered_at__lte=F("due_at")))).order_by("lane"))
    return {r["lane"]: f"{money.round_half_up(Decimal(r['good'] * 100) / r['n'], 2)}%" for r in rows}


def by_lanes(rows: Sequence[Row]) -> list[Group]:
    """Nearest to leaving first; within a group the longest wait first."""
    groups = {code: Group(_(title), weight) for code, (title, weight) in GROUPS.items()}
    for r in sorted(rows, key=lambda r: -r.waited):
        groups[r.group].rows.append(r)
    return [g for g in groups.values() if g.rows]


def by_day(rows: Sequence[Row]) -> list[Group]:
    """By the day the customer wants the goods."""
    today = clock.today()
    groups: dict[date | None, Group] = {}
    for r in sorted(rows, key=lambda r: (r.order.required_on is None, r.order.required_on or today, r.order.pk)):
        wanted = r.order.required_on
        groups.setdefault(wanted, Group(_day_title(wanted, today), "danger" if wanted and wanted < today else "run")).rows.append(r)
    return list(groups.values())


def _day_title(wanted: date | None, today: date) -> str:
    if wanted is None:
        return _("No day required")
    if wanted < today:
        return _("Should have arrived on %(day)s") % {"day": day(wanted)}
    return _("Today") if wanted == today else _("Required on %(day)s") % {"day": day(wanted)}


def by_vehicle(rows: Sequence[Row]) -> list[Group]:
    """By the vehicle that will carry the goods, the next pick-up first."""
    groups: dict[str, Group] = {}
    latest = clock.now() + timedelta(days=3650)
    for r in sorted(rows, key=lambda r: (r.vehicle.pickup_at if r.vehicle else latest, r.order.pk)):
        v = r.vehicle
        title = f"{v.carrier} {v.plate} · {when(v.pickup_at)}" if v else _("No vehicle yet")
        groups.setdefault(title, Group(title, "run" if v else "wait")).rows.append(r)
    return list(groups.values())


GROUPINGS: dict[str, Callable[[Sequence[Row]], list[Group]]] = {"lanes": by_lanes, "day": by_day, "vehicle": by_vehicle}
