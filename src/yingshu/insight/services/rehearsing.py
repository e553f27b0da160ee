"""制度沙盘: asking for a rehearsal, doing it, keeping it with the draft."""

from __future__ import annotations

import io
import time
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.approvals.controls import ROUTE
from yingshu.approvals.definition import AuthorityItem
from yingshu.approvals.models import AuthorityVersion
from yingshu.approvals.services.describing import BandRow, ConditionRow, with_rows
from yingshu.documents.services import attach
from yingshu.duties.items import DutyItem
from yingshu.duties.models import DutyVersion
from yingshu.duties.services.changing import KIND as DUTY
from yingshu.kernel import clock, jobs, money, rollups, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.controls import CONTROLS
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import Day, Lookup, UnitRef
from yingshu.kernel.services import Done, service
from yingshu.kernel.tabular.writer import write_list
from yingshu.organisation.queries import units_below
from yingshu.rulebook.books import KIND as BOOK
from yingshu.rulebook.decisions import in_force
from yingshu.rulebook.models import ParameterChange, RulebookVersion
from yingshu.rulebook.services.book import VersionRef
from yingshu.rulebook.services.parameters import KIND, ChangeRef, differing
from yingshu.rulebook.services.putting_in_force import all_items
from yingshu.rulebook.tallies import DECISIONS

from ..compliance import table_routes
from ..compliance.comparing import comparison_columns, comparison_rows, duty_rates, lines_of, rates_of
from ..compliance.duty_rates import MOST_KEPT, of_version, overlays_of, replayed
from ..compliance.replay import Changed, Overlay, replay
from ..errors import NothingToRehearse
from ..models import Rehearsal, RehearsedDecision

AT_ONCE = 20_000
TABLE = "authority_table"
TableRef = Annotated[int, Field(gt=0), Lookup("authority_tables")]
DutyVersionRef = Annotated[int, Field(gt=0), Lookup("duty_versions")]
RehearsalRef = Annotated[int, Field(gt=0), Lookup("rehearsals")]


@service("insight.rehearse", title=N_("Rehearse the change"), clause="ORG-31")
def rehearse(*, actor: Actor, change_id: ChangeRef, together_with: list[ChangeRef] | None = None, first_day: Day | None = None,
             last_day: Day | None = None) -> Done:
    """Replay the recorded decisions of some days (the last twelve months without) by a prepared change, alone or with others.

    Nothing is changed by it. Large ones are done in the background.
    """
    changes = list(ParameterChange.objects.filter(pk__in=[change_id, *(together_with or ())]).order_by("id"))
    draft = next((c for c in changes if c.pk == change_id), None)
    if draft is None:
        raise NotFound(field="change_id")
    overlays = [{"control": c.control, "values": c.changes, "unit_id": c.unit_id} for c in changes]
    title = "、".join(f"{c.number} {_(CONTROLS[c.control].title)}" for c in changes)
    return _ask(actor, title, overlays, first_day, last_day, (KIND, draft.pk, draft.number))


@service("insight.rehearse_values", title=N_("Rehearse other values"), clause="ORG-31")
def rehearse_values(*, actor: Actor, control: str, values: dict[str, Any] | None = None, variant: str = "", unit_id: UnitRef | None = None,
                    first_day: Day | None = None, last_day: Day | None = None) -> Done:
    """Replay the recorded decisions of some days by other values of a control, before anything is prepared."""
    bound = CONTROLS.get(control)
    if bound is None or (variant and variant not in bound.variants):
        raise NotFound(field="control")
    changes = differing(bound, in_force(bound, unit_id), variant, values or {})
    overlays = [{"control": control, "values": changes, "unit_id": unit_id}] if changes else []
    return _ask(actor, _(bound.title), overlays, first_day, last_day, ("", None, ""))


