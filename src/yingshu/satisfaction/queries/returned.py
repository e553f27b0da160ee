"""How many were handed out, came back, are valid: read from the counts, never from the answers (SAT-13)."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Q

from yingshu.kernel import rollups
from yingshu.rulebook.decisions import Decision, Subject, judge

from ..controls import RECOVERY
from ..models import ScoreEntry, Sent, Wave
from ..rollups import SCORES
from ..rules.conclusion import RecoveryFacts


class Returned(NamedTuple):
    """``answered`` came back, ``voided`` of them do not count."""

    sent: int
    answered: int
    voided: int

    @property
    def valid(self) -> int:
        return self.answered - self.voided


WHOLE = Q(group_key__in=ScoreEntry.WHOLE)


def recovery(*waves: Wave) -> Returned:
    """The figures of whole waves together."""
    rows = rollups.read(SCORES, WHOLE & Q(wave_id__in=[w.pk for w in waves]), ("wave_id",)) if waves else ()
    return Returned(sum(w.sent for w in waves), sum(row["count_all"] for row in rows), sum(row["count_void"] for row in rows))


def recovery_by_unit(wave: Wave, key: str = "unit_key") -> dict[int, Returned]:
    """The figures by unit, or by stratum (``stratum_key``); 0 is none."""
    sent: dict[int, int] = {}
    for k, n in Sent.objects.filter(wave_id=wave.pk).values_list(key, "count"):
        sent[k] = sent.get(k, 0) + n
    back = {row[key]: row for row in rollups.read(SCORES, WHOLE & Q(wave_id=wave.pk), (key,))}
    none = {"count_all": 0, "count_void": 0}
    return {k: Returned(sent.get(k, 0), back.get(k, none)["count_all"], back.get(k, none)["count_void"]) for k in sorted({*sent, *back})}


def recovery_verdict(wave: Wave, returned: Returned | None = None) -> Decision:
    """May conclusions be drawn from this wave, or from a part of it? Judged, not recorded."""
    found = returned or recovery(wave)
    facts = RecoveryFacts(of=wave.title, sent=found.sent, valid=found.valid)
    return judge(RECOVERY, facts, Subject("wave", wave.pk, wave.number, wave.unit_id))
