"""The order's story: what was done, said and refused, newest first."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.audit.history import by, changes, origin
from yingshu.audit.history import shown as told
from yingshu.audit.models import AuditEntry
from yingshu.kernel.forms import label_of, name_parameters
from yingshu.kernel.services import ACTIONS

from .gates import record_row
from .reading import OrderFile
from .words import when

ICONS = {"orders.register": "plus", "orders.send_instructions": "route", "orders.comment": "message-circle", "orders.issue_slip": "receipt",
         "orders.report_receipt": "cash", "logistics.book_vehicle": "truck", "logistics.depart": "truck-delivery",
         "logistics.track": "map-pin",
         "orders.notify_customer": "phone", "orders.record_progress": "message-2", "orders.chase": "bell", "orders.cancel": "ban",
         "orders.void_slip": "ban", "orders.reject": "x", "orders.refuse_instruction": "x", "orders.resend_instruction": "send"}
DONE = frozenset({"orders.approve", "orders.report_readiness", "logistics.book_vehicle", "logistics.depart", "logistics.arrive",
                  "orders.issue_slip", "orders.close"})
BAD = frozenset({"orders.reject", "orders.refuse_instruction"})
name_parameters("orders", {
    "credit_released_by": N_("Credit released by"), "route_level": N_("Waits for"), "gap": N_("Difference"), "matches": N_("Count agrees"),
    "place": N_("Place"), "plate": N_("Plate"), "driver": N_("Driver"), "driver_phone": N_("Driver's phone"), "carrier": N_("Carrier"),
    "pickup_at": N_("Pick-up at"), "freight": N_("Freight"), "expected_on": N_("Expected on"), "waybill": N_("Waybill"),
    "signed_by": N_("Signed by"), "damaged": N_("Damaged"), "told_customer": N_("Customer was told"), "outbound": N_("Outbound note"),
    "promised_at": N_("Promised for"), "ready": N_("Ready"), "receipt_note": N_("Receipt note"),
    "customer_opinion": N_("Customer's opinion"),
    "handler": N_("Handler"), "handler_id": N_("Handler"), "result": N_("Result"), "restock": N_("Back into stock"),
    "counted": N_("Counted"),
    "deposit_rate": N_("Deposit share"), "header_discount": N_("Discount of the whole order"), "routes": N_("Routes"),
    "gross": N_("Amount"),
    "received": N_("Received"), "opinion": N_("Opinion"), "reported": N_("Reported"), "chased": N_("Reminders"), "order": N_("Order"),
    "customer": N_("Customer"), "account": N_("Bank account"), "freight_paid": N_("Freight settled"), "version": N_("Version"),
    "delivery_note": N_("Delivery remark"), "submit": N_("Hand in"), "settled": N_("Settled"),
})
WORDS = {"orders.comment": ("says",), "orders.record_progress": ("says",), "logistics.track": ("place",),
         "orders.notify_customer": ("channel", "says")}


def timeline(file: OrderFile) -> list[dict[str, Any]]:
    """Actions and refusals in one stream. A refused decision shows its number; its audit row is not shown twice."""
    done = [(e.at, entry(e)) for e in file.trail if not (e.refused and e.after.get("code") == "refused")]
    refused = [(d.at, refusal(d)) for d in file.decisions if d.outcome == "refuse"]
    return [shown for _at, shown in sorted([*done, *refused], key=lambda pair: pair[0], reverse=True)]


def refusal(decision: Any) -> dict[str, Any]:
    """A refused decision as an entry."""
    row = record_row(decision)
    what = _("refused: %(control)s") % {"control": row["title"]}
    return {"icon": "x", "tone": "no", "who": _("System"), "what": what, "when": when(decision.at), "clause": row["clause"],
            "detail": f"{row['says']} · {_('Decision')} {row['number']}", "changes": []}


def entry(e: AuditEntry) -> dict[str, Any]:
    """One action as an entry: who, what, when, and what was said."""
    action = ACTIONS.get(e.action)
    title = _(action.title) if action else e.action
    if e.subject_kind != "order" and e.subject_number:
        title = f"{title} {e.subject_number}"
    tone = "no" if e.refused or e.action in BAD else "ok" if e.action in DONE else ""
    icon = "x" if e.refused else ICONS.get(e.action, "check" if e.action in DONE else "point")
    return {"icon": icon, "tone": tone, "who": by(e), "what": _("%(action)s: refused") % {"action": title} if e.refused else title,
            "when": when(e.at), "detail": detail(e), "changes": [], "clause": ""}


def detail(e: AuditEntry) -> str:
    """The words of an entry in one line."""
    if e.refused:
        return e.reason
    names = WORDS.get(e.action)
    if names:
        return " · ".join(told(n, e.after[n], action=e.action) for n in names if e.after.get(n))
    parts = [label_of(name, e.action) if v is True else f"{label_of(name, e.action)} {told(name, v, action=e.action)}"
             for name, v in e.after.items() if shown(name, v)]
    return " · ".join([*parts, *([e.reason] if e.reason else [])])


def shown(name: str, v: Any) -> bool:
    """Worth a word in the timeline?"""
    return name not in ("state", "lane", "order", "version") and v not in ("", None, [], {}) and str(v).strip("0.") != ""


def log_rows(file: OrderFile) -> list[dict[str, Any]]:
    """The trail as the 操作记录 tab shows it."""
    rows = []
    for e in file.trail:
        action = ACTIONS.get(e.action)
        rows.append({"when": when(e.at), "who": by(e), "what": _(action.title) if action else e.action, "number": e.subject_number,
                     "refused": e.refused, "reason": e.reason, "changes": changes(e), "origin": origin(e)})
    return rows
