"""Taking the matrix and its evidence out of the house."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import jobs
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.inputs import Day
from yingshu.kernel.services import Done, service

LONGEST = 366


@service("insight.export_matrix", title=N_("Export the matrix of compliance"), clause="ORG-36")
def export_matrix(*, actor: Actor, first_day: date, last_day: date, rows: int) -> Done:
    """Log that somebody took the matrix out of the house: which days, how many clauses."""
    return Done("export", 0, data={"rows": rows}, after={"first_day": f"{first_day}", "last_day": f"{last_day}", "rows": rows})


@service("insight.ask_for_evidence", title=N_("Make an evidence pack"), clause="ORG-36")
def ask_for_evidence(*, actor: Actor, first_day: Day, last_day: Day, chapter: str = "", unit_id: int | None = None,
                     person_id: int | None = None) -> Done:
    """Ask for the file that proves to an auditor how the rules were kept in some days: index, figures, the records, the audit proof.

    It is made in the background and lies in the list of tasks.
    """
    if not 0 <= (last_day - first_day).days < LONGEST:
        raise InvalidInput({"last_day": [_("A pack covers at most a year.")]})
    title = _("Evidence pack %(first)s ~ %(last)s") % {"first": first_day, "last": last_day}
    job = jobs.start(actor, title, "yingshu.insight.compliance.pack.make", first=f"{first_day}", last=f"{last_day}", chapter=chapter,
                     unit_id=unit_id, person_id=person_id)
    return Done("job", job, data={"job_id": job}, after={
        "first_day": f"{first_day}", "last_day": f"{last_day}", "chapter": chapter, "unit_id": unit_id, "person_id": person_id})
