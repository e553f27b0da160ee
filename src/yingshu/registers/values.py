"""Values of records: from what people and machines send, to what is stored, to what expressions and pages read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, create_model

from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor, Reach
from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.inputs import Fen, Lookup, Moment, Needed, Text
from yingshu.kernel.schemas import sentences
from yingshu.kernel.screens import SCREENS
from yingshu.kernel.screens.cells import percent, quantity
from yingshu.kernel.screens.lookup import labels
from yingshu.kernel.screens.plan import plan_of
from yingshu.kernel.text import INT64, half_width, tidy

from .definition import FieldSpec, Kind
from .registry import Live

LONGEST = 4000
MOST_ROWS = 200
REFS = {Kind.PERSON: "people", Kind.UNIT: "units"}
Number = Annotated[Decimal, BeforeValidator(lambda v: half_width(v).replace(",", "") if isinstance(v, str) else v),
                   Field(ge=Decimal("-1e9"), le=Decimal("1e9"), decimal_places=6)]
LongText = Annotated[str, AfterValidator(lambda text: text.replace("\x00", "").strip()), Field(max_length=LONGEST)]


class Ref:
    """A record referred to: its id and words; ``field`` reads something of the record itself, once."""

    def __init__(self, of: str, id: int, label: str) -> None:
        self.of, self.id, self.label = of, id, label
        self._row: Any = None

    def __eq__(self, other: object) -> bool:
        return self.label == other or (isinstance(other, Ref) and (self.of, self.id) == (other.of, other.id))

    def __hash__(self) -> int:
        return hash((self.of, self.id))

    def __str__(self) -> str:
        return self.label

    def field(self, name: str) -> Any:
        """A field of the record, by the name of its column; missing when there is none."""
        screen = SCREENS.get(self.of)
        if screen is None or name == "pk":
            return None
        if self._row is None:
            self._row = screen.model._default_manager.all()
            unscoped = getattr(self._row, "unscoped", None)
            rows = unscoped(reason="a rule reads the record that another one refers to") if unscoped else self._row
            self._row = plan_of(screen).loaded(rows.filter(pk=self.id)).first() or False
        return _read(screen, self._row, name) if self._row else None


def _read(screen: Any, row: Any, name: str) -> Any:
    reader = getattr(screen, "value_of", None)
    if reader is not None:
        return reader(row, name)
    column = plan_of(screen).by_key(name)
    if column is None:
        return getattr(row, name, None) if name in {n for f in row._meta.concrete_fields for n in (f.name, f.attname)} else None
    value = column.raw(row)
    return Decimal(int(value)) / 100 if column.kind == "money" and value is not None else value


# ---------- what may be sent

def model_of(live: Live, fields: Sequence[FieldSpec], name: str = "Values") -> type[BaseModel]:
    """The schema of some fields; each may be left out, what must be filled is asked for later."""
    made: dict[str, Any] = {f.code: (_type(live, f) | None, Field(None, title=f.title, description=f.help or None)) for f in fields}
    return create_model(name, __config__=ConfigDict(extra="forbid", frozen=True), **made)


@lru_cache(maxsize=512)
def _schema(live: Live, codes: tuple[str, ...]) -> type[BaseModel]:
    return model_of(live, [f for f in live.definition.posted if f.code in codes])


def _type(live: Live, field: FieldSpec) -> Any:
    kind = field.kind
    if kind == Kind.CHOICE:
        return Annotated[str, AfterValidator(_one_of(live.choices_of(field)))]
    if kind == Kind.CHOICES:
        return list[Annotated[str, AfterValidator(_one_of(live.choices_of(field)))]]
    if kind == Kind.TABLE:
        row: Any = model_of(live, [c for c in field.columns if c.kind != Kind.COMPUTED], f"{field.code.title()}Row")
        return Annotated[list[row], Field(max_length=MOST_ROWS)]
    if kind in REFS or kind == Kind.RECORD:
        return Annotated[int, Field(gt=0, le=INT64), Lookup(REFS.get(kind, field.of))]
    if kind == Kind.NUMBER and (field.at_least is not None or field.at_most is not None):
        return Annotated[Number, Field(ge=field.at_least, le=field.at_most)]
    return _PLAIN[kind]


_PLAIN: dict[Kind, Any] = {Kind.TEXT: Text, Kind.LONG: LongText, Kind.NUMBER: Number, Kind.MONEY: Fen, Kind.DATE: date,
                           Kind.MOMENT: Moment, Kind.BOOL: bool}
_UNKNOWN_CHOICE = N_("Please choose one of the values offered.")


def _one_of(choices: Sequence[str]) -> Callable[[str], str]:
    known = {tidy(c): c for c in choices}

    def check(value: str) -> str:
        if tidy(value) not in known:
            raise ValueError(_UNKNOWN_CHOICE)
        return known[tidy(value)]
    return check


def taken(live: Live, actor: Actor, data: Mapping[str, Any], fields: Sequence[FieldSpec]) -> dict[str, Any]:
    """What was sent as it is stored. Raises InvalidInput with every mistake, by field. Records referred to must be visible."""
    try:
        made = _schema(live, tuple(f.code for f in fields)).model_validate(dict(data))
    except ValidationError as problem:
        raise InvalidInput(sentences(problem)) from None
    found = {f.code: stored(live, f, getattr(made, f.code)) for f in fields if f.code in made.model_fields_set}
    _refer(actor, found, fields)
    _reached(actor, found, fields)
    return found


def stored(live: Live, field: FieldSpec, value: Any) -> Any:
    """A value as JSON."""
    if value is None or value == "":
        return None
    if field.kind == Kind.TABLE:
        rows = ({c.code: stored(live, c, getattr(row, c.code)) for c in field.columns if c.kind != Kind.COMPUTED} for row in value)
        return [row for row in rows if any(v is not None for v in row.values())]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return list(value) if isinstance(value, (list, tuple)) else value


def _refer(actor: Actor, found: dict[str, Any], fields: Sequence[FieldSpec]) -> None:
    """Ids become id and words; all records of one screen are looked up together, as the person may see them."""
    places: dict[str, list[tuple[dict[str, Any], str, str]]] = {}
    for field in fields:
        for row, spec, path in _ref_places(found, field):
            places.setdefault(REFS.get(spec.kind, spec.of), []).append((row, spec.code, path))
    errors: dict[str, list[str]] = {}
    for of, wanted in places.items():
        screen = SCREENS.get(of)
        known = labels(screen, actor, [str(row[code]) for row, code, _path in wanted]) if screen else {}
        for row, code, path in wanted:
            if (label := known.get(str(row[code]))) is None:
                errors[path] = [_("This record does not exist or is outside what you may see.")]
            else:
                row[code] = {"id": row[code], "label": label[:200]}
    if errors:
        raise InvalidInput(errors)


def _reached(actor: Actor, found: Mapping[str, Any], fields: Sequence[FieldSpec]) -> None:
    """Units that must lie within the person's reach do."""
    if actor.everything or actor.reach == Reach.ALL:
        return
    beyond = [f.code for f in fields if f.within and found.get(f.code) and found[f.code]["id"] not in actor.units]
    if beyond:
        raise InvalidInput({code: [_("This unit is not one of yours. Choose one of your own.")] for code in beyond})


