"""The kinds of sheets a company's ledgers consist of, read from ``catalogue/sheets.json``, with the company's own titles added."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from yingshu.kernel.tabular import Field, Kind, MappingError, SheetKind, match_key, messages

ORDER = ("people", "customers", "products", "sales", "receivables", "receipts", "reviews")
MONEY_KINDS = ("sales", "receivables", "receipts")
OwnTitles = frozenset[tuple[str, str]]  # (kind.field, column title)


@cache
def catalogue() -> dict[str, dict[str, Any]]:
    """The declared kinds of sheets."""
    return dict(json.loads(files(__package__).joinpath("catalogue/sheets.json").read_text("utf-8")))


@cache
def words() -> dict[str, dict[str, str]]:
    """Spellings of payment and receipt methods → their code: ``words()["payment_method"]["月结"]`` is ``credit``."""
    raw = json.loads(files(__package__).joinpath("catalogue/words.json").read_text("utf-8"))
    return {name: {match_key(word): code for code, spelled in codes.items() for word in [code, *spelled]}
            for name, codes in raw.items()}


@dataclass(frozen=True, slots=True)
class Definition:
    """What a ledger field is besides its spelling: whether the import keeps it, and how long its text may be."""

    kept: bool
    longest: int


@cache
def definition(kind: str, field: str) -> Definition:
    """Of one field."""
    raw = catalogue()[kind]["fields"][field]
    return Definition(raw.get("kept", True), raw.get("max", 0))


@cache
def longest(kind: str) -> tuple[tuple[str, int], ...]:
    """The text fields of a kind with how many characters fit."""
    return tuple((code, raw["max"]) for code, raw in catalogue()[kind]["fields"].items() if "max" in raw)


def is_imported(kind: str) -> bool:
    """Whether sheets of this kind become records; the others are recognised and named."""
    return bool(catalogue()[kind].get("imported", True))


@cache
def kinds(language: str, own: OwnTitles = frozenset()) -> tuple[SheetKind, ...]:
    """All kinds, in the order in which they are imported, labelled in a language (``zh…`` or any other: English)."""
    place = 0 if language.startswith("zh") else 1
    return tuple(_kind(code, catalogue()[code], place, own) for code in ORDER)


def _kind(code: str, raw: dict[str, Any], place: int, own: Iterable[tuple[str, str]]) -> SheetKind:
    extra = [(field, title) for field, title in own if field.startswith(f"{code}.")]
    fields = [_field(name, each, place, [title for field, title in extra if field == f"{code}.{name}"])
              for name, each in raw["fields"].items()]
    return SheetKind(code, raw["label"][place], fields, [*raw["label"], *raw["names"]])


def _field(code: str, raw: dict[str, Any], place: int, own: Sequence[str]) -> Field:
    return Field(code, raw["label"][place], Kind(raw.get("kind", "text")), raw.get("required", False),
                 [*raw["label"], *raw["titles"], *own], carry_down=raw.get("head", False), document_key=raw.get("key", False),
                 words=raw.get("words", {}))


def kind_of(code: str, among: Iterable[SheetKind]) -> SheetKind:
    """The kind with this code. Raises MappingError when there is none."""
    among = tuple(among)
    found = next((kind for kind in among if kind.code == code), None)
    if found is None:
        raise MappingError(messages.KIND_UNKNOWN, kind=code, available="、".join(kind.code for kind in among))
    return found
