"""Ready-made questionnaires: YAML files of the room, one each."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field

from yingshu.kernel import yamls
from yingshu.kernel.errors import InvalidInput


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(_Part):
    """Words in both languages."""

    zh: str
    en: str = ""


class ReadyItem(_Part):
    """A question. ``ends``: words at the low and at the high end; ``options``: of a choice, or the rows of a matrix."""

    code: str
    kind: str = "five"
    zh: str
    en: str
    required: bool = True
    weight: Decimal = Decimal(1)
    role: str = ""
    counterpart: str = ""
    ends: tuple[Words, Words] | None = None
    options: tuple[Words, ...] = ()
    shown_if: dict[str, Any] = Field(default_factory=dict)

    def fields(self) -> dict[str, Any]:
        """The fields of the model."""
        low, high = self.ends or (Words(zh=""), Words(zh=""))
        words = [o.model_dump() for o in self.options]
        return {"code": self.code, "kind": self.kind, "text_zh": self.zh, "text_en": self.en, "required": self.required,
                "weight": self.weight,
                "role": self.role, "counterpart": self.counterpart, "low_zh": low.zh, "low_en": low.en, "high_zh": high.zh,
                "high_en": high.en, "rows": words if self.kind == "matrix" else [], "shown_if": self.shown_if,
                "options": [{"value": n, **o} for n, o in enumerate(words, 1)] if self.kind == "choice" else []}


class ReadyGroup(_Part):
    """A topic."""

    code: str
    zh: str
    en: str
    area: str = ""
    weight: Decimal = Decimal(1)
    items: tuple[ReadyItem, ...]

    def fields(self) -> dict[str, Any]:
        """The fields of the model."""
        return {"code": self.code, "title_zh": self.zh, "title_en": self.en, "area": self.area, "weight": self.weight}


class ReadyMade(_Part):
    """A questionnaire as delivered."""

    code: str
    title: str
    audience: str
    intro_zh: str = ""
    intro_en: str = ""
    groups: tuple[ReadyGroup, ...]


@lru_cache(maxsize=1)
def delivered() -> dict[str, ReadyMade]:
    """All of them by code, in the order of their files."""
    folder = files(__package__).joinpath("catalogue")
    found = [ReadyMade.model_validate(yamls.load(path.read_text("utf-8")))
             for path in sorted(folder.iterdir(), key=lambda p: p.name) if path.name.endswith(".yaml")]
    return {one.code: one for one in found}


def find(code: str) -> ReadyMade:
    """One by its code; an unknown code is told with those that exist."""
    if code not in delivered():
        raise InvalidInput({"ready_made": [_("There is no ready-made questionnaire “%(code)s”; right would be: %(codes)s.") % {
            "code": code, "codes": "、".join(delivered())}]})
    return delivered()[code]
