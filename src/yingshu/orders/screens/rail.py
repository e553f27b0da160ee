"""The nine steps from order to cash, as the rail of an order's page shows them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yingshu.kernel import money
from yingshu.receivables.rules import STATE_LABELS, OrderState, order_state

from ..models import SalesOrder, SalesSlip
from ..queries import stuck_at
from .reading import OrderFile
from .words import day, when

State = SalesOrder.State


def rail(file: OrderFile, refused: bool) -> list[dict[str, str]]:
    """Title, sub-line and state of each step: ok, now, stop now, or empty."""
    steps = [_registered(file), _checked(file), _instructed(file), _slip(file, refused), _counted(file), _under_way(file), _arrived(file),
             _paid(file), _closed(file)]
    if file.order.state == State.CANCELLED:
        return [{**s, "state": "ok" if s["state"] == "ok" else ""} for s in steps]
    return _only_first_now(steps)


def _only_first_now(steps: list[dict[str, str]]) -> list[dict[str, str]]:
    """One step is the present one: the first that is not done."""
    first = next((n for n, s in enumerate(steps) if s["state"] != "ok"), len(steps))
    return [{**s, "state": (s["state"] or "now") if n == first else "" if s["state"] != "ok" else "ok"} for n, s in enumerate(steps)]


def _step(title: str, sub: str, done: bool, stopped: bool = False) -> dict[str, str]:
    return {"title": title, "sub": sub, "state": "ok" if done else "stop now" if stopped else ""}


def _registered(file: OrderFile) -> dict[str, str]:
    o = file.order
    return _step(_("Registered"), f"{when(o.ordered_at)} {o.clerk_name}", o.state != State.DRAFT)


def _checked(file: OrderFile) -> dict[str, str]:
    o = file.order
    done = o.state not in (State.DRAFT, State.REVIEWING, State.REJECTED)
    if o.state == State.REVIEWING:
        sub = _("waits for %(level)s") % {"level": _(o.route_level)}
    elif o.reviewed_by:
        sub = f"{when(o.reviewed_at)} {o.reviewed_by}"
    else:
        sub = _("passed by itself") if done else "--"
    return _step(_("Price and credit"), sub, done, o.state == State.REJECTED)


def _instructed(file: OrderFile) -> dict[str, str]:
    o = file.order
    sub = _("%(at)s at once") % {"at": when(o.instructed_at)} if o.instructed_at else "--"
    return _step(_("Three instructions"), sub, bool(o.instructed_at))


def _slip(file: OrderFile, refused: bool) -> dict[str, str]:
    o = file.order
    slips = [s for s in file.slips if s.state != SalesSlip.State.VOID]
    if slips and o.slipped_fen >= o.gross_fen:
        return _step(_("Slip gate"), f"{when(slips[-1].issued_at)} {slips[-1].issued_by}", True)
    if file.gap_fen and refused:
        sub = _("short of %(gap)s") % {"gap": money.show(file.gap_fen)}
    else:
        sub = stuck_at(o, file.lanes)[0] or "--"
    return _step(_("Slip gate"), sub, False, refused and bool(o.instructed_at))


def _counted(file: OrderFile) -> dict[str, str]:
    o = file.order
    counted = next((s.last_count for s in reversed(file.shipments) if s.last_count), None)
    sub = "--" if counted is None else f"{counted.counted} / {counted.expected}"
    wrong = counted is not None and not counted.matches
    return _step(_("Picked and counted"), sub, o.shipped_fen >= o.gross_fen > 0, wrong)


def _under_way(file: OrderFile) -> dict[str, str]:
    o = file.order
    shipped = [s for s in file.slips if s.shipped_at]
    sub = when(shipped[-1].shipped_at) if shipped else "--"
    if shipped and o.shipped_fen < o.gross_fen:
        sub = _("partly, %(at)s") % {"at": sub}
    return _step(_("Departed, under way"), sub, o.shipped_fen >= o.gross_fen > 0)


def _arrived(file: OrderFile) -> dict[str, str]:
    o = file.order
    arrived = [s for s in file.slips if s.arrived_at]
    expected = next((s.expected_on for s in file.shipments if s.expected_on and not s.arrived_at), None)
    sub = when(arrived[-1].arrived_at) if arrived else _("expected %(day)s") % {"day": day(expected)} if expected else "--"
    return _step(_("Arrived, signed for"), sub, o.arrived_fen >= o.gross_fen > 0)


def _paid(file: OrderFile) -> dict[str, str]:
    state, owed = order_state(file.money), file.money.left_fen
    sub = "--" if state == OrderState.NOTHING else f"{_(STATE_LABELS[state])} {money.show(owed)}" if owed else _("settled")
    return _step(_("Paid"), sub, state == OrderState.SETTLED and file.order.shipped_fen >= file.order.gross_fen)


def _closed(file: OrderFile) -> dict[str, str]:
    o = file.order
    return _step(_("Closing"), when(o.closed_at) if o.state == State.CLOSED else "--", o.state == State.CLOSED)
