"""草案体检: is the draft itself in order, and what should be read before it is released?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from pydantic import ValidationError

from yingshu.duties.models import DutyVersion
from yingshu.duties.services.changing import KIND as DUTY
from yingshu.kernel import clock
from yingshu.kernel.controls import CONTROLS, Control, Outcome
from yingshu.kernel.schemas import sentences
from yingshu.organisation.queries import who_may
from yingshu.rulebook.decisions import above_all, in_force
from yingshu.rulebook.models import ParameterChange, ParameterSet
from yingshu.rulebook.services.parameters import KIND
from yingshu.rulebook.shown import param_label

from ..models import Rehearsal
from .comparing import class_of

MONTH_END = 25
OPEN = (ParameterChange.State.PREPARED, ParameterChange.State.REVIEWING)


class Finding(NamedTuple):
    """One thing that was looked at: fine, worth reading, or wrong."""

    tone: str
    says: str
    clause: str


ICONS = {"done": "circle-check is-done", "warn": "alert-triangle is-warn", "danger": "circle-x is-danger"}


def findings(row: Rehearsal) -> list[Finding]:
    """Everything that was looked at, for each control the draft changes, then for the draft as a whole."""
    found = [one for overlay in row.controls for one in _of_control(CONTROLS[overlay["control"]], overlay, row)]
    draft = ParameterChange.objects.filter(pk=row.draft_id or 0).first() if row.draft_kind == KIND else None
    duty = DutyVersion.objects.filter(pk=row.draft_id or 0).first() if row.draft_kind == DUTY else None
    return [*found, *(_of_draft(draft) if draft else ()), *(_of_duty(duty) if duty else ()), *_let_through(row)]


def _of_control(control: Control[Any, Any], overlay: dict[str, Any], row: Rehearsal) -> Iterator[Finding]:
    clause, unit = control.clauses[0], overlay.get("unit_id")
    values = {**in_force(control, unit).params.model_dump(mode="json"), **overlay["values"]}
    try:
        params = control.params.model_validate(values)
    except ValidationError as problem:
        yield Finding("danger", "；".join(says for each in sentences(problem).values() for says in each), clause)
        return
    yield Finding("done", _("%(control)s: all values lie within their limits.") % {"control": _(control.title)}, clause)
    above = above_all(control, params)
    for name in (n for n in overlay["values"] if getattr(above, n) != getattr(params, n)):
        label = param_label(name, control.params.model_fields[name])
        yield Finding("warn", _("%(name)s conflicts with a superior rule; its value will be applied.") % {"name": label}, "ORG-33")
    later = ParameterSet.objects.filter(control=control.code, unit_id=unit, valid_from__gt=clock.today()).first()
    if later is not None:
        yield Finding("warn", _("%(set)s holds from %(day)s and replaces these values then.") % {
            "set": f"V{later.version}", "day": later.valid_from}, clause)


def _of_draft(draft: ParameterChange) -> Iterator[Finding]:
    others = ParameterChange.objects.filter(control=draft.control, state__in=OPEN).exclude(pk=draft.pk).count()
    if others:
        yield Finding("warn", _("%(n)s other changes of this control are waiting.") % {"n": others}, "ORG-31")
    if draft.state not in OPEN:
        yield Finding("done", _("The change is %(state)s already.") % {"state": draft.get_state_display()}, "ORG-31")
        return
    yield _releasers("rulebook.release_parameters", draft.prepared_by_id)
    if draft.valid_from.day >= MONTH_END:
        yield Finding("warn", _("It begins at the end of a month (%(day)s), when most orders are under way.") % {"day": draft.valid_from},
                      "ORG-31")


def _of_duty(draft: DutyVersion) -> Iterator[Finding]:
    others = DutyVersion.objects.filter(duty_id=draft.duty_id, released_at=None, withdrawn_at=None).exclude(pk=draft.pk).count()
    if others:
        yield Finding("warn", _("%(n)s other changes of this duty are waiting.") % {"n": others}, "ORG-31")
    if draft.released_at or draft.withdrawn_at:
        yield Finding("done", _("The change is not waiting any more."), "ORG-31")
    else:
        yield _releasers("duties.release_change", draft.prepared_id)


def _releasers(right: str, prepared_by: int) -> Finding:
    """Is there somebody else who may release it?"""
    names = [p.name for p in who_may(right) if p.pk != prepared_by]
    return (Finding("done", _("May be released by %(names)s.") % {"names": "、".join(names[:3])}, "ORG-31") if names else
            Finding("danger", _("Nobody besides who prepared it may release it."), "ORG-31"))


def _let_through(row: Rehearsal) -> Iterator[Finding]:
    """What was refused and would pass should be read one by one."""
    for c in row.result.get("controls", []):
        n = sum(k for old, new, k, _fen in c["outcomes"] if old == Outcome.REFUSE and class_of(new) == "pass")
        if n:
            yield Finding("warn", _("%(n)s decisions refused at the time would pass; read these first.") % {"n": n},
                          CONTROLS[c["control"]].clauses[0])
        if c["unreadable"]:
            yield Finding("warn", _("%(n)s decisions are of an older form and could not be replayed.") % {"n": c["unreadable"]},
                          CONTROLS[c["control"]].clauses[0])
