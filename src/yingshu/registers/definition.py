"""What a register is, as data: fields, states, rules. Its JSON schema is the format of the section ``registers`` of a pack."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import BeforeValidator, Field, model_validator

from yingshu.rulebook.sections import Item

from .parts import (
    OWNER,
    SCREEN,
    Approval,
    Arise,
    Assign,
    Begin,
    Code,
    Does,
    Expectation,
    Expr,
    Follow,
    Gate,
    Grant,
    Limit,
    Posts,
    Public,
    Related,
    Reminder,
    Revises,
    Rule,
    Sheet,
    Spec,
    Tell,
    Title,
    Unique,
    Who,
)


def _plain(value: Any) -> Any:
    """Numbers, also written as text (as JSON keeps them), are numbers."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Decimal(str(value))
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", value):
        return Decimal(value)
    return tuple(value) if isinstance(value, list) else value


class Kind(StrEnum):
    """Kinds of fields."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    MOMENT = "moment"
    CHOICE = "choice"
    CHOICES = "choices"
    BOOL = "bool"
    PERSON = "person"
    UNIT = "unit"
    RECORD = "record"
    FILE = "file"
    TABLE = "table"
    COMPUTED = "computed"


class Gives(StrEnum):
    """What a computed field is."""

    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    TEXT = "text"
    BOOL = "bool"


class Counted(Spec):
    """Records of another register that are counted over the register's ``span`` of days: those whose filtered fields have these values.
    ``latest``: of the records up to the last day only the newest for each value of this field (the last follow-up of each customer);
    ``without``: leaving out those in a view of their screen (``customers/stopped``)."""

    register_: Code = Field(alias="register")
    where: dict[Code, Title] = {}
    latest: str = ""
    without: str = Field("", max_length=60)


class FieldSpec(Spec):
    """A field. ``listed`` fields are columns of the list; ``filter`` and ``total`` need a typed column each.

    ``of`` is the screen whose records a field of kind ``record`` refers to (``customers``, ``orders``, ``r/suppliers``).
    ``choices_from`` takes the choices from a parameter. ``private`` fields never leave the record's page, and there only those see
    them who may see private fields of this register. ``metric``: the figure of that code, over the register's ``span`` of days, is
    written into the field when the record is saved; ``counts``: so is the number of records of another register. ``within``: the unit
    must be one whose records the person sees.
    """

    code: Code
    title: Title
    kind: Kind = Kind.TEXT
    help: str = Field("", max_length=200)
    required: bool = False
    required_when: Expr | None = None
    choices: tuple[Title, ...] = ()
    choices_from: str = ""
    of: str = Field("", max_length=40)
    columns: tuple[FieldSpec, ...] = ()
    formula: Expr | None = None
    gives: Gives = Gives.NUMBER
    unit: str = Field("", max_length=12)
    default: Expr | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    listed: bool = False
    filter: bool = False
    total: bool = False
    private: bool = False
    metric: str = Field("", max_length=60)
    counts: Counted | None = None
    within: bool = False

    @model_validator(mode="after")
    def _fits(self) -> FieldSpec:
        for problem in _field_problems(self):
            raise ValueError(problem)
        return self

    @property
    def measured(self) -> bool:
        """Filled by a figure, by nobody's hand."""
        return bool(self.metric or self.counts)

    @property
    def shape(self) -> str:
        """The kind of value: the kind of field, or what a computed field gives."""
        return self.gives.value if self.kind == Kind.COMPUTED else self.kind.value


def _field_problems(field: FieldSpec) -> Iterator[str]:
    kind, name = field.kind, {"field": field.code}
    if kind in (Kind.CHOICE, Kind.CHOICES) and not field.choices and not field.choices_from:
        yield _("%(field)s: a choice needs choices or choices_from.") % name
    if kind == Kind.RECORD and not field.of:
        yield _("%(field)s: say by “of” which screen its records are from, such as customers or r/suppliers.") % name
    if (kind == Kind.COMPUTED) != (field.formula is not None):
        yield _("%(field)s: computed fields, and only they, have a formula.") % name
    if (kind == Kind.TABLE) != bool(field.columns):
        yield _("%(field)s: tables, and only they, have columns.") % name
    if any(c.kind in (Kind.TABLE, Kind.FILE) for c in field.columns):
        yield _("%(field)s: a column of a table can be neither a table nor a file.") % name
    if field.private and (field.listed or field.filter or field.total):
        yield _("%(field)s: a private field cannot be listed, filtered or totalled.") % name
    if field.measured and field.kind not in (Kind.NUMBER, Kind.MONEY):
        yield _("%(field)s: only numbers and money can be filled by a figure.") % name
    if field.within and field.kind != Kind.UNIT:
        yield _("%(field)s: only units can lie within a person's reach.") % name
    if field.total and field.shape not in (Kind.NUMBER, Kind.MONEY):
        yield _("%(field)s: only numbers and money can be totalled.") % name


