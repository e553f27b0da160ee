"""Waves with answers for tests of results, written as the services write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from yingshu.kernel import clock
from yingshu.satisfaction.models import (
    Answer,
    Invitation,
    Item,
    ItemGroup,
    Questionnaire,
    QuestionnaireVersion,
    Response,
    ScoreEntry,
    Sent,
    Wave,
)
from yingshu.satisfaction.queries.versions import Content, content
from yingshu.satisfaction.reading import Given
from yingshu.satisfaction.rules import scoring
from yingshu.satisfaction.services.storing import answer_rows, score_rows

PARAMS = scoring.LevelParams()
QUALITY = (("quality", "产品质量", ("look", "effect")), ("delivery", "交付及时性", ("time",)))


def version(code: str = "direct", groups: Sequence[tuple[str, str, Sequence[str]]] = QUALITY, kind: str = "five",
            roles: Mapping[str, str] | None = None, **more: Any) -> QuestionnaireVersion:
    """An approved questionnaire with these groups of items; roles and counterparts by code of the item."""
    sheet, _new = Questionnaire.objects.get_or_create(code=code, defaults={"title": f"问卷 {code}", "audience": "direct", **more})
    found = QuestionnaireVersion.objects.create(questionnaire=sheet, number=sheet.versions.count() + 1, state="approved",
                                                made_at=clock.now())
    for place, (group_code, title, items) in enumerate(groups):
        group = ItemGroup.objects.create(version=found, code=group_code, position=place, title_zh=title, title_en=title, area=title)
        for at, item in enumerate(items):
            said = (roles or {}).get(item, "")
            other = said.removeprefix("of:") if said.startswith("of:") else ""
            Item.objects.create(version=found, group=group, code=item, place=at, kind=kind, text_zh=f"题 {item}", text_en=item,
                                role="" if other else said, counterpart=other, weight=Decimal(0 if said else 1))
    return found


def wave(of: QuestionnaireVersion, source: str = "survey", period: str = "2026H1", kind: str = "formal", number: str = "",
         **more: Any) -> Wave:
    """A wave that runs."""
    day = clock.moment(date(2026, 5, 12))
    number = number or f"W{Wave.objects.count() + 1:03d}"
    return Wave.objects.create(number=number, title=f"{period} {source or kind}", kind=kind, period=period, source=source, version=of,
                               state="running", made_at=day, started_at=day, **more)


def sent(to: Wave, count: int, unit_id: int = 0) -> None:
    """So many were handed out, some of which are answered later."""
    row, _new = Sent.objects.get_or_create(wave=to, unit_key=unit_id, stratum_key=0)
    row.count += count
    row.save()
    to.sent += count
    to.save()
    first = to.invitations.count()
    Invitation.objects.bulk_create([Invitation(wave=to, serial=first + n, unit_id=unit_id or None, channel="paper", sent_at=to.made_at)
                                    for n in range(1, count + 1)])


def answered(to: Wave, rows: Iterable[Mapping[str, int]], unit_id: int = 0) -> list[int]:
    """Responses with values by code of the item, to invitations of the unit that are still open."""
    open_ones = iter(Invitation.objects.filter(wave=to, unit_id=unit_id or None, answered_at=None).order_by("serial"))
    return [_respond(to, next(open_ones), content(to.version_id), row, unit_id) for row in rows]


def _respond(to: Wave, invitation: Invitation, asks: Content, row: Mapping[str, int], unit_id: int) -> int:
    at = clock.moment(date(2026, 6, 1), time(10))
    given = Given({(item.pk, 0): row[item.code] for item in asks.items if item.code in row})
    scored = scoring.score(PARAMS, asks.questions, asks.weights, given.values)
    made = Response.objects.create(wave=to, invitation=invitation, unit_id=unit_id or None, channel="paper", started_at=at, submitted_at=at,
                                   score=None if scored.points is None else scoring.hundredths(scored.points))
    places = {"wave_id": to.pk, "unit_key": unit_id, "stratum_key": 0}
    Answer.objects.bulk_create([Answer(**entry) for entry in answer_rows(made.pk, asks, given, scored, places)])
    ScoreEntry.objects.bulk_create([ScoreEntry(**entry) for entry in score_rows(made.pk, asks, given, scored, places)])
    Invitation.objects.filter(pk=invitation.pk).update(answered_at=at)
    return made.pk


def void(responses: Sequence[int], reason: str = "查实造假") -> None:
    """Void them: counter-entries for everything they brought."""
    for one in Response.objects.filter(pk__in=responses):
        for model in (Answer, ScoreEntry):
            rows = list(model.objects.filter(response=one))
            for row in rows:
                row.pk, row.void = None, True
                row._state.adding = True
            model.objects.bulk_create(rows)
        Response.objects.filter(pk=one.pk).update(voided_at=clock.moment(date(2026, 6, 10)), voided_by="x", void_reason=reason)


def levels(best: int, second: int, codes: Sequence[str] = ("look", "effect", "time"), third: int = 0) -> list[dict[str, int]]:
    """So many answers that choose the best level throughout, so many the second, so many the third: 100, 90, 80 points."""
    return [dict.fromkeys(codes, value) for value, n in ((5, best), (4, second), (3, third)) for _one in range(n)]


def june(day: int = 30, month: int = 6) -> Any:
    """The clock stands at noon of this day of 2026."""
    return clock.at(datetime(2026, month, day, 12, 0))
