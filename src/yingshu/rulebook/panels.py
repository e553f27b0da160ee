"""A decision as people read it: conclusion, conditions, clause, parameters in force, the sum written out, ways on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor
from yingshu.kernel.controls import CONTROLS, Control, Outcome, render_say
from yingshu.kernel.services import ACTIONS

from .catalogue import clause
from .decisions import in_force
from .models import DecisionRecord, ParameterSet
from .origins import Origin, origin_of
from .shown import param_label, show

VERDICTS = {Outcome.ALLOW: N_("Passed"), Outcome.WARN: N_("Passed with a warning"), Outcome.ROUTE: N_("To be decided"),
            Outcome.REFUSE: N_("Refused")}
STATES = {Outcome.ALLOW: "open", Outcome.WARN: "open", Outcome.ROUTE: "route", Outcome.REFUSE: "refuse"}


def panel(row: Mapping[str, Any], *, number: str = "", url: str = "", actor: Actor | None = None) -> dict[str, Any]:
    """Context of ``<c-gate>`` and of ``kernel/refusal.html``, from the row of a decision record."""
    control, verdict, outcome = CONTROLS[row["control"]], row["verdict"], Outcome(row["outcome"])
    return {"state": STATES[outcome], "title": _(control.title), "verdict": _(VERDICTS[outcome]), "says": _say(verdict["says"]),
            "text": _say(verdict["says"]), "clause": row["clause"], "decision": number, "decision_url": url,
            "conditions": [{"name": _(c["name"]), "ok": c["ok"], "text": _say(c["says"]), "clause": c["clause"], "gap": ""}
                           for c in verdict["conditions"]],
            "why": why(row), "exits": exits(verdict["exits"], row, actor),
            "note": _("by %(name)s, %(at)s") % {"name": row["actor_name"], "at": f"{clock.local(row['at']):%Y-%m-%d %H:%M}"}}


def _say(stored: Mapping[str, Any]) -> str:
    return render_say(stored["msgid"], stored["args"])


def why(row: Mapping[str, Any]) -> dict[str, Any]:
    """为什么: the clause in its words, the parameters with value, since when and origin, the sum."""
    text = clause(row["clause"]) or clause(CONTROLS[row["control"]].clauses[0])
    return {"clause": row["clause"], "title": text.title if text else "", "quote": text.requirement if text else "",
            "params": param_rows(row["control"], row["params"], row["version"]),
            "sum": [{"name": _(s["label"]), "op": s["sign"], "value": money.show(s["fen"]), "total": s["result"],
                     "tone": "danger" if s["result"] and s["fen"] > 0 and row["outcome"] == Outcome.REFUSE else ""}
                    for s in row["verdict"]["sums"]]}


def why_figure(clause_id: str, numbers: Iterable[tuple[str, Any]], *, means: Any = "", controls: Iterable[str] = (),
               params: Iterable[Mapping[str, Any]] = (), records: Iterable[tuple[str, str]] = ()) -> dict[str, Any]:
    """为什么 of a figure: its clause in its words, what it means (口径), the numbers that make it (the last one is the figure), what they
    were counted by (``params``, and the parameters in force of ``controls``), and the lists of the records behind them (title and
    address)."""
    found, listed = clause(clause_id), list(numbers)
    force = [(code, in_force(CONTROLS[code])) for code in controls]
    return {"clause": clause_id, "title": found.title if found else "", "quote": found.requirement if found else "", "means": means,
            "params": [*params, *(row for code, now in force for row in param_rows(code, now.params.model_dump(mode="json"), now.version))],
            "sum": [{"name": name, "op": "", "value": value, "total": n == len(listed), "tone": ""}
                    for n, (name, value) in enumerate(listed, 1)],
            "records": [{"title": title, "url": url} for title, url in records if url]}


def param_rows(code: str, values: Mapping[str, Any], version: int) -> list[dict[str, Any]]:
    """The parameters of one version: words, value, since when this value holds, who put it in force, and where it comes from."""
    sets = sets_up_to(code, version)
    return [{"name": param_label(name, info), "code": name, "value": show(name, values.get(name), info),
             **came_from(CONTROLS[code], name, values.get(name), sets)} for name, info in CONTROLS[code].params.model_fields.items()]


def sets_up_to(code: str, version: int) -> list[ParameterSet]:
    """The sets that led to a version: those of the same unit, oldest first."""
    sets = list(ParameterSet.objects.filter(control=code, version__lte=version).order_by("version")) if version else []
    return [s for s in sets if s.unit_id == sets[-1].unit_id]


def came_from(control: Control[Any, Any], name: str, value: Any, sets: list[ParameterSet]) -> dict[str, str]:
    """Since when and by whom this value holds, from the first of the unbroken run of versions with it, and its origin; ``--`` when no
    version said it: it is the delivered one, or a superior rule's."""
    first: ParameterSet | None = None
    for kept in reversed(sets):
        if kept.values.get(name) != value:
            break
        first = kept
    if first is None:
        origin = origin_of(control, name, value)
        return {"since": "--", "by": "", "origin": Origin.ABOVE if origin == Origin.OWN else origin}
    return {"since": first.valid_from.isoformat(), "by": first.actor_name, "origin": origin_of(control, name, value, first.variant)}


def exits(codes: list[str], row: Mapping[str, Any], actor: Actor | None) -> list[dict[str, Any]]:
    """Buttons for the ways on that the reader may take."""
    known = [code for code in codes if code in ACTIONS and (actor is None or actor.may(code))]
    return [{"title": _(ACTIONS[code].title), "url": _act_url(code, row), "primary": n == 0, "dialog": True}
            for n, code in enumerate(known)]


def _act_url(code: str, row: Mapping[str, Any]) -> str:
    parameter = f"{row['subject_kind']}_id"
    known = parameter in ACTIONS[code].signature.parameters and row["subject_id"]
    return reverse("act", args=[code]) + (f"?{parameter}={row['subject_id']}" if known else "")


def record_row(record: DecisionRecord) -> dict[str, Any]:
    """A stored decision as the mapping that ``panel`` reads."""
    return {f.attname: getattr(record, f.attname) for f in DecisionRecord._meta.concrete_fields}
