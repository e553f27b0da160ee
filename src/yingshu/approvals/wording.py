"""Conditions and approvers as people write them in a form: ``金额 ≥ 50000；折扣 > 3%`` and ``营销中心主任 → 总经理``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from .definition import Condition, Op

SIGNS = {"≥": Op.FROM, ">=": Op.FROM, "≤": Op.UPTO, "<=": Op.UPTO, "≠": Op.IS_NOT, "!=": Op.IS_NOT, "=": Op.IS, ">": Op.OVER, "<": Op.UNDER,
         "＝": Op.IS, "＞": Op.OVER, "＜": Op.UNDER}
_CONDITION = re.compile(r"^\s*(?P<fact>[^=<>≥≤≠!＝＞＜]+?)\s*(?P<sign>>=|<=|!=|≥|≤|≠|=|>|<|＝|＞|＜)\s*(?P<value>.+?)\s*$")
ARROWS = re.compile(r"\s*(?:→|->|=>)\s*")


def read_conditions(text: str, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Conditions of a line, separated by semicolons; ``names`` are the facts in words by their codes."""
    codes = {words: code for code, words in names.items()} | {code: code for code in names}
    parts = [part for part in re.split(r"[;；\n]", text) if part.strip()]
    return [_condition(part, codes) for part in parts]


def _condition(part: str, codes: Mapping[str, str]) -> dict[str, Any]:
    found = _CONDITION.match(part)
    fact = codes.get(found["fact"].strip()) if found else None
    if found is None or fact is None:
        known = "、".join(sorted(set(codes)))
        raise ValueError(_("“%(part)s” is no condition. Write it like “amount >= 50000”; known are: %(known)s.")
                         % {"part": part.strip(), "known": known})
    return {"fact": fact, "op": SIGNS[found["sign"]].value, "value": found["value"]}


def write_conditions(conditions: Iterable[Condition], names: Mapping[str, str]) -> str:
    """The same line again."""
    return "；".join(f"{names.get(c.fact, c.fact)} {c.op.value} {'、'.join(c.value)}" for c in conditions)


def read_line_of_posts(text: str) -> list[dict[str, Any]]:
    """``营销中心主任 → 总经理``: who decides one after the other; several posts of one step are separated by commas."""
    return [{"posts": part} for part in ARROWS.split(text) if part.strip()]
