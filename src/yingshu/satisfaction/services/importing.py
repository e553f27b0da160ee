"""Answers from a file become a wave: streamed, so that a million answers need no memory (issue of answers collected elsewhere)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yingshu.documents.numbers import next_number
from yingshu.documents.store import path_of
from yingshu.kernel import clock, jobs, rollups, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.caches import bump
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.kernel.inputs import Needed
from yingshu.kernel.services import Done, service
from yingshu.kernel.tabular import TabularError, open_workbook
from yingshu.kernel.text import search_text
from yingshu.rulebook.decisions import params_of

from .. import tokens
from ..columns import Column, cells, codes_of, columns_of, moment, number
from ..controls import LEVELS
from ..inputs import Code, Label, Period, VersionRef
from ..models import Answer, Invitation, Item, ItemGroup, Questionnaire, QuestionnaireVersion, Remark, Response, ScoreEntry, Sent, Wave
from ..queries.periods import CACHE as PERIODS
from ..queries.versions import CACHE, Content, content
from ..reading import Given
from ..rollups import PAIRS, SCORES, TALLY
from ..rules.scoring import FEWEST, MOST, LevelParams, hundredths, score
from .storing import answer_rows, score_rows
from .waves import KIND, Source, source_of

CHUNK, MOST_ERRORS = 200, 100
K = Item.Kind
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


@dataclass(slots=True)
class Found:
    """What a file holds: its columns, how many rows, and which of them mean something."""

    columns: list[Column]
    rows: int
    items: list[Column] = field(default_factory=list)
    moments: list[Column] = field(default_factory=list)


@contextmanager
def _sheet(digest: str, name: str) -> Iterator[Iterator[list[str]]]:
    """The rows of a kept file's first sheet."""
    path = path_of(digest)
    if not path.is_file():
        raise NotFound(field="file")
    with path.open("rb") as stream, open_workbook(stream, name) as book:
        yield cells(book.sheets[0].rows())


def look(digest: str, name: str) -> Found:
    """Read a file once and tell what its columns are. Raises InvalidInput for a file that holds no answers."""
    try:
        with _sheet(digest, name) as rows:
            columns, count = columns_of(rows)
    except TabularError as problem:
        raise InvalidInput({"file": [str(problem)]}) from None
    items = [c for c in columns if c.kind in ("five", "zero_ten", "choice", "text")]
    if not any(c.kind in ("five", "zero_ten") for c in items):
        raise InvalidInput({"file": [_("No column holds whole numbers from 0 to 10. The first row holds the titles, each other row one "
                                       "answered questionnaire.")]})
    return Found(columns, count, items, [c for c in columns if c.kind == "moment"])


@service("satisfaction.import_wave", title=N_("Import answers"), clause="SAT-12")
def import_wave(*, actor: Actor, title: Label, file: Digest, name: Needed, period: Period, source: Source | None = None,
                code: Code | None = None, version_id: VersionRef | None = None) -> Done:
    """Make a closed wave of a file that was kept (its hash and its name): a row for each respondent, a column for each question.

    With ``version_id`` columns are found by the codes or the words of its questions; without one a questionnaire is made of the columns.
    It counts as asked elsewhere and cannot be handed out.
    """
    found, part = look(file, name), source_of(Wave.Kind.STANDING, source)
    version = _version(version_id) if version_id else _made(actor, code or f"import{clock.now():%Y%m%d%H%M%S}", title, found)
    asks = content(version)
    bound = _bound(asks, found.columns)
    if not bound:
        raise InvalidInput({"file": [_("No column is called like a question of this questionnaire.")]})
    now = clock.now()
    bump(PERIODS)
    number_ = next_number(KIND, clock.today())
    wave_id = write.add_one(Wave, number=number_, title=title, kind=Wave.Kind.STANDING, period=period, source=part, version_id=version,
                            audience=asks.version.questionnaire.audience, state=Wave.State.CLOSED, made_at=now, started_at=now,
                            closed_at=now, owner_id=actor.id or None, population=found.rows, search_text=search_text(title, number_))
    reader = _Reader(asks, bound, found.moments[-1] if found.moments else None, params_of(LEVELS))
    taken = _stream(file, name, reader, wave_id)
    if reader.errors:
        raise InvalidInput({"file": reader.errors})
    write.add_up(Sent, {"wave_id": wave_id, "unit_key": 0, "stratum_key": 0}, {"count": taken})
    write.change(Wave, where={"id": wave_id}, set={"sent": taken})
    return Done(KIND, wave_id, number_, Wave.State.CLOSED.value, data={"responses": taken, "questions": len(bound)},
                after={"title": title, "responses": taken})


def _version(pk: int) -> int:
    if not QuestionnaireVersion.objects.filter(pk=pk).exists():
        raise NotFound(field="version_id")
    return pk


