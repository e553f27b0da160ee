"""Approval flows, authority tables and incompatible duties as data: what a rulebook or an administrator writes down.

These models are the format: a pack file, the pages and the tests all go through them, and what they refuse is never saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from yingshu.rulebook.sections import Item


class Part(BaseModel):
    """Base of everything inside an item."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def number(text: Any) -> Decimal | None:
    """A number as people write it: ``0.12``, ``12%``, ``50,000``; None when it is no number."""
    plain = str(text).strip().replace(",", "")
    try:
        found = Decimal(plain.removesuffix("%").removesuffix("％"))
    except InvalidOperation:
        return None
    if not found.is_finite():
        return None
    return found / 100 if plain[-1:] in ("%", "％") else found


def _limit(value: Any) -> Any:
    found = number(value) if value not in (None, "") else None
    if found is None and value not in (None, ""):
        raise ValueError(_("“%(value)s” is no number. Write it like 5000 or 12%%.") % {"value": value})
    return found


def _texts(value: Any) -> Any:
    """One value or several, also in one line: ``a, b、c``."""
    if isinstance(value, str):
        value = [part.strip() for part in value.replace("、", ",").replace("，", ",").split(",")]
    return tuple(str(v) for v in value if str(v).strip()) if isinstance(value, (list, tuple)) else (str(value),)


Words = Annotated[tuple[str, ...], BeforeValidator(_texts)]
Limit = Annotated[Decimal | None, BeforeValidator(_limit)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Title = Annotated[str, Field(min_length=1, max_length=60)]
Matter = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_./]*$", max_length=60)]  # a kind of document, an action, a register (r/…)


class Op(StrEnum):
    """How a fact is compared."""

    IS = "="
    IS_NOT = "!="
    OVER = ">"
    FROM = ">="
    UNDER = "<"
    UPTO = "<="


    @property
    def label(self) -> str:
        """In words."""
        return _(OP_NAMES[self.value])


OP_NAMES = {"=": N_("is one of"), "!=": N_("is none of"), ">": N_("more than"), ">=": N_("at least"), "<": N_("less than"),
            "<=": N_("at most")}


class Condition(Part):
    """One condition on a fact of the document: ``amount >= 50000``, ``discount > 3%``, ``unit = east``.

    Amounts are yuan. ``unit`` is true for the unit and everything below it; texts may be several.
    """

    fact: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)
    op: Op = Op.IS
    value: Words

    @model_validator(mode="after")
    def _number_where_needed(self) -> Condition:
        if self.op not in (Op.IS, Op.IS_NOT) and (len(self.value) != 1 or number(self.value[0]) is None):
            raise ValueError(_("“%(fact)s” is compared with a number, for example 5000 or 12%%.") % {"fact": self.fact})
        if not self.value:
            raise ValueError(_("Say what “%(fact)s” is compared with.") % {"fact": self.fact})
        return self


class Approvers(Part):
    """Who decides: exactly one of these ways.

    ``posts`` (codes or names), everywhere or in ``unit``: ``document`` means the document's unit or the nearest one above it that has
    a holder. ``superior``: so many levels above the initiator. ``people``: login names. ``heads``: heads of these units (codes).
    ``table``: the steps that an authority table names for the document.
    """

    posts: Words = ()
    unit: str = Field("", max_length=20)
    superior: int = Field(0, ge=0, le=5)
    people: Words = ()
    heads: Words = ()
    table: str = Field("", max_length=60)

    @model_validator(mode="after")
    def _one_way(self) -> Approvers:
        ways = [bool(self.posts), bool(self.superior), bool(self.people), bool(self.heads), bool(self.table)]
        if sum(ways) != 1:
            raise ValueError(_("Say who decides in exactly one way: posts, a superior, people, heads of units, or an authority table."))
        if self.unit and not self.posts:
            raise ValueError(_("A unit is given only together with posts."))
        return self


class Mode(StrEnum):
    """How several approvers of one step decide: 会签, 或签, 依次."""

    ANY = "any"
    ALL = "all"
    SEQUENCE = "sequence"

    @property
    def label(self) -> str:
        """In words."""
        return _(MODES[self.value])


MODES = {"all": N_("all must agree"), "any": N_("the first answer decides"), "sequence": N_("one after the other")}


class Step(Part):
    """One step of a flow. ``ratio``: the share of agreements that is enough when all are asked; ``hours``: how long it may lie."""

    code: Code
    title: Title
    who: Approvers
    mode: Mode = Mode.ANY
    ratio: Decimal = Field(Decimal(1), gt=0, le=1)
    when: tuple[Condition, ...] = ()
    hours: int | None = Field(None, ge=1, le=2000)
    copy_to: Words = ()
    clause: str = Field("", max_length=12)

    @model_validator(mode="after")
    def _ratio_of_all(self) -> Step:
        if self.ratio != 1 and self.mode != Mode.ALL:
            raise ValueError(_("A share of agreements only makes sense when all are asked at once."))
        return self


class AfterReturn(StrEnum):
    """Where a document goes on that was sent back and mended: 重新逐级审批, 直达退回人."""

    AGAIN = "again"
    DIRECT = "direct"

    @property
    def label(self) -> str:
        """In words."""
        return _("every step is asked again") if self == AfterReturn.AGAIN else _("straight back to who sent it back")


