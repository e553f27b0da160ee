"""Questionnaires: records whose questions people without a login answer by a link, while the record stands in a state for it (MKT-10).

The link is the record's number signed with the installation's key: nothing is stored, it ends with the state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.errors import BusinessError
from yingshu.kernel.money import round_half_up
from yingshu.kernel.services import ACTIONS

from .models import Entry
from .parts import Public
from .registry import Live, by_id, live

SIGNER = Signer(salt="registers.questionnaire")
SPLIT = "、,，;；/|"
MARKS = ("1", "2", "3", "4", "5")
LONGEST = 1000
READ = 20_000


ONE, MANY, MARKED, WRITTEN = "one", "many", "marked", "written"


class Question(NamedTuple):
    """One question of a questionnaire. ``kind``: one choice, many, a mark, or words, in the order of the choices of the register's
    column ``kind``; ``called`` is what the register calls it."""

    place: int
    text: str
    kind: str
    called: str
    options: tuple[str, ...]
    must: bool

    @property
    def name(self) -> str:
        return f"q{self.place}"

    @property
    def choices(self) -> tuple[str, ...]:
        return MARKS if self.kind == MARKED else () if self.kind == WRITTEN else self.options


class Closed(BusinessError):
    """The questionnaire takes no more answers."""

    code = "questionnaire_closed"
    status = 410

    def text(self) -> str:
        return _("This questionnaire takes no more answers. Thank you.")


def token_of(entry: Entry) -> str:
    """What stands in the link."""
    return SIGNER.sign(str(entry.pk)).replace(":", "-")


def asked_by(token: str) -> tuple[Live, Entry, Public] | None:
    """The questionnaire behind a link; None when it is none of ours."""
    try:
        pk = int(SIGNER.unsign(token.replace("-", ":", 1)))
    except (BadSignature, ValueError):
        return None
    entry = Entry._plain.filter(pk=pk).first()
    found = live(by_id(entry.register_id).code, entry.version) if entry else None
    return (found, entry, found.definition.public) if entry and found and found.definition.public else None


def is_open(asked: Public, found: Live, entry: Entry) -> bool:
    """Is it in a state that takes answers, before its last day, and not full?"""
    until = entry.values.get("until")
    return (entry.state in asked.states and not (until and until < clock.today().isoformat())
            and answers(asked, entry).count() < (found.definition.number_of(asked.most) or 0))


def answers(asked: Public, entry: Entry) -> Any:
    """The answers that came."""
    into = live(asked.into)
    link = next(f.code for f in into.definition.fields if f.of == by_id(entry.register_id).screen)
    return Entry._plain.filter(register_id=into.id, **{into.slots[link]: entry.pk}).exclude(state="void")


def questions_of(asked: Public, entry: Entry) -> list[Question]:
    """The questions in their order."""
    rows: Sequence[Mapping[str, Any]] = entry.values.get(asked.questions) or []
    found = live(by_id(entry.register_id).code, entry.version)
    table = found.definition.field(asked.questions)
    column = next(c for c in table.columns if c.code == "kind") if table else None
    kinds = dict(zip(found.choices_of(column), (ONE, MANY, MARKED, WRITTEN), strict=False)) if column else {}
    return [Question(n, str(row["text"]), kinds.get(str(row["kind"]), WRITTEN), str(row["kind"]), _options(row.get("options") or ""),
                     bool(row.get("must"))) for n, row in enumerate(rows, 1)]


def _options(text: str) -> tuple[str, ...]:
    for sign in SPLIT:
        text = text.replace(sign, "\n")
    return tuple(dict.fromkeys(part for line in text.split("\n") if (part := line.strip())))


def read(questions: Sequence[Question], data: Any) -> tuple[dict[str, list[str]], dict[str, str]]:
    """What was answered, by question, and what is wrong with it."""
    given, wrong = dict[str, list[str]](), dict[str, str]()
    for q in questions:
        found = [v for raw in data.getlist(q.name) if (v := raw.replace("\x00", "").strip()[:LONGEST])]
        if q.choices:
            found = [v for v in dict.fromkeys(found) if v in q.choices][:None if q.kind == MANY else 1]
        if q.must and not found:
            wrong[q.name] = _("Please answer this question.")
        given[q.name] = found
    return given, wrong


def keep(found: Live, entry: Entry, asked: Public, given: Mapping[str, Sequence[str]], key: str) -> None:
    """Write the answer down. Raises Closed."""
    if not is_open(asked, found, entry):
        raise Closed()
    link = next(f.code for f in live(asked.into).definition.fields if f.of == found.screen)
    rows = [{"question": q.text[:200], "answer": "、".join(given.get(q.name, ()))[:200] or None} for q in questions_of(asked, entry)]
    ACTIONS["registers.add_entry"].run(actor=system("questionnaire"), register_code=asked.into, idempotency_key=key,
                                       values={link: entry.pk, "answers": rows})


class Tally(NamedTuple):
    """What was answered to one question: per choice how often and which share; the mean of marks; some texts."""

    question: str
    kind: str
    answered: int
    rows: list[tuple[str, int, str]]
    mean: str
    texts: list[str]


def tallies(asked: Public, entry: Entry) -> list[Tally]:
    """The answers so far, question by question."""
    rows = [v.get("answers") or [] for v in answers(asked, entry).order_by("-id").values_list("values", flat=True)[:READ]]
    return [_tally(q, [str(row[q.place - 1].get("answer") or "") for row in rows if len(row) >= q.place])
            for q in questions_of(asked, entry)]


def _tally(q: Question, found: Sequence[str]) -> Tally:
    said = [text for text in found if text]
    counts = Counter(part for text in said for part in (text.split("、") if q.kind == MANY else [text]))
    rows = [(c, counts[c], f"{round_half_up(Decimal(counts[c] * 100) / len(said), 1)}%" if said else "--") for c in q.choices]
    marks = [Decimal(text) for text in said if text in MARKS] if q.kind == MARKED else []
    mean = f"{round_half_up(sum(marks, Decimal(0)) / len(marks), 2)}" if marks else ""
    return Tally(q.text, q.called, len(said), rows, mean, [] if q.choices else said[:20])