def _ref_places(found: dict[str, Any], field: FieldSpec) -> list[tuple[dict[str, Any], FieldSpec, str]]:
    value = found.get(field.code)
    if value is None:
        return []
    if field.kind == Kind.TABLE:
        return [(row, c, f"{field.code}.{n}.{c.code}") for n, row in enumerate(value) for c in field.columns
                if (c.kind in REFS or c.kind == Kind.RECORD) and row.get(c.code) is not None]
    return [(found, field, field.code)] if field.kind in REFS or field.kind == Kind.RECORD else []


# ---------- what expressions read

def known_value(field: FieldSpec, value: Any) -> Any:
    """A stored value as expressions read it: numbers and yuan as Decimal, days as dates, records as ``Ref``."""
    if value is None:
        return [] if field.kind in (Kind.TABLE, Kind.CHOICES) else None
    if field.kind == Kind.TABLE:
        return [{c.code: known_value(c, row.get(c.code)) for c in field.columns} for row in value]
    return _KNOWN.get(field.shape, _as_it_is)(field, value)


def _as_it_is(field: FieldSpec, value: Any) -> Any:
    return value


_KNOWN: dict[str, Callable[[FieldSpec, Any], Any]] = {
    "number": lambda f, v: Decimal(str(v)), "percent": lambda f, v: Decimal(str(v)), "money": lambda f, v: Decimal(int(v)) / 100,
    "date": lambda f, v: date.fromisoformat(v), "moment": lambda f, v: datetime.fromisoformat(v),
    "person": lambda f, v: Ref("people", v["id"], v["label"]), "unit": lambda f, v: Ref("units", v["id"], v["label"]),
    "record": lambda f, v: Ref(f.of, v["id"], v["label"])}


