"""The catalogue of controls: where each acts, what it decided lately, and which changes wait."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, rollups
from yingshu.kernel.actor import Actor
from yingshu.kernel.controls import CONTROLS, Control, NoFacts, Outcome
from yingshu.kernel.screens import SCREENS
from yingshu.kernel.screens.cells import percent
from yingshu.kernel.services import ACTIONS
from yingshu.kernel.worklist import WORKLISTS

from .catalogue import Clause, clause
from .models import ParameterChange
from .origins import said
from .panels import VERDICTS
from .queries import InForceNow, control_in_force, decision_url, visible
from .shown import is_share, param_label, show
from .tallies import DECISIONS

KINDS = {"gate": (N_("Gate"), "gavel"), "workflow": (N_("Workflow"), "route"), "duty": (N_("Duty"), "clock"),
         "calculation": (N_("Calculation"), "calculator"), "report": (N_("Report"), "chart-bar"), "document": (N_("Document"), "file-text"),
         "record": (N_("Kept record"), "clipboard-text"),
         "role": (N_("Post and right"), "user-check"), "public-page": (N_("Public page"), "world")}
LAST = 10
OPEN = (ParameterChange.State.PREPARED, ParameterChange.State.REVIEWING)


class Place(NamedTuple):
    """Where a control acts: the name of an action, screen or list, and its page when it has one."""

    title: str
    kind: str
    url: str


class Standing(NamedTuple):
    """A control as the catalogue shows it."""

    now: InForceNow
    kind: str
    icon: str
    clauses: list[Clause]
    places: list[Place]
    decided: int
    refused: int
    pending: int


def month_key() -> int:
    """This month as the rollup keeps it."""
    today = clock.today()
    return today.year * 100 + today.month


def catalogue() -> list[tuple[str, list[Standing]]]:
    """All controls by room, in three queries besides the cached parameters."""
    counts = _counts()
    waiting: dict[str, int] = {}
    for code in ParameterChange.objects.filter(state__in=OPEN).values_list("control", flat=True):
        waiting[code] = waiting.get(code, 0) + 1
    found: dict[str, list[Standing]] = {}
    for code in sorted(CONTROLS):
        found.setdefault(code.partition(".")[0], []).append(_standing(code, counts.get(code, {}), waiting.get(code, 0)))
    return sorted(found.items())


def _counts() -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row in rollups.read(DECISIONS, Q(month=month_key()), ("control", "outcome")):
        found.setdefault(row["control"], {})[row["outcome"]] = row["count"]
    return found


def _standing(code: str, counts: Mapping[str, int], pending: int) -> Standing:
    control = CONTROLS[code]
    title, icon = KINDS[control.kind]
    return Standing(control_in_force(code), _(title), icon, [c for c in map(clause, control.clauses) if c], places(control),
                    sum(counts.values()), counts.get(Outcome.REFUSE, 0), pending)


def standing(code: str) -> Standing:
    """One control."""
    return _standing(code, _counts().get(code, {}), ParameterChange.objects.filter(control=code, state__in=OPEN).count())


def places(control: Control[Any, Any]) -> list[Place]:
    """The actions, screens and lists where a control is asked."""
    return [place for code in control.acts if (place := _place(code))]


def _place(code: str) -> Place | None:
    if code in ACTIONS:
        return Place(_(ACTIONS[code].title), _("Action"), "")
    if code in SCREENS:
        return Place(str(SCREENS[code].title), _("Screen"), f"/{code}/")
    return Place(str(WORKLISTS[code].title), _("Worklist"), "/") if code in WORKLISTS else None


def decides(control: Control[Any, Any]) -> bool:
    """Does it leave decisions, or are only its parameters read?"""
    return control.facts is not NoFacts


def last_decisions(code: str, actor: Actor) -> list[dict[str, Any]]:
    """The newest decisions of a control that the reader may see."""
    rows = visible(actor).filter(control=code).order_by("-at", "-id")[:LAST]
    return [{"number": r.number, "url": decision_url(r.pk), "outcome": r.outcome, "verdict": _(VERDICTS[Outcome(r.outcome)]),
             "subject": r.subject_number, "at": r.at, "actor": r.actor_name, "clause": r.clause, "permit": r.permit} for r in rows]


def limits(code: str) -> list[dict[str, str]]:
    """The parameters with what each may be and the delivered value, as the form and the reader need them."""
    control = CONTROLS[code]
    delivered = control.params().model_dump(mode="json")
    return [{"name": param_label(name, info), "limits": limit_of(info), "delivered": show(name, delivered[name], info),
             "origin": said(name, control.assumed)}
            for name, info in control.params.model_fields.items()]


def limit_of(info: Any) -> str:
    """What a parameter may be, where its model bounds it."""
    bounds = {key: getattr(m, key) for m in info.metadata for key in ("ge", "gt", "le", "lt") if getattr(m, key, None) is not None}
    if is_share(info):
        bounds = {key: percent(Decimal(str(limit))) for key, limit in bounds.items()}
    signs = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    return ", ".join(f"{signs[key]} {value}" for key, value in bounds.items())