@service("insight.rehearse_book", title=N_("Rehearse the version"), clause="ORG-31")
def rehearse_book(*, actor: Actor, version_id: VersionRef, first_day: Day | None = None, last_day: Day | None = None) -> Done:
    """Replay the recorded decisions of some days (the last twelve months without) by the parameters a version of a rulebook chooses, and
    the doings of duties by its times, and the routes of documents by its authority tables."""
    version = RulebookVersion.objects.select_related("rulebook").filter(pk=version_id).first()
    if version is None:
        raise NotFound(field="version_id")
    chosen = version.settings.get("controls", {})
    unit_id = version.rulebook.unit_id
    overlays = [_chosen(code, one, unit_id) for code, one in sorted(chosen.items()) if code in CONTROLS]
    items = [item for found in all_items(version).values() for item in found]
    duties = overlays_of((item, unit_id) for item in items if isinstance(item, DutyItem))
    tables = table_routes.overlays_of(item for item in items if isinstance(item, AuthorityItem))
    changes = [*(o for o in overlays if o["values"]), *duties, *tables]
    return _ask(actor, f"{version}", changes, first_day, last_day, (BOOK, version.pk, version.number))


def _chosen(code: str, chosen: Mapping[str, Any], unit_id: int | None) -> dict[str, Any]:
    """What a version chooses of a control, where that is not what holds already."""
    control = CONTROLS[code]
    now = in_force(control, unit_id).params.model_dump(mode="json")
    full = control.chosen(chosen.get("variant", ""), chosen.get("values", {}))
    values = {name: value for name, value in full.model_dump(mode="json").items() if value != now[name]}
    return {"control": code, "values": values, "unit_id": unit_id}


@service("insight.rehearse_duty", title=N_("Rehearse the duty"), clause="ORG-31")
def rehearse_duty(*, actor: Actor, version_id: DutyVersionRef, first_day: Day | None = None, last_day: Day | None = None) -> Done:
    """Work out the on-time rate of some days (the last twelve months without) by the times of a prepared change of a duty."""
    version = DutyVersion.objects.select_related("duty").filter(pk=version_id).first()
    if version is None:
        raise NotFound(field="version_id")
    return _ask(actor, f"{version}", of_version(version), first_day, last_day, (DUTY, version.pk, f"{version}"[:60]))


@service("insight.rehearse_table", title=N_("Rehearse the authority table"), clause="ORG-31")
def rehearse_table(*, actor: Actor, table_id: TableRef, rows: list[BandRow] | None = None, conditions: list[ConditionRow] | None = None,
                   first_day: Day | None = None, last_day: Day | None = None) -> Done:
    """Work out which documents of some days (the last twelve months without) would have gone another way by other rows of an authority
    table, or by a version of it as it is. Rows with gaps or overlaps are refused; none is put in force."""
    version = AuthorityVersion.objects.filter(pk=table_id).first()
    if version is None:
        raise NotFound(field="table_id")
    item = AuthorityItem.model_validate(version.content)
    overlays = table_routes.overlays_of([with_rows(item, rows, conditions or []) if rows else item])
    return _ask(actor, f"{version}", overlays, first_day, last_day, (TABLE, version.pk, f"{version}"[:60]))


@service("insight.attach_rehearsal", title=N_("Keep the comparison with the draft"), clause="ORG-31")
def attach_rehearsal(*, actor: Actor, rehearsal_id: RehearsalRef) -> Done:
    """Keep the comparison as a file of the draft, so that who releases it has read what it would have done."""
    row = Rehearsal.objects.filter(pk=rehearsal_id, state=Rehearsal.State.DONE).first()
    if row is None or row.draft_id is None:
        raise NotFound()
    out = io.BytesIO()
    write_list(out, _("Rehearsal"), comparison_columns(), comparison_rows(row))
    name = f"{_('Rehearsal')}_{row.first}_{row.last}_{row.pk}.xlsx"
    done = attach(actor=actor, subject_kind=row.draft_kind, subject_id=row.draft_id, name=name, content=out.getvalue())
    return Done("rehearsal", row.pk, row.draft, data=done.data, after={"attached": name})


# ---- asking and doing