class Param(Spec):
    """A parameter of the clause, read by expressions under its name. ``assumed``: its value is ours, not the clause's."""

    title: Title
    value: Annotated[bool | Decimal | tuple[str, ...] | str, BeforeValidator(_plain)]
    assumed: bool = False
    at_least: Decimal | None = None
    at_most: Decimal | None = None

    @model_validator(mode="after")
    def _within(self) -> Param:
        value = self.value
        if isinstance(value, Decimal) and not isinstance(value, bool):
            if self.at_least is not None and value < self.at_least:
                raise ValueError(_("Must not be less than %(ge)s.") % {"ge": self.at_least})
            if self.at_most is not None and value > self.at_most:
                raise ValueError(_("Must not be more than %(le)s.") % {"le": self.at_most})
        return self


class State(Spec):
    """A state of the records. ``weight`` is how strongly it is shown; in an ``open`` one the fields can still be changed."""

    code: Code
    title: Title
    weight: Literal["draft", "wait", "run", "done", "warn", "danger", "void"] = "run"
    open: bool = False
    final: bool = False


class Move(Spec):
    """A step from states to a state. ``who``: posts, or owner, handler, superior. ``asks`` are fields filled in with the step;
    ``sets`` gives fields values; ``reason`` asks for one; ``not_owner`` keeps people from deciding on their own records. From the day
    that ``on`` gives the step is made without anybody, as by those who may make it by right."""

    code: Code
    title: Title
    from_: tuple[Code, ...] = Field(alias="from", min_length=1)
    to: Code
    who: Posts = (OWNER,)
    not_owner: bool = False
    asks: tuple[Code, ...] = ()
    needs: tuple[Code, ...] = ()
    sets: dict[Code, Expr] = {}
    reason: bool = False
    on: Expr | None = None
    clause: str = ""


class Definition(Item):
    """A register."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=30)
    hint: str = Field("", max_length=200)
    group: str = Field("", max_length=30)
    prefix: str = Field("TZ", pattern=r"^[A-Z]{1,6}$")
    scope: Literal["scoped", "all"] = "scoped"
    params: dict[Code, Param] = {}
    fields: tuple[FieldSpec, ...] = Field(min_length=1, max_length=60)
    headline: Expr | None = None
    states: tuple[State, ...] = ()
    moves: tuple[Move, ...] = ()
    rules: tuple[Rule, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    expects: tuple[Expectation, ...] = ()
    follows: tuple[Follow, ...] = ()
    begins: tuple[Begin, ...] = ()
    arises: tuple[Arise, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    does: tuple[Does, ...] = ()
    tells: tuple[Tell, ...] = ()
    revises: Revises | None = None
    approval: Approval | None = None
    unique: tuple[Unique, ...] = ()
    limits: tuple[Limit, ...] = ()
    gates: tuple[Gate, ...] = ()
    related: tuple[Related, ...] = ()
    who: Who = Who()
    handler: str = Field("", max_length=60)
    assigns: tuple[Assign, ...] = ()
    handed_over: bool = False
    day: str = ""
    span: tuple[Code, ...] = Field((), max_length=2)
    grants: tuple[Grant, ...] = ()
    public: Public | None = None
    signatures: tuple[Title, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Definition:
        from .checking import problems

        found = list(problems(self))
        if found:
            raise ValueError("；".join(found))
        return self

    @property
    def screen(self) -> str:
        """The code of its screen, which is also the kind of its records."""
        return SCREEN + self.code

    @property
    def stations(self) -> tuple[State, ...]:
        """Its states; a register without any has one, in which records stay and can be changed."""
        return self.states or (State(code="kept", title=_("Kept"), weight="done", open=True),)

    def field(self, code: str) -> FieldSpec | None:
        return next((f for f in self.fields if f.code == code), None)

    def state(self, code: str) -> State | None:
        return next((s for s in (*self.stations, VOID) if s.code == code), None)

    def state_title(self, code: str) -> str:
        """A state in the register's words."""
        found = self.state(code)
        return found.title if found is not None else code

    def is_final(self, state: str) -> bool:
        found = self.state(state)
        return found is not None and found.final

    def move(self, code: str) -> Move | None:
        return next((m for m in self.moves if m.code == code), None)

    @property
    def posted(self) -> Sequence[FieldSpec]:
        """Fields that people fill in."""
        return [f for f in self.fields if f.kind not in (Kind.COMPUTED, Kind.FILE) and not f.measured]

    def number_of(self, given: int | str | None) -> int | None:
        """A number, or the parameter of that name."""
        if isinstance(given, str):
            value: Any = self.params[given].value
            return int(value)
        return given


VOID = State(code="void", title="Void", weight="void", final=True)


def twice(codes: Sequence[str]) -> list[str]:
    """Codes that occur more than once."""
    return [code for code, count in Counter(codes).items() if count > 1]
