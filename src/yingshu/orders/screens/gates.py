"""A decision as the panel of a gate: conclusion, numbers, clause, way out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, money
from yingshu.kernel.controls import Condition, Outcome, Sum
from yingshu.rulebook.catalogue import clause
from yingshu.rulebook.decisions import Decision

STATES = {Outcome.ALLOW: "open", Outcome.WARN: "route", Outcome.ROUTE: "route", Outcome.REFUSE: "refuse"}
PARAMETERS = {
    "require_ready": N_("Goods must be ready"), "require_paid": N_("Money must be in"), "cod_exempts_paid": N_("COD needs no money before"),
    "bill_counts_as_paid": N_("A bill counts as paid"), "deposit_balance": N_("Balance of a deposit order"),
    "tolerance_fen": N_("Tolerated difference"), "collect_on_delivery": N_("The carrier collects"), "collect_after": N_("Goods first, then money"),
    "refuse_at_dispatch": N_("Over the limit stops dispatch"), "block_on_count_mismatch": N_("A difference stops the vehicle"),
    "before_slip": N_("before the slip"), "after_arrival": N_("after arrival"),
}
FINDINGS = {Outcome.ALLOW: N_("Passed"), Outcome.WARN: N_("Passed with a warning"), Outcome.ROUTE: N_("Sent up"), Outcome.REFUSE: N_("Refused")}


def gate(decisions: Sequence[Decision], title: str, shown: Iterable[str] = (), **more: Any) -> dict[str, Any]:
    """The panel of one or more decisions on the same step; the first that refuses speaks for all."""
    speaks = next((d for d in decisions if d.outcome == Outcome.REFUSE), decisions[0])
    conditions = [c for d in decisions for c in d.verdict.conditions]
    return {"state": STATES[speaks.outcome], "title": title, "verdict": _(FINDINGS[speaks.outcome]), "says": str(speaks.verdict.says),
            "conditions": [condition_row(c) for c in conditions], "why": why(speaks, set(shown)), "refused": speaks.outcome == Outcome.REFUSE,
            "clause": speaks.clause, "exits": speaks.verdict.exits, **more}


def condition_row(condition: Condition) -> dict[str, Any]:
    """One condition as the panel draws it."""
    return {"ok": condition.ok, "name": _(condition.name), "text": str(condition.says), "clause": condition.clause}


def why(decision: Decision, shown: set[str]) -> dict[str, Any]:
    """Clause text, parameters with value, since when and origin, and the sum written out."""
    book = clause(decision.control.clauses[0])
    chinese = (get_language() or "").startswith("zh")
    return {"clause": decision.control.clauses[0], "title": (book.title if chinese else "") if book else "",
            "quote": (book.requirement if chinese else book.en) if book else "",
            "params": parameters(decision, shown), "sum": [sum_row(s) for s in decision.verdict.sums]}


def parameters(decision: Decision, shown: set[str]) -> list[dict[str, Any]]:
    """The parameters in force; ``shown`` names those that matter here (empty: all that have words)."""
    force = decision.in_force
    since = _("as delivered") if force.since is None else f"{force.since:%Y-%m-%d} (V{force.version}) {force.changed_by}".strip()
    values: Mapping[str, Any] = dict(force.params)
    return [{"name": _(PARAMETERS[name]), "value": parameter_value(name, value), "since": since, "law": name not in decision.control.assumed}
            for name, value in values.items() if name in PARAMETERS and (not shown or name in shown)]


def parameter_value(name: str, value: Any) -> str:
    """A parameter as people read it."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name.endswith("_fen"):
        return _("%(amount)s yuan") % {"amount": money.show(value)}
    return _(PARAMETERS.get(str(value.value), str(value.value))) if isinstance(value, Enum) else str(value)


def sum_row(line: Sum) -> dict[str, Any]:
    """One line of the sum."""
    return {"name": _(line.label), "op": line.sign, "value": money.show(line.fen), "total": line.result,
            "tone": "danger" if line.result and line.fen else ""}


def record_row(record: Any, url: str) -> dict[str, Any]:
    """A stored decision in a list."""
    from yingshu.kernel.controls import CONTROLS, render_say

    control, says = CONTROLS.get(record.control), record.verdict.get("says", {})
    outcome = Outcome(record.outcome)
    return {"number": record.number, "url": url, "at": clock.local(record.at), "title": _(control.title) if control else record.control,
            "outcome": _(FINDINGS[outcome]), "weight": {"open": "done", "route": "warn", "refuse": "danger"}[STATES[outcome]],
            "says": render_say(says.get("msgid", ""), says.get("args", {})), "clause": record.clause, "who": record.actor_name,
            "version": record.version, "refused": outcome == Outcome.REFUSE, "control": record.control}