def _ask(actor: Actor, title: str, overlays: Sequence[Mapping[str, Any]], first_day: date | None, last_day: date | None,
         draft: tuple[str, int | None, str]) -> Done:
    last = last_day or clock.today()
    first = first_day or last.replace(year=last.year - 1, day=min(last.day, 28))
    if first > last:
        raise InvalidInput({"last_day": [_("The last day lies before the first.")]})
    if not overlays:
        raise NothingToRehearse()
    kind, pk, number = draft
    made = write.add_one(Rehearsal, title=title[:120], overlays=list(overlays), first=first, last=last, at=clock.now(), actor_id=actor.id,
                         actor_name=actor.name, draft_kind=kind, draft_id=pk, draft=number)
    if expected(overlays, first, last) > AT_ONCE:
        jobs.start(actor, _("Rehearsal: %(title)s") % {"title": title}, "yingshu.insight.services.rehearsing.do", rehearsal_id=made)
    else:
        perform(made)
    row = Rehearsal.objects.get(pk=made)
    return Done("rehearsal", made, number or title[:60], row.state, data={"decisions": row.decisions, "changed": row.changed},
                after={"first": f"{first}", "last": f"{last}",
                       "overlays": [f"{line.title} {line.name}: {line.old} → {line.new}" for line in lines_of(row)]})


def expected(overlays: Sequence[Mapping[str, Any]], first: date, last: date) -> int:
    """About how many decisions there are to replay."""
    months = Q(month__gte=first.year * 100 + first.month, month__lte=last.year * 100 + last.month)
    codes = sorted({o.get("control", ROUTE.code) for o in overlays if "duty" not in o})
    return sum(row["count"] for row in rollups.read(DECISIONS, months & Q(control__in=codes), ("control",)))


def do(progress: jobs.Progress, actor: Actor, rehearsal_id: int) -> None:
    """The job."""
    row = Rehearsal.objects.get(pk=rehearsal_id)
    total = expected(row.overlays, row.first, row.last)
    try:
        perform(rehearsal_id, lambda n: progress.say(n, max(total, n)))
    except Exception:
        write.change(Rehearsal, where={"id": rehearsal_id}, set={"state": Rehearsal.State.FAILED})
        raise


def perform(rehearsal_id: int, say: Any = lambda n: None) -> None:
    """Replay, keep what comes out otherwise, and the figures. Done again it starts anew."""
    row, begun = Rehearsal.objects.get(pk=rehearsal_id), time.perf_counter()
    RehearsedDecision.objects.filter(rehearsal_id=rehearsal_id).delete()

    def keep(found: Sequence[Changed]) -> None:
        for start in range(0, len(found), 1000):
            write.add(RehearsedDecision, [{"rehearsal_id": rehearsal_id, **one._asdict()} for one in found[start:start + 1000]])

    overlays = [Overlay(o["control"], o["values"], _units(o)) for o in row.controls]
    tallies, duties = replay(overlays, row.first, row.last, keep, say), replayed(row)
    tallies += table_routes.replay_tables(row.tables, row.first, row.last, keep, say)
    seconds = money.round_half_up(Decimal(str(time.perf_counter() - begun)), 1)
    write.change(Rehearsal, where={"id": rehearsal_id}, set={
        "state": Rehearsal.State.DONE, "done_at": clock.now(), "seconds": seconds,
        "decisions": sum(t.decisions for t in tallies) + sum(d.due for d in duties),
        "changed": sum(t.changed for t in tallies) + sum(len(d.otherwise) for d in duties),
        "result": {"controls": [t.as_json() for t in tallies], "rates": [*rates_of(row, tallies), *duty_rates(duties)],
                   "duties": [{"title": d.title, "otherwise": d.otherwise[:MOST_KEPT]} for d in duties]}})


def _units(overlay: Mapping[str, Any]) -> frozenset[int] | None:
    return frozenset(units_below(overlay["unit_id"])) if overlay.get("unit_id") else None
