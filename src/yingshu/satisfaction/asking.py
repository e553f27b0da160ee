"""Questions as a page shows them, and what a posted page says as answers. Used by the public page, by typing in, and by the preview."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .inputs import AnswerInput
from .models import Item, ItemGroup
from .queries.versions import Content
from .rules.scoring import FEWEST, MOST, LevelParams

K = Item.Kind
MOST_PARTS = 20


def words(of: Any, name: str) -> str:
    """A text in the reader's language; the Chinese one where there is no other."""
    values = of if isinstance(of, Mapping) else vars(of)
    prefix = f"{name}_" if name else ""
    chinese = (get_language() or "").startswith("zh")
    return (values[f"{prefix}zh"] if chinese else values.get(f"{prefix}en") or values[f"{prefix}zh"]) or ""


def speak(request: HttpRequest) -> str:
    """Speak the language that the address asks for; answers what keeps it along the way."""
    lang = request.GET.get("lang", "")
    if lang in ("zh", "en"):
        translation.activate("zh-hans" if lang == "zh" else "en")
    return f"&lang={lang}" if lang in ("zh", "en") else ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: the value, the words on it, whether it is chosen."""

    value: int
    label: str
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of buttons with one name; a matrix has several, other scales one without a title."""

    name: str
    title: str
    choices: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it stands on the page."""

    number: int
    code: str
    kind: str
    text: str
    required: bool
    rows: Sequence[Row] = ()
    low: str = ""
    high: str = ""
    value: str = ""
    depends: str = ""
    values: str = ""
    errors: Sequence[str] = field(default=())

    @property
    def name(self) -> str:
        return f"a-{self.code}"


def questions(content: Content, group: ItemGroup | None, typed: Mapping[str, str], levels: LevelParams,
              errors: Mapping[str, Sequence[str]] | None = None) -> list[Asked]:
    """The questions of a topic (of all) with what was typed and what is wrong with it."""
    found = []
    for number, item in enumerate(content.items, 1):
        if group is None or item.group_id == group.pk:
            found.append(_asked(number, item, typed, levels, (errors or {}).get(f"a-{item.code}", ())))
    return found


def _asked(number: int, item: Item, typed: Mapping[str, str], levels: LevelParams, errors: Sequence[str]) -> Asked:
    name = f"a-{item.code}"
    condition = item.shown_if or {}
    return Asked(number, item.code, item.kind, words(item, "text"), item.required, list(_rows(name, item, typed, levels)),
                 words(item, "low"), words(item, "high"), typed.get(name, "") if item.kind == K.TEXT else "",
                 f"a-{condition['item']}" if condition else "", ",".join(map(str, condition.get("values", ()))), errors)


def _rows(name: str, item: Item, typed: Mapping[str, str], levels: LevelParams) -> Iterable[Row]:
    if item.kind in (K.TEXT, K.PHOTO):
        return
    labels = _labels(item, levels)
    titles = [(f"{name}-{n}", words(row, "")) for n, row in enumerate(item.rows, 1)] if item.kind == K.MATRIX else [(name, "")]
    for row, title in titles:
        yield Row(row, title, [Choice(value, label, typed.get(row) == str(value)) for value, label in labels])


def _labels(item: Item, levels: LevelParams) -> list[tuple[int, str]]:
    if item.kind == K.CHOICE:
        return [(o["value"], words(o, "")) for o in item.options]
    values = range(FEWEST[item.kind], MOST[item.kind] + 1)
    return [(v, _(levels.name(v)) if item.kind in (K.FIVE, K.MATRIX) else "") for v in values]


def answers_in(items: Iterable[Item], posted: Mapping[str, Any]) -> list[AnswerInput]:
    """Posted controls as answers; what is no number is left out and then missing."""
    found = []
    for item in items:
        names = [(n, f"a-{item.code}-{n}") for n in range(1, len(item.rows) + 1)] if item.kind == K.MATRIX else [(0, f"a-{item.code}")]
        for part, name in names:
            text = str(posted.get(name, ""))
            if item.kind in (K.TEXT, K.PHOTO):
                found.append(AnswerInput(item=item.code, text=text[:2000]))
            elif text.isascii() and text.isdigit() and len(text) < 4:
                found.append(AnswerInput(item=item.code, part=part, value=int(text)))
    return found


def kept(items: Iterable[Item], posted: Mapping[str, Any]) -> dict[str, str]:
    """The controls of these questions that are worth keeping, as they were posted."""
    found: dict[str, str] = {}
    for item in items:
        if item.kind == K.PHOTO:  # pictures are kept by the server alone
            continue
        names = [f"a-{item.code}", *(f"a-{item.code}-{n}" for n in range(1, min(len(item.rows), MOST_PARTS) + 1))]
        found |= {name: str(posted[name])[:2000] for name in names if name in posted}
    return found