def _made(actor: Actor, code: str, title: str, found: Found) -> int:
    """A questionnaire of the columns of a file; not to be handed out."""
    sheet = write.add_one(Questionnaire, code=code, title=title, audience=Questionnaire.Audience.OTHER,
                          search_text=search_text(title, code))
    version = write.add_one(QuestionnaireVersion, questionnaire_id=sheet, number=1, owner_id=actor.id or None, made_at=clock.now(),
                            state=QuestionnaireVersion.State.RETIRED, opinion=_("Asked elsewhere; answers imported from a file."))
    codes = codes_of(found.items)
    groups: dict[str, int] = {}
    for place, column in enumerate(found.items):
        name = column.series
        if name not in groups:
            groups[name] = write.add_one(ItemGroup, version_id=version, code=name, position=len(groups) + 1, title_zh=name, title_en=name)
        write.add_one(Item, version_id=version, group_id=groups[name], code=codes[column.index], place=place, kind=column.kind,
                      text_zh=column.title[:300], text_en=column.title[:300], required=False,
                      weight=1 if column.kind in ("five", "zero_ten") else 0, options=column.options if column.kind == "choice" else [])
    bump(CACHE)
    return version


def _bound(asks: Content, columns: Iterable[Column]) -> dict[int, Item]:
    """Which column answers which question: by code, by its words, or by the code a made questionnaire gave it."""
    codes = codes_of(columns)
    by_words = {words: item for item in asks.items for words in (item.text_zh, item.text_en) if words}
    found = {c.index: asks.by_code.get(c.title) or by_words.get(c.title) or asks.by_code.get(codes[c.index]) for c in columns}
    return {index: item for index, item in found.items() if item is not None and item.kind not in (K.MATRIX, K.PHOTO)}


@dataclass(slots=True)
class _Reader:
    """Turns a row into values and words."""

    asks: Content
    bound: dict[int, Item]
    when: Column | None
    levels: LevelParams
    errors: list[str] = field(default_factory=list)

    def given(self, line: int, row: Sequence[str]) -> Given:
        found = Given()
        for index, item in self.bound.items():
            text = row[index] if index < len(row) else ""
            if not text:
                continue
            if item.kind == K.TEXT:
                found.words[item.pk] = text[:2000]
            elif (value := self._value(item, text)) is not None:
                found.values[item.pk, 0] = value
            elif len(self.errors) < MOST_ERRORS:
                self.errors.append(_("Row %(row)s: “%(text)s” is no answer to “%(question)s”.") % {
                    "row": line, "text": text[:40], "question": item.text_zh})
        return found

    def _value(self, item: Item, text: str) -> int | None:
        if item.kind == K.CHOICE:
            return next((o["value"] for o in item.options if text in (o["zh"], o["en"], str(o["value"]))), None)
        value = number(text)
        return value if value is not None and FEWEST[item.kind] <= value <= MOST[item.kind] else None


def _stream(digest: str, name: str, reader: _Reader, wave_id: int) -> int:
    taken = 0
    with _sheet(digest, name) as rows:
        next(rows, None)
        for some in _pieces(rows):
            _write(reader, wave_id, taken, some)
            taken += len(some)
    return taken


def _pieces(rows: Iterator[list[str]]) -> Iterator[list[list[str]]]:
    some: list[list[str]] = []
    for row in rows:
        some.append(row)
        if len(some) == CHUNK:
            yield some
            some = []
    if some:
        yield some


def _write(reader: _Reader, wave_id: int, before: int, rows: Sequence[Sequence[str]]) -> None:
    """One piece: invitations, responses, answers, scores, words, each in one statement."""
    now = clock.now()
    given = [reader.given(before + n + 2, row) for n, row in enumerate(rows)]
    times = [(moment(row[reader.when.index]) if reader.when and reader.when.index < len(row) else None) or now for row in rows]
    scored = [score(reader.levels, reader.asks.questions, reader.asks.weights, g.values) for g in given]
    invited = write.add(Invitation, [{"wave_id": wave_id, "serial": before + n, "channel": Invitation.Channel.FILE, "sent_at": at,
                                      "answered_at": at} for n, at in enumerate(times, 1)])
    responses = write.add(Response, [
        {"wave_id": wave_id, "invitation_id": invitation, "channel": Invitation.Channel.FILE, "started_at": at, "submitted_at": at,
         "score": None if s.points is None else hundredths(s.points), "straight": s.straight,
         "words_hash": tokens.digest(words) if len(words) >= 4 else ""}
        for invitation, at, s, words in zip(invited, times, scored, ("\n".join(sorted(g.words.values())) for g in given), strict=True)])
    places = {"wave_id": wave_id, "unit_key": 0, "stratum_key": 0}
    answers = [row for pk, g, s in zip(responses, given, scored, strict=True) for row in answer_rows(pk, reader.asks, g, s, places)]
    for n in range(0, len(answers), 500):
        write.add_together([(Answer, answers[n:n + 500])])
    write.add_together([(ScoreEntry, [row for pk, g, s in zip(responses, given, scored, strict=True)
                                      for row in score_rows(pk, reader.asks, g, s, places)])])
    write.add_together([(Remark, [{"response_id": pk, "item_id": item, "text": text} for pk, g in zip(responses, given, strict=True)
                                  for item, text in g.words.items()])])


def count_up() -> None:
    """Count what came in at once, instead of waiting for the worker's next minute."""
    for rollup in (TALLY, PAIRS, SCORES):
        rollups.advance(rollup)


def import_job(*, progress: jobs.Progress, actor: Actor, given: dict[str, Any]) -> None:
    """The import as a task."""
    done = import_wave(actor=actor, **given)
    progress.say(done.data["responses"], done.data["responses"])
    count_up()
