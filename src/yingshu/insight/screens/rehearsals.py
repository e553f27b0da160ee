"""The list of rehearsals and the comparison of one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _title
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.actor import Actor, Reach
from yingshu.kernel.controls import CONTROLS
from yingshu.kernel.links import record_url
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, register

from ..compliance.checking import ICONS, findings
from ..compliance.comparing import CLASSES, lines_of, otherwise, parts_of, squares
from ..compliance.duty_rates import lines as duty_lines
from ..compliance.table_routes import has_version
from ..models import Rehearsal

S = Rehearsal.State
WEIGHTS = {S.WAITING: "run", S.DONE: "done", S.FAILED: "danger"}
FIRST = 12


def _state(row: Rehearsal) -> Tag:
    return Tag(row.get_state_display(), WEIGHTS[S(row.state)])


def seen_by(actor: Actor) -> QuerySet[Rehearsal]:
    """A rehearsal names customers of all units: for those who see all decisions, and for who asked."""
    everything = actor.everything or actor.reach == Reach.ALL
    return Rehearsal.objects.all() if everything else Rehearsal.objects.filter(actor_id=actor.id)


def comparison(row: Rehearsal, actor: Actor) -> Mapping[str, Any]:
    """Everything the page of a rehearsal draws."""
    parts = parts_of(row)
    return {"row": row, "lines": lines_of(row), "parts": parts, "by_code": {p.code: p for p in parts}, "squares": squares(row),
            "classes": [words for _code, words in CLASSES], "rates": row.result.get("rates", []), "ready": row.state == S.DONE,
            "findings": [(f, ICONS[f.tone]) for f in findings(row)], "share": _share(row),
            "duties": list(duty_lines(row)), "changed": [(p, otherwise(row, p.code, size=FIRST)) for p in parts if p.changed],
            "prepare": prepare_urls(row, actor),
            "draft_url": record_url(f"{row.draft_kind}s", row.draft_id) if row.draft_id else ""}


def prepare_urls(row: Rehearsal, actor: Actor) -> list[tuple[str, str]]:
    """The forms in which what was tried is prepared as a change: values of controls, rows of authority tables."""
    values = [(_title(CONTROLS[o["control"]].title),
               f"{reverse('rulebook-control', args=[o['control']])}?{urlencode({'values': json.dumps(o['values'])})}#values")
              for o in row.controls if row.draft_id is None and actor.may("rulebook.prepare_parameters")]
    tables = [(o["title"], _new_version(o["content"])) for o in row.tables if actor.may("approvals.define_table") and not has_version(o)]
    return values + tables


def _new_version(content: Mapping[str, Any]) -> str:
    return "/act/approvals.define_table/?" + urlencode({"of": content["code"], "matter": content["matter"],
                                                        "rows": json.dumps(content["rows"], ensure_ascii=False)})


def _share(row: Rehearsal) -> str:
    return f"{row.changed * 100 / row.decisions:.2f}" if row.decisions else "0.00"


@register
class RehearsalScreen(Screen):
    """制度沙盘."""

    code = "rehearsals"
    model = Rehearsal
    title = _("Rehearsals")
    group = "rulebook"
    order_in_menu = 14
    icon = "player-track-next"
    hint = _("Recorded decisions judged once more by changed rules: what would have come out otherwise. Nothing is changed by it.")
    columns = (
        Column("title", link=True), Column("draft", kind="code"), Column("state", kind="tag", value=lambda row: row.get_state_display(),
                                                                         tags=_state),
        Column("first", kind="date"), Column("last", kind="date"), Column("decisions", kind="number"), Column("changed", kind="number"),
        Column("actor_name", phone=False), Column("at", kind="moment", phone=False))
    filters = (Filter("state", _("State"), kind="choice", choices=S.choices), Filter("at", _("asked at"), kind="daterange"))
    panels = (Panel("comparison", "", "insight/rehearsal.html", comparison),)
    actions = ("insight.rehearse", "insight.rehearse_values", "insight.rehearse_table")
    pages = {"insight.rehearse_values": "/rulebook/parameters/", "insight.rehearse_table": "/authority_tables/"}
    search_fields = ("title", "draft", "actor_name")
    history_kind = "rehearsal"
    id_parameter = "rehearsal_id"
    empty_text = _("No rehearsal yet. Open a change of parameters, or a control, and rehearse it.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        return seen_by(actor)

    def row_actions(self, row: Rehearsal, actor: Actor) -> Sequence[str]:
        return ("insight.attach_rehearsal",) if row.state == S.DONE and row.draft_id else ()

    def state_tag(self, row: Rehearsal) -> Tag:
        return _state(row)

    def as_json(self, row: Rehearsal, actor: Actor) -> Mapping[str, Any]:
        return {"overlays": row.overlays, "result": row.result}
