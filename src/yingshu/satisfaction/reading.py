"""From what was given to answers: every value fits its question, what is asked and required is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.text import tidy

from .inputs import AnswerInput
from .models import Item
from .queries.versions import Content
from .rules.scoring import FEWEST, MOST

K = Item.Kind
WORDS = (K.TEXT, K.PHOTO)
LONGEST = 2000


@dataclass(slots=True)
class Given:
    """Values by item id and part; words and pictures by item id."""

    values: dict[tuple[int, int], int] = field(default_factory=dict)
    words: dict[int, str] = field(default_factory=dict)


def shown(item: Item, by_code: Mapping[str, Item], values: Mapping[tuple[int, int], int]) -> bool:
    """Is this question asked, after what was answered so far?"""
    if not item.shown_if:
        return True
    asked = by_code.get(item.shown_if["item"])
    return asked is not None and values.get((asked.pk, 0)) in item.shown_if["values"]


def read(content: Content, answers: Iterable[AnswerInput], items: Sequence[Item] | None = None,
         before: Given | None = None) -> Given:
    """Answers to some questions (all of them), after those given ``before``. Raises InvalidInput, one message per question."""
    asked = content.items if items is None else items
    found = Given(dict(before.values) if before else {}, dict(before.words) if before else {})
    wrong: dict[str, list[str]] = {}
    codes = {item.code for item in asked}
    for answer in answers:
        item = content.by_code.get(answer.item)
        if item is None or item.code not in codes:
            wrong[f"a-{answer.item}"] = [_("There is no such question.")]
        elif item.kind in WORDS:
            found.words[item.pk] = tidy(answer.text)[:LONGEST] if item.kind == K.TEXT else answer.text[:LONGEST]
        elif answer.value is not None and (why := _wrong(item, answer.part, answer.value)):
            wrong[f"a-{item.code}"] = [why]
        elif answer.value is not None:
            found.values[item.pk, answer.part] = answer.value
    _drop_hidden(content, found)
    wrong |= {f"a-{item.code}": [_("Please answer this question.")] for item in asked
              if f"a-{item.code}" not in wrong and _missing(item, content, found)}
    if wrong:
        raise InvalidInput(wrong)
    return found


def _wrong(item: Item, part: int, value: int) -> str:
    if item.kind == K.CHOICE:
        good, parts = value in {o["value"] for o in item.options}, range(1)
    else:
        good, parts = FEWEST[item.kind] <= value <= MOST[item.kind], range(1, len(item.rows) + 1) if item.kind == K.MATRIX else range(1)
    return "" if good and part in parts else _("This is not one of the answers.")


def _drop_hidden(content: Content, found: Given) -> None:
    """What is not asked has no answer; a question may hang on one that is itself not asked."""
    for item in content.items:
        if item.shown_if and not shown(item, content.by_code, found.values):
            found.values = {key: value for key, value in found.values.items() if key[0] != item.pk}
            found.words.pop(item.pk, None)


def _missing(item: Item, content: Content, found: Given) -> bool:
    if not item.required or not shown(item, content.by_code, found.values):
        return False
    if item.kind in WORDS:
        return not found.words.get(item.pk)
    parts = range(1, len(item.rows) + 1) if item.kind == K.MATRIX else range(1)
    return any((item.pk, part) not in found.values for part in parts)
