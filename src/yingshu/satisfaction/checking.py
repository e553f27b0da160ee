"""What fits together in a question: options with kinds, conditions with the questions before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from yingshu.kernel.errors import InvalidInput

from .inputs import OptionInput
from .models import Item, QuestionnaireVersion
from .rules.scoring import FEWEST, MOST, SCALES

MOST_OPTIONS = 20
K = Item.Kind
ONE_VALUE = (SCALES - {K.MATRIX}) | {K.CHOICE}


def checked(version: QuestionnaireVersion, code: str, kind: Item.Kind, options: Sequence[OptionInput], counterpart: str,
            shown_if: tuple[str, str]) -> dict[str, Any]:
    """Options, rows and condition as they are kept. Raises InvalidInput with everything that is wrong."""
    wrong: dict[str, list[str]] = {}
    if kind in (K.CHOICE, K.MATRIX) and not 1 <= len(options) <= MOST_OPTIONS:
        wrong["options"] = [_("Give between 1 and %(most)s options (rows of a matrix).") % {"most": MOST_OPTIONS}]
    elif kind not in (K.CHOICE, K.MATRIX) and options:
        wrong["options"] = [_("Only a choice or a matrix has options.")]
    others = {item.code: item for item in version.items.exclude(code=code)}
    if counterpart and counterpart not in others:
        wrong["counterpart"] = [_("There is no question with the code “%(code)s”.") % {"code": counterpart}]
    condition = _condition(others, *shown_if, wrong)
    if wrong:
        raise InvalidInput(wrong)
    words = [{"zh": o.zh, "en": o.en} for o in options]
    return {"options": [{"value": n, **o} for n, o in enumerate(words, 1)] if kind == K.CHOICE else [],
            "rows": words if kind == K.MATRIX else [], "shown_if": condition}


def _condition(others: dict[str, Item], item: str, values: str, wrong: dict[str, list[str]]) -> dict[str, Any]:
    if not item:
        return {}
    asked = others.get(item)
    if asked is None or asked.kind not in ONE_VALUE:
        wrong["shown_if_item"] = [_("Name the code of a question with one value: a scale or a choice.")]
        return {}
    allowed = {o["value"] for o in asked.options} if asked.kind == K.CHOICE else set(range(FEWEST[asked.kind], MOST[asked.kind] + 1))
    given = [int(v) for v in values.replace("，", ",").replace("、", ",").split(",") if v.strip().isascii() and v.strip().isdigit()]
    if not given or not set(given) <= allowed:
        wrong["shown_if_values"] = [_("Give values of that question, separated by commas: %(values)s.") % {
            "values": ", ".join(map(str, sorted(allowed)))}]
    return {"item": item, "values": given}