class FlowItem(Item):
    """The flow of one kind of document. Without conditions that hold it does not apply, and the document goes on without approval.

    ``repeat_passes``: who agreed to a step and is asked again by the next one is passed by once. ``administrators``: posts that look
    after the flow, and decide when nobody else can. ``escalate_after``: hours beyond a step's limit until the superior is told.
    """

    kind: Matter
    when: tuple[Condition, ...] = ()
    steps: tuple[Step, ...] = Field(min_length=1, max_length=20)
    copy_to: Words = ()
    repeat_passes: bool = True
    after_return: AfterReturn = AfterReturn.AGAIN
    administrators: Words = ("admin",)
    escalate_after: int = Field(24, ge=1, le=2000)

    @model_validator(mode="after")
    def _steps_differ(self) -> FlowItem:
        if twice := _twice(step.code for step in self.steps):
            raise ValueError(_("Two steps have the code “%(code)s”. Give each its own.") % {"code": twice})
        return self


class Row(Part):
    """One row of an authority table: more than ``above`` up to and including ``upto`` (nothing: without an upper limit) is decided by
    ``steps``, one after the other. No steps: whoever asks decides alone."""

    above: Limit = None
    upto: Limit = None
    unit: str = Field("", max_length=20)
    when: tuple[Condition, ...] = ()
    steps: tuple[Approvers, ...] = Field((), max_length=6)
    title: str = Field("", max_length=60)

    @model_validator(mode="after")
    def _no_tables_in_tables(self) -> Row:
        if any(step.table for step in self.steps):
            raise ValueError(_("A row of an authority table cannot ask another table."))
        return self


class AuthorityItem(Item):
    """An authority table: matter × unit × band × condition → steps.

    ``fact`` is the number whose bands are listed. The bands of one unit and condition follow each other from zero without a gap; beyond
    the last one it is refused, unless the last one has no upper limit.
    """

    matter: Matter
    fact: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)
    rows: tuple[Row, ...] = Field(min_length=1, max_length=200)

    @model_validator(mode="after")
    def _contiguous(self) -> AuthorityItem:
        for rows in self.groups().values():
            _check_bands(self.fact, rows)
        return self

    def groups(self) -> dict[tuple[str, tuple[Condition, ...]], list[Row]]:
        """The rows by unit and conditions, in the order of the table."""
        found: dict[tuple[str, tuple[Condition, ...]], list[Row]] = {}
        for row in self.rows:
            found.setdefault((row.unit, row.when), []).append(row)
        return found


def _check_bands(fact: str, rows: Sequence[Row]) -> None:
    end: Decimal | None = Decimal(0)
    for n, row in enumerate(rows):
        start = row.above if row.above is not None else Decimal(0) if n == 0 else end
        if end is None:
            raise ValueError(_("A band follows one without an upper limit (%(row)s).") % {"row": band(fact, row)})
        said = {"end": shown(fact, end), "start": shown(fact, start or Decimal(0))}
        if start is None or start > end:
            raise ValueError(_("There is a gap between %(end)s and %(start)s.") % said)
        if start < end:
            raise ValueError(_("The bands overlap between %(start)s and %(end)s.") % said)
        if row.upto is not None and row.upto <= start:
            raise ValueError(_("The band %(row)s ends before it begins.") % {"row": band(fact, row)})
        end = row.upto


SHARES = ("discount", "change", "share", "rate", "deviation")


def band(fact: str, row: Row) -> str:
    """A band as people write it: ``3% < x ≤ 8%``."""
    low = shown(fact, row.above) if row.above is not None else "0"
    return f"> {low}" if row.upto is None else f"{low} < x ≤ {shown(fact, row.upto)}"


def shown(fact: str, value: Decimal) -> str:
    """A number as it is read: shares as percent, the rest plainly."""
    return f"{plain(value * 100)}%" if fact in SHARES else plain(value)


def plain(value: Decimal) -> str:
    """A number without needless zeroes."""
    return f"{value.normalize():f}"


class Severity(StrEnum):
    """What an incompatible pair does: it is refused, or allowed and listed in the monthly report."""

    REFUSE = "refuse"
    WARN = "warn"

    @property
    def label(self) -> str:
        """In words."""
        return _("refused") if self == Severity.REFUSE else _("allowed, and listed in the monthly report")


class SeparationItem(Item):
    """Two duties that one person must not hold or do on one document (不相容岗位分离). Rights are codes or patterns."""

    first: Words = Field(min_length=1)
    second: Words = Field(min_length=1)
    severity: Severity = Severity.REFUSE
    why: str = Field("", max_length=200)

    @model_validator(mode="after")
    def _two_sides(self) -> SeparationItem:
        if set(self.first) & set(self.second):
            raise ValueError(_("The two sides name the same right: %(rights)s.")
                             % {"rights": "、".join(sorted(set(self.first) & set(self.second)))})
        return self


def _twice(values: Iterable[str]) -> str:
    seen: set[str] = set()
    return next((v for v in values if v in seen or seen.add(v)), "")  # type: ignore[func-returns-value]
