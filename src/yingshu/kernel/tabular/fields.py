"""What a room declares about its sheets: fields, kinds of sheets, and how a cell of each kind is read."""

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from yingshu.kernel.tabular.clean import Cell, match_key, to_bool, to_choice, to_code, to_note, to_phone, to_text
from yingshu.kernel.tabular.dates import to_date
from yingshu.kernel.tabular.numerals import to_discount, to_fen, to_int, to_price, to_quantity, to_rate
from yingshu.kernel.tabular.titles import title_keys

__all__ = ["Field", "Fill", "Kind", "SheetKind", "Synonyms", "parser_for"]

Synonyms = Mapping[str, Sequence[str]]


class Kind(enum.StrEnum):
    """Kinds of values. The comment is the Python type that a parsed row holds; an empty cell gives None."""

    TEXT = "text"  # str
    NOTE = "note"  # str with lines
    CODE = "code"  # str
    PHONE = "phone"  # str
    DATE = "date"  # datetime.date
    FEN = "fen"  # int, in fen
    PRICE = "price"  # Decimal, six places, in yuan
    QUANTITY = "quantity"  # Decimal, three places
    INTEGER = "integer"  # int
    DISCOUNT = "discount"  # Decimal, share taken off; a bare number or percentage is the share taken off
    DISCOUNT_PAID = "discount_paid"  # Decimal, share taken off; a bare number or percentage is the share paid
    RATE = "rate"  # Decimal, share
    BOOL = "bool"  # bool
    CHOICE = "choice"  # str, a code out of the field's choices


class Fill(enum.StrEnum):
    """What happens to an empty cell of a column."""

    NONE = "none"
    DOCUMENT = "document"  # on a continuation line it takes the value of the document's first line
    ALWAYS = "always"  # it takes the last value above


_PARSERS: Final[dict[Kind, Callable[[Cell], Any]]] = {
    Kind.TEXT: to_text, Kind.NOTE: to_note, Kind.CODE: to_code, Kind.PHONE: to_phone, Kind.DATE: to_date,
    Kind.QUANTITY: to_quantity, Kind.INTEGER: to_int, Kind.DISCOUNT: to_discount, Kind.RATE: to_rate,
    Kind.DISCOUNT_PAID: partial(to_discount, paid=True),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record.

    Attributes:
        code: the key of the value in a parsed row.
        label: its title for people, in templates and messages.
        synonyms: other titles under which ledgers carry it.
        carry_down: a field of the document's head, filled only on the document's first line.
        document_key: when all fields so marked are empty, the line continues the document above;
            without such a field a line continues it when all `carry_down` fields are empty.
        choices: for `Kind.CHOICE`, every spelling and its code.
        words: for `Kind.BOOL`, spellings beyond the usual ones.
    """

    code: str
    label: str
    kind: Kind = Kind.TEXT
    required: bool = False
    synonyms: Sequence[str] = ()
    carry_down: bool = False
    document_key: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, bool] = field(default_factory=dict)

    def title_keys(self, extra: Synonyms | None = None) -> frozenset[str]:
        """Every title, in the form for comparing, that means this field."""
        titles = [self.label, self.code, *self.synonyms, *(extra or {}).get(self.code, ())]
        return frozenset(keys[0] for keys in map(title_keys, titles) if keys)


@dataclass(frozen=True, slots=True)
class SheetKind:
    """A kind of sheet: the records it holds, and names under which such sheets go."""

    code: str
    label: str
    fields: Sequence[Field]
    synonyms: Sequence[str] = ()

    def field(self, code: str) -> Field | None:
        """The field with this code."""
        return next((each for each in self.fields if each.code == code), None)

    def name_keys(self) -> frozenset[str]:
        """Names of such sheets in the form for comparing."""
        return frozenset(match_key(name) for name in (self.label, self.code, *self.synonyms))


def parser_for(of: Field, kind: Kind, unit: int = 1) -> Callable[[Cell], Any]:
    """The function that reads a cell of this kind; `unit` is the column's unit of money in yuan."""
    match kind:
        case Kind.FEN:
            return partial(to_fen, unit=unit)
        case Kind.PRICE:
            return partial(to_price, unit=unit)
        case Kind.BOOL:
            return partial(to_bool, words=of.words)
        case Kind.CHOICE:
            return partial(to_choice, choices=of.choices)
    return _PARSERS[kind]
