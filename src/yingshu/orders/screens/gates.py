"""Live gates and stored decisions as panels: conclusion, numbers, clause, way out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.controls import CONTROLS, Outcome, render_say
from yingshu.rulebook.decisions import Decision
from yingshu.rulebook.models import DecisionRecord
from yingshu.rulebook.panels import VERDICTS, panel
from yingshu.rulebook.queries import decision_url

WEIGHTS = {Outcome.ALLOW: "done", Outcome.WARN: "warn", Outcome.ROUTE: "warn", Outcome.REFUSE: "danger"}


def gate(decisions: Sequence[Decision], title: str, actor: Actor, shown: Iterable[str] = ()) -> dict[str, Any]:
    """The panel of one or more live decisions on the same step; the first that refuses speaks for all.

    ``shown`` names the parameters that matter here; empty shows all.
    """
    speaks = next((d for d in decisions if d.outcome == Outcome.REFUSE), decisions[0])
    drawn = panel(live_row(speaks, actor), actor=actor)
    others = [panel(live_row(d, actor), actor=actor)["conditions"] for d in decisions if d is not speaks]
    wanted = set(shown)
    params = [p for p in drawn["why"]["params"] if not wanted or p["code"] in wanted]
    return {**drawn, "title": title, "refused": speaks.outcome == Outcome.REFUSE, "note": "",
            "conditions": sum(others, drawn["conditions"]),
            "why": {**drawn["why"], "params": params}}


def live_row(decision: Decision, actor: Actor) -> Mapping[str, Any]:
    """A decision that nobody took yet, in the form of its record; the clause is the control's own."""
    return {"control": decision.control.code, "clause": decision.control.clauses[0], "verdict": decision.verdict.as_json(),
            "outcome": decision.outcome.value, "params": decision.in_force.params.model_dump(mode="json"),
            "version": decision.in_force.version, "subject_kind": decision.subject.kind, "subject_id": decision.subject.id,
            "actor_name": actor.name, "at": clock.now()}


def record_row(record: DecisionRecord) -> dict[str, Any]:
    """A stored decision in a list."""
    control, says, outcome = CONTROLS.get(record.control), record.verdict.get("says", {}), Outcome(record.outcome)
    return {"number": record.number, "url": decision_url(record.pk), "at": record.at,
            "title": _(control.title) if control else record.control,
            "outcome": _(VERDICTS[outcome]), "weight": WEIGHTS[outcome], "clause": record.clause, "who": record.actor_name,
            "says": render_say(says.get("msgid", ""), says.get("args", {})), "refused": outcome == Outcome.REFUSE}