def computed(field: FieldSpec, found: Any) -> Any:
    """The result of a formula as it is stored; what does not fit the kind is missing."""
    if found is None or found == "":
        return None
    try:
        return _COMPUTED[field.gives.value](found)
    except (TypeError, ValueError, ArithmeticError, AttributeError):
        return None


_COMPUTED: dict[str, Callable[[Any], Any]] = {
    "number": lambda v: f"{money.round_half_up(Decimal(v), 6).normalize():f}",
    "percent": lambda v: f"{money.round_half_up(Decimal(v), 6).normalize():f}",
    "money": lambda v: money.to_fen(money.round_half_up(Decimal(v), 2)), "date": lambda v: v.isoformat()[:10],
    "text": lambda v: ("、".join(map(_written, v)) if isinstance(v, list) else _written(v))[:200], "bool": bool}


def _written(value: Any) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def as_sent_again(fields: Sequence[FieldSpec], values: Mapping[str, Any]) -> dict[str, Any]:
    """Stored values as a form would send them."""
    return {f.code: _sent_again(f, values[f.code]) for f in fields if values.get(f.code) is not None}


def _sent_again(field: FieldSpec, value: Any) -> Any:
    if field.kind == Kind.TABLE:
        return [as_sent_again([c for c in field.columns if c.kind != Kind.COMPUTED], row) for row in value]
    if isinstance(value, Mapping):
        return value["id"]
    return money.plain(int(value)) if field.kind == Kind.MONEY else value


# ---------- what people read

class Shown(NamedTuple):
    """A value in words; ``url`` leads to the record referred to."""

    text: str
    url: str = ""


def words(field: FieldSpec, value: Any) -> str:
    """A stored value in words; empty when missing."""
    if value is None or value == []:
        return ""
    shown = _WORDS.get(field.shape, lambda v: str(v))(value)
    return f"{shown} {field.unit}".strip() if field.unit else shown


_WORDS: dict[str, Callable[[Any], str]] = {
    "number": lambda v: quantity(Decimal(str(v))), "percent": lambda v: percent(Decimal(str(v))), "money": lambda v: money.show(int(v)),
    "moment": lambda v: f"{clock.local(datetime.fromisoformat(v)):%Y-%m-%d %H:%M}", "bool": lambda v: _("Yes") if v else _("No"),
    "choices": lambda v: "、".join(v), "person": lambda v: v["label"], "unit": lambda v: v["label"], "record": lambda v: v["label"],
    "table": lambda v: _("%(n)s rows") % {"n": len(v)}}


def shown(field: FieldSpec, value: Any) -> Shown:
    """A stored value for the record's page."""
    if isinstance(value, Mapping) and field.kind in (Kind.RECORD, Kind.PERSON, Kind.UNIT):
        of = REFS.get(field.kind, field.of)
        return Shown(str(value["label"]), f"/{of}/{value['id']}/" if of in SCREENS else "")
    return Shown(words(field, value))


def outward(field: FieldSpec, value: Any) -> Any:
    """A stored value for machines: money as yuan."""
    if value is not None and field.shape == "money":
        return money.plain(int(value))
    if field.kind == Kind.TABLE and value:
        return [{c.code: outward(c, row.get(c.code)) for c in field.columns} for row in value]
    return value


__all__ = ["Needed", "Ref", "Shown", "computed", "known_value", "model_of", "outward", "shown", "stored", "taken", "words"]
